/* SPDX-License-Identifier: MIT */
/*
 * Timers, interrupts and what hangs on them. The timer rows come in pairs, among 10 other timers and among
 * 10,000: they must be alike.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/timer.h>

#include "bench.h"

#define MANY	  10000
#define BENCH_IRQ 5

static void nothing(struct timer_list *timer)
{
}

/* Arms all of them for times of all magnitudes, none of which comes during the run. */
static void arm_all(struct timer_list *timers, unsigned int count)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 1);
	for (unsigned int i = 0; i < count; i++) {
		timer_setup(&timers[i], nothing, 0);
		mod_timer(&timers[i],
			  jiffies + 60 * HZ + prandom_u32_state(&rnd) % (1 << (1 + i % 28)));
	}
}

static void disarm_all(struct timer_list *timers, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		del_timer_sync(&timers[i]);
}

/* The names differ, and the macros want them as literals. */
#define AMONG(n)                                                                                   \
	do {                                                                                       \
		struct timer_list mine;                                                            \
		unsigned long turn = 0;                                                            \
                                                                                                   \
		timer_setup_on_stack(&mine, nothing, 0);                                           \
		arm_all(timers, n);                                                                \
		BENCH("timer_add_del_among_" #n, 1000, 16, {                                       \
			mod_timer(&mine, jiffies + 1000);                                          \
			del_timer(&mine);                                                          \
		});                                                                                \
		mod_timer(&mine, jiffies + 1000);                                                  \
		BENCH("timer_mod_among_" #n, 1000, 16,                                             \
		      mod_timer(&mine, jiffies + 1000 + (turn++ & 4095)));                         \
		del_timer(&mine);                                                                  \
		destroy_timer_on_stack(&mine);                                                     \
		disarm_all(timers, n);                                                             \
	} while (0)

static void b_timer(void)
{
	size_t size = MANY * sizeof(struct timer_list);
	struct timer_list *timers;

	if (!bench_wanted("timer_add_del_among_10") && !bench_wanted("timer_add_del_among_10000") &&
	    !bench_wanted("timer_mod_among_10") && !bench_wanted("timer_mod_among_10000"))
		return;
	timers = alloc_pages_exact(size, GFP_KERNEL);
	if (!timers) {
		bench_note("timer: no memory for %u timers", MANY);
		return;
	}
	AMONG(10);
	AMONG(10000);
	free_pages_exact(timers, size);
}
BENCH_GROUP(timer, b_timer);

static irqreturn_t handled(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static void nothing_either(struct tasklet_struct *t)
{
}

/* An interrupt without a device: entry, handler, and the controller's four ports. */
static void b_irq(void)
{
	DECLARE_TASKLET(tasklet, nothing_either);

	if (request_irq(BENCH_IRQ, handled, 0, "bench", NULL)) {
		bench_note("irq: line %d is taken", BENCH_IRQ);
		return;
	}
	BENCH("irq_handled", 1000, 16,
	      asm volatile("int %0"
			   :
			   : "i"(IRQ0_VECTOR + BENCH_IRQ)
			   : "memory", "cc"));
	free_irq(BENCH_IRQ, NULL);
	BENCH("local_bh_disable_enable", 1000, 16, {
		local_bh_disable();
		local_bh_enable();
	});
	BENCH("tasklet_schedule_and_run", 1000, 16, {
		local_bh_disable();
		tasklet_schedule(&tasklet);
		local_bh_enable();
	});
}
BENCH_GROUP(irq, b_irq);

static void b_time(void)
{
	volatile u64 sink;

	BENCH("ktime_get", 1000, 16, sink = ktime_get());
	BENCH("get_jiffies_64", 1000, 16, sink = get_jiffies_64());
	(void)sink;
}
BENCH_GROUP(time, b_time);
