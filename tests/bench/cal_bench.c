/* SPDX-License-Identifier: MIT */
/* What the measuring itself costs, and single instructions: the scale for the other rows. */
#include <asm/tlbflush.h>
#include <linux/irqflags.h>

#include "bench.h"

static void b_cal(void)
{
	static u32 buf[1024];
	volatile u32 sink;

	BENCH("cal_empty", 2000, 1, barrier());
	BENCH("cal_rdtsc", 2000, 16, sink = (u32)rdtsc_ordered());
	(void)sink;
	BENCH("cal_dec_jnz_1000", 1000, 1, {
		u32 c = 1000;
		asm volatile("1: decl %0; jnz 1b" : "+r"(c));
	});
	BENCH("cal_rep_stosl_4096B", 1000, 1, {
		void *d = buf;
		u32 c = 1024;
		asm volatile("rep stosl" : "+D"(d), "+c"(c) : "a"(0) : "memory");
	});
	BENCH("cal_movl_store_1024x4B", 1000, 1, {
		u32 *d = buf, *e = buf + 1024;
		asm volatile("1: movl $0,(%0); addl $4,%0; cmpl %1,%0; jne 1b"
			     : "+r"(d)
			     : "r"(e)
			     : "memory");
	});
	BENCH("cal_cli_sti", 1000, 16, {
		local_irq_disable();
		local_irq_enable();
	});
	BENCH("cal_invlpg", 1000, 16, flush_tlb_one((unsigned long)buf));
	BENCH("cal_cr3_reload", 1000, 1, flush_tlb_local());
}
BENCH_GROUP(cal, b_cal);
