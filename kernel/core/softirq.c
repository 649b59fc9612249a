/* SPDX-License-Identifier: MIT */
/*
 * Softirqs: the second half of interrupt work, with interrupts on.
 *
 * A handler that has more to do than its device can wait for raises a softirq: one bit in a word. The
 * bits are served
 *
 *	when the outermost interrupt handler returns (irq_exit)
 *	when a task leaves its last local_bh_disable() section
 *	by ksoftirqd, a thread, when they keep coming
 *
 * always with SOFTIRQ_OFFSET in preempt_count, so that in_serving_softirq() is true and softirqs do not
 * nest: what is raised meanwhile is served by the loop that is already running.
 *
 * Softirqs go before all tasks. A flood of them would leave tasks no time, so the loop ends after
 * MAX_RESTART rounds, at the next tick, or when the scheduler wants in; the rest is ksoftirqd's, which is
 * a task like the others.
 *
 * Tests: tests/kernel/core/softirq_test.c
 */
#include <k896/show.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#define CREATE_TRACE_POINTS
#include <trace/events/irq.h>

#define MAX_RESTART 10

DEFINE_PER_CPU(unsigned int, __softirq_pending);
static DEFINE_PER_CPU(struct task_struct *, ksoftirqd);
static struct softirq_action softirq_vec[NR_SOFTIRQS];
static unsigned int served[NR_SOFTIRQS];

const char *const softirq_to_name[NR_SOFTIRQS] = {
	"HI",	    "TIMER",   "NET_TX", "NET_RX",  "BLOCK",
	"IRQ_POLL", "TASKLET", "SCHED",	 "HRTIMER", "RCU",
};

void open_softirq(int nr, void (*action)(struct softirq_action *self))
{
	softirq_vec[nr].action = action;
}

/* ---- serving ---- */

static void serve_one(unsigned int nr)
{
	struct softirq_action *softirq = &softirq_vec[nr];
	unsigned int before = preempt_count();

	served[nr]++;
	trace_softirq_entry(nr);
	if (softirq->action)
		softirq->action(softirq);
	trace_softirq_exit(nr);
	if (unlikely(before != preempt_count())) {
		WARN(1,
		     "huh, entered softirq %u %s %pSL with preempt_count %08x, exited with %08x?\n",
		     nr, softirq_to_name[nr], softirq->action, before, preempt_count());
		preempt_count_set(before);
	}
}

static void wakeup_softirqd(void)
{
	struct task_struct *task = this_cpu_read(ksoftirqd);

	if (task)
		wake_up_process(task);
}

/* Interrupts off before and after, on in between. No softirq is being served. */
static void __do_softirq(void)
{
	unsigned long end = jiffies + 1;
	unsigned int pending;
	int rounds = MAX_RESTART;

	preempt_count_add(SOFTIRQ_OFFSET);
	do {
		pending = local_softirq_pending();
		this_cpu_write(__softirq_pending, 0);
		local_irq_enable();
		for (; pending; pending &= pending - 1)
			serve_one(__ffs(pending));
		local_irq_disable();
	} while (local_softirq_pending() && time_before(jiffies, end) && !need_resched() &&
		 --rounds);
	preempt_count_sub(SOFTIRQ_OFFSET);
	if (local_softirq_pending())
		wakeup_softirqd();
}

void irq_exit(void)
{
	preempt_count_sub(HARDIRQ_OFFSET);
	if (!in_interrupt() && local_softirq_pending())
		__do_softirq();
}

/* One count stays until the softirqs are done: the task must not be preempted before. */
void local_bh_enable(void)
{
	bool cannot = in_hardirq() || irqs_disabled();

	WARN_ON(cannot && system_state != SYSTEM_BOOTING);
	lockdep_softirqs_on();
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET - PREEMPT_OFFSET);
	if (unlikely(!cannot && !in_interrupt() && local_softirq_pending())) {
		local_irq_disable();
		if (local_softirq_pending())
			__do_softirq();
		local_irq_enable();
	}
	preempt_enable();
}

/* ---- raising ---- */

/* In interrupt context, and where softirqs are disabled, somebody will serve it on the way out. */
void raise_softirq_irqoff(unsigned int nr)
{
	trace_softirq_raise(nr);
	this_cpu_or(__softirq_pending, 1U << nr);
	if (!in_interrupt())
		wakeup_softirqd();
}

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}

/* ---- ksoftirqd ---- */

int ksoftirqd_thread(void *unused)
{
	this_cpu_write(ksoftirqd, current);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!local_softirq_pending())
			schedule();
		__set_current_state(TASK_RUNNING);
		local_irq_disable();
		if (local_softirq_pending())
			__do_softirq();
		local_irq_enable();
		cond_resched();
	}
}

/* ---- what there is to see ---- */

int softirqs_show(struct seq_file *m)
{
	seq_puts(m, "                    CPU0       \n");
	for (unsigned int i = 0; i < NR_SOFTIRQS; i++)
		seq_printf(m, "%12s: %10u\n", softirq_to_name[i], served[i]);
	return 0;
}

void __init softirq_init(void)
{
	tasklet_init_softirqs();
}
