/* SPDX-License-Identifier: MIT */
/* Locks, switches, threads. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/spinlock.h>

#include "bench.h"

static void b_lock(void)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

	BENCH("spin_lock_irqsave_restore", 2000, 32, {
		spin_lock_irqsave(&lock, flags);
		barrier();
		spin_unlock_irqrestore(&lock, flags);
	});
	BENCH("spin_lock_unlock", 2000, 32, {
		spin_lock(&lock);
		barrier();
		spin_unlock(&lock);
	});
}
BENCH_GROUP(lock, b_lock);

/* ---- two threads that wake each other ---- */

#define PING_SAMPLES 200
#define PINGS	     50

static struct task_struct *ping, *pong;
static int turn, stop;
static struct completion done;

static void wait_for_turn(int me)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (READ_ONCE(turn) == me || READ_ONCE(stop))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static void wait_for_stop(void)
{
	while (!kthread_should_stop())
		msleep(1);
}

static int run_ping(void *unused)
{
	for (unsigned int i = 0; i < PING_SAMPLES; i++) {
		u64 start = rdtsc_ordered();

		for (unsigned int k = 0; k < PINGS; k++) {
			WRITE_ONCE(turn, 1);
			wake_up_process(pong);
			wait_for_turn(0);
		}
		bench_samples[i] = bench_per(rdtsc_ordered() - start, PINGS * 2); /* one way */
	}
	WRITE_ONCE(stop, 1);
	wake_up_process(pong);
	complete(&done);
	wait_for_stop();
	return 0;
}

static int run_pong(void *unused)
{
	while (!READ_ONCE(stop)) {
		wait_for_turn(1);
		if (READ_ONCE(stop))
			break;
		WRITE_ONCE(turn, 0);
		wake_up_process(ping);
	}
	wait_for_stop();
	return 0;
}

static void b_switch(void)
{
	turn = stop = 0;
	init_completion(&done);
	ping = kthread_create(run_ping, NULL, "ping");
	pong = kthread_create(run_pong, NULL, "pong");
	if (!IS_ERR(ping) && !IS_ERR(pong)) {
		wake_up_process(pong);
		wake_up_process(ping);
		wait_for_completion(&done);
		bench_report("ctxsw_kthread_wakeup_oneway", bench_samples, PING_SAMPLES);
	}
	if (!IS_ERR(ping))
		kthread_stop(ping);
	if (!IS_ERR(pong))
		kthread_stop(pong);
}

/* ---- schedule, yield, create, stop ---- */

static int yielder(void *unused)
{
	while (!kthread_should_stop())
		yield();
	return 0;
}

static void b_yield(void)
{
	struct task_struct *other = kthread_run(yielder, NULL, "yielder");

	if (IS_ERR(other))
		return;
	msleep(20);
	BENCH("yield_with_competitor", 200, 16, yield());
	kthread_stop(other);
}

static void b_sched(void)
{
	struct task_struct *k;

	if (bench_wanted("ctxsw_kthread_wakeup_oneway"))
		b_switch();
	BENCH("schedule_alone", 1000, 16, schedule());
	BENCH("yield_alone", 1000, 16, yield());
	b_yield();
	BENCH("kthread_create_stop", 30, 1, {
		k = kthread_run(yielder, NULL, "kb_k");
		if (!IS_ERR(k))
			kthread_stop(k);
	});
}
BENCH_GROUP(sched, b_sched);
