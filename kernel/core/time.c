/* SPDX-License-Identifier: MIT */
/* jiffies, and what they are in other units. Tests: tests/kernel/core/time_test.c */
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>

u64 jiffies_64 = (u32)INITIAL_JIFFIES;

/* The low half under a name of its own: the machine is little-endian. */
asm(".globl jiffies\n.set jiffies, jiffies_64");

/* The tick writes both halves with interrupts off. */
u64 get_jiffies_64(void)
{
	unsigned long flags;
	u64 now;

	local_irq_save(flags);
	now = jiffies_64;
	local_irq_restore(flags);
	return now;
}

unsigned long msecs_to_jiffies(unsigned int m)
{
	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return DIV_ROUND_UP(m, MSEC_PER_SEC / HZ);
}

/* The largest, 2^32 - 1 us, is 429,497 ticks: always fits. */
unsigned long usecs_to_jiffies(unsigned int u)
{
	return u / TICK_USEC + (u % TICK_USEC != 0);
}

u64 nsecs_to_jiffies64(u64 n)
{
	return div_u64(n, TICK_NSEC);
}

/*
 * Days are counted in years that begin in March, so that the odd day is a year's last one: then the months'
 * lengths up to month m sum up to (153 m + 2) / 5.
 */
time64_t mktime64(unsigned int year, unsigned int month, unsigned int day, unsigned int hour,
		  unsigned int minute, unsigned int second)
{
	unsigned int m = (month + 9) % 12, y = year - m / 10;
	unsigned int days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;

	return (((time64_t)days - 719468) * 24 + hour) * 3600 + minute * 60 + second;
}
