/* SPDX-License-Identifier: MIT */
/*
 * The time stamp counter as a clocksource, and as the clock of sched_clock(). It counts the CPU's cycles, or
 * on newer ones at a fixed rate; in an emulator it may count instructions. In each case the rate is found
 * by measuring.
 *
 * Tests: tests/kernel/core/time_test.c
 */
#include <asm/processor.h>
#include <asm/tsc.h>
#include <linux/clocksource.h>
#include <linux/i8253.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched/clock.h>

static u64 read_tsc(struct clocksource *cs)
{
	return rdtsc();
}

static struct clocksource clocksource_tsc = { .name = "tsc", .rating = 300, .read = read_tsc };

void __init tsc_init(void)
{
	u32 khz = pit_calibrate_tsc();

	if (!khz) {
		pr_err("tsc: the interval timer does not run, stamps will be zero\n");
		return;
	}
	sched_clock_set_khz(khz);
	pr_info("tsc: Detected %u.%03u MHz processor\n", khz / 1000, khz % 1000);
	clocksource_register_khz(&clocksource_tsc, khz);
}
