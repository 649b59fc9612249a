/* SPDX-License-Identifier: MIT */
/*
 * Busy waiting by the time stamp counter.
 *
 * Between two looks at the counter the CPU counts in a register, up to an eighth of what is left: few looks
 * for a long delay (a look can be costly in a virtual machine), and none too late, since no CPU takes eight
 * cycles for a step. Before the counter's rate is known, I/O to an unused port takes about a microsecond.
 *
 * Tests: tests/kernel/core/time_test.c
 */
#include <asm/io.h>
#include <asm/processor.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>

void __delay(unsigned long loops)
{
	asm volatile("1: decl %0; jns 1b" : "+r"(loops) : : "cc");
}

static void delay_cycles(u64 cycles)
{
	u64 start = rdtsc(), passed;

	while ((passed = rdtsc() - start) < cycles)
		__delay(min_t(u64, (cycles - passed) / 8, LONG_MAX));
}

/* @count units, of which @per_msec are a millisecond. */
static void delay(unsigned long count, unsigned int per_msec)
{
	if (likely(tsc_khz))
		delay_cycles(div_u64((u64)count * tsc_khz + per_msec - 1, per_msec));
	else
		for (u64 left = div_u64((u64)count * 1000, per_msec) + 1; left; left--)
			io_delay();
}

void ndelay(unsigned long nsecs)
{
	delay(nsecs, 1000000);
}

void udelay(unsigned long usecs)
{
	delay(usecs, 1000);
}

void mdelay(unsigned long msecs)
{
	delay(msecs, 1);
}
