/* SPDX-License-Identifier: MIT */
/*
 * jiffies: time in ticks of 1/HZ second, as the timer interrupt counts it.
 *
 * The counter wraps. It starts so that this happens five minutes after boot, as in Linux, and code that
 * compares two values with < is found out early: time_after() and its kin are right on both sides of
 * the wrap, for values less than half the range apart.
 *
 * Tests: tests/kernel/core/time_test.c
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/param.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#define MSEC_PER_SEC  1000L
#define USEC_PER_MSEC 1000L
#define NSEC_PER_USEC 1000L
#define NSEC_PER_MSEC 1000000L
#define USEC_PER_SEC  1000000L
#define NSEC_PER_SEC  1000000000L

#define TICK_NSEC (NSEC_PER_SEC / HZ)
#define TICK_USEC (USEC_PER_SEC / HZ)

#define INITIAL_JIFFIES ((unsigned long)(-300 * HZ))

/* jiffies is the low half of jiffies_64; it can be read in one go, jiffies_64 cannot. */
extern u64 jiffies_64;
extern unsigned long volatile jiffies;

/* The whole counter, not torn. Any context. */
u64 get_jiffies_64(void);

/* Is @a later than @b? Both unsigned long. */
#define time_after(a, b)                                                                           \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((b) - (a)) < 0))
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b)                                                                        \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b) time_after_eq(b, a)

/* @b <= @a <= @c, and @b <= @a < @c. */
#define time_in_range(a, b, c)	    (time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c) (time_after_eq(a, b) && time_before(a, c))

#define time_after64(a, b)     (typecheck(u64, a) && typecheck(u64, b) && ((s64)((b) - (a)) < 0))
#define time_before64(a, b)    time_after64(b, a)
#define time_after_eq64(a, b)  (typecheck(u64, a) && typecheck(u64, b) && ((s64)((a) - (b)) >= 0))
#define time_before_eq64(a, b) time_after_eq64(b, a)

/* Is @a in the past, in the future? */
#define time_is_before_jiffies(a)    time_after(jiffies, a)
#define time_is_after_jiffies(a)     time_before(jiffies, a)
#define time_is_before_eq_jiffies(a) time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)  time_before_eq(jiffies, a)

/* The longest wait that can be expressed: half of what still compares right. */
#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

/*
 * Time to ticks. A wait must not be shorter than asked for: milliseconds and microseconds round up, and
 * what would be negative as an int means "for ever". Nanoseconds round down, as in Linux. Any context.
 */
unsigned long msecs_to_jiffies(unsigned int m);
unsigned long usecs_to_jiffies(unsigned int u);
u64 nsecs_to_jiffies64(u64 n);

static inline unsigned long nsecs_to_jiffies(u64 n)
{
	return (unsigned long)nsecs_to_jiffies64(n);
}

/* Ticks to time. The results of the first two wrap when they do not fit. */
static inline unsigned int jiffies_to_msecs(unsigned long j)
{
	return (MSEC_PER_SEC / HZ) * j;
}

static inline unsigned int jiffies_to_usecs(unsigned long j)
{
	return (USEC_PER_SEC / HZ) * j;
}

static inline u64 jiffies_to_nsecs(unsigned long j)
{
	return (u64)j * TICK_NSEC;
}

static inline u64 jiffies64_to_nsecs(u64 j)
{
	return j * TICK_NSEC;
}

static inline u64 jiffies64_to_msecs(u64 j)
{
	return j * (MSEC_PER_SEC / HZ);
}

#endif
