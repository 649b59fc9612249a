// SPDX-License-Identifier: MIT
/*
 * The calendar: <linux/rtc.h>.
 *
 * Years are counted from March on, so that the day that some years have and others have not is the last.
 * The calendar repeats after 400 years, of 146097 days. Inside of them, every 1460 days are four years
 * without a day that is missing or one too many, but for the three centuries that have no such day.
 */
#include <linux/math64.h>
#include <linux/rtc.h>

#define DAYS_TO_1970	     719468 /* from March 1st of year 0 */
#define DAYS_OF_400_YEARS    146097
#define MARCH_TO_JANUARY_1ST 306

static bool is_leap_year(s64 year)
{
	s64 century = div_s64(year, 100);

	return year == century * 100 ? !(century & 3) : !(year & 3);
}

/* Rounds down, for times before 1970 as well. */
static s64 divide(s64 dividend, s32 divisor, s32 *rest)
{
	s64 quotient = div_s64(dividend, divisor);

	*rest = dividend - quotient * divisor;
	if (*rest < 0) {
		*rest += divisor;
		quotient--;
	}
	return quotient;
}

static void set_date(struct rtc_time *tm, s64 days)
{
	s32 day, year_of_400, month;
	s64 year = divide(days + DAYS_TO_1970, DAYS_OF_400_YEARS, &day) * 400;

	year_of_400 = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= year_of_400 * 365 + year_of_400 / 4 - year_of_400 / 100;
	month = (5 * day + 2) / 153; /* 31 30 31 30 31, 31 30 31 30 31, 31 .. */
	tm->tm_mday = day - (153 * month + 2) / 5 + 1;
	tm->tm_mon = (month + 2) % 12;
	year += year_of_400 + (month >= 10);
	tm->tm_year = year - 1900;
	tm->tm_yday = day >= MARCH_TO_JANUARY_1ST ? day - MARCH_TO_JANUARY_1ST :
						    day + 59 + is_leap_year(year);
	divide(days + 4, 7, &tm->tm_wday);
}

void rtc_time64_to_tm(time64_t time, struct rtc_time *tm)
{
	s32 seconds;
	s64 days = divide(time, 24 * 3600, &seconds);

	*tm = (struct rtc_time){ .tm_sec = seconds % 60,
				 .tm_min = seconds / 60 % 60,
				 .tm_hour = seconds / 3600 };
	set_date(tm, days);
}
