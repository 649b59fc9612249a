/* SPDX-License-Identifier: MIT */
/*
 * Dates and times of day, UTC, in the calendar's fields. Any context.
 *
 * Tests: tests/lib/vsprintf_test.c
 */
#ifndef _LINUX_RTC_H
#define _LINUX_RTC_H

#include <linux/ktime.h>

/* Months count from 0, years from 1900, days of the week from Sunday, days of the year from 0. */
struct rtc_time {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday;
	int tm_mon;
	int tm_year;
	int tm_wday;
	int tm_yday;
	int tm_isdst;
};

/* Seconds since 1970 as a date; mktime64() is the way back. */
void rtc_time64_to_tm(time64_t time, struct rtc_time *tm);

#endif
