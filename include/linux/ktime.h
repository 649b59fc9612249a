/* SPDX-License-Identifier: MIT */
/* Time in nanoseconds: signed 64 bits, good for 292 years. */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/types.h>

typedef s64 ktime_t;

#define KTIME_MAX ((s64) ~((u64)1 << 63))

/* Since boot, from the best clocksource there is (kernel/core/timekeeping.c). Never goes back. Any context. */
ktime_t ktime_get(void);

/* Since the beginning of 1970, UTC. Any context. */
ktime_t ktime_get_real(void);
/* Who reads the machine's clock says what it shows now. Boot. */
void timekeeping_set_wall_clock(s64 seconds);

/* Seconds since 1970 of a date; months and days count from 1. Any context. */
typedef s64 time64_t;
time64_t mktime64(unsigned int year, unsigned int month, unsigned int day, unsigned int hour,
		  unsigned int minute, unsigned int second);

static inline u64 ktime_get_ns(void)
{
	return ktime_get();
}

#define ktime_add(a, b)	   ((a) + (b))
#define ktime_sub(a, b)	   ((a) - (b))
#define ktime_add_ns(t, n) ((t) + (n))
#define ktime_sub_ns(t, n) ((t) - (n))
#define ktime_to_ns(t)	   (t)

static inline ktime_t ns_to_ktime(u64 ns)
{
	return ns;
}

static inline ktime_t ms_to_ktime(u64 ms)
{
	return ms * NSEC_PER_MSEC;
}

static inline ktime_t us_to_ktime(u64 us)
{
	return us * NSEC_PER_USEC;
}

static inline ktime_t ktime_set(s64 secs, unsigned long nsecs)
{
	return secs * NSEC_PER_SEC + (s64)nsecs;
}

static inline ktime_t ktime_add_us(ktime_t t, u64 us)
{
	return t + us * NSEC_PER_USEC;
}

static inline ktime_t ktime_add_ms(ktime_t t, u64 ms)
{
	return t + ms * NSEC_PER_MSEC;
}

static inline s64 ktime_to_us(ktime_t t)
{
	return div_s64(t, NSEC_PER_USEC);
}

static inline s64 ktime_to_ms(ktime_t t)
{
	return div_s64(t, NSEC_PER_MSEC);
}

static inline s64 ktime_us_delta(ktime_t later, ktime_t earlier)
{
	return ktime_to_us(later - earlier);
}

static inline s64 ktime_ms_delta(ktime_t later, ktime_t earlier)
{
	return ktime_to_ms(later - earlier);
}

static inline int ktime_compare(ktime_t a, ktime_t b)
{
	return a < b ? -1 : a > b;
}

static inline bool ktime_after(ktime_t a, ktime_t b)
{
	return a > b;
}

static inline bool ktime_before(ktime_t a, ktime_t b)
{
	return a < b;
}

#endif
