/* SPDX-License-Identifier: MIT */
/*
 * sched_clock(): cycles to nanoseconds by one multiplication.
 *
 *	ns = cycles * 10^6 / khz = (cycles * mult) >> SHIFT,  mult = (10^6 << SHIFT) / khz
 *
 * The product of a 64-bit count and a 32-bit factor is 96 bits: the two halves of the count are
 * multiplied apart. With SHIFT 22 a counter of 1 MHz (mult just below 2^32) up to 4 GHz (mult about
 * 2^20, an error below one in a million) fits.
 *
 * Tests: tests/kernel/core/time_test.c.
 */
#include <asm/processor.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>

#define SHIFT 22

u32 tsc_khz;
static u64 boot_cycles;
static u32 mult;

u64 sched_clock(void)
{
	u64 cycles = rdtsc() - boot_cycles;

	return ((u64)(u32)(cycles >> 32) * mult << (32 - SHIFT)) +
	       ((u64)(u32)cycles * mult >> SHIFT);
}

void sched_clock_set_khz(u32 khz)
{
	tsc_khz = khz;
	mult = div_u64(1000000ULL << SHIFT, khz);
}

void __init sched_clock_init(void)
{
	boot_cycles = rdtsc();
}
