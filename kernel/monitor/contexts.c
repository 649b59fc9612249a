/* SPDX-License-Identifier: MIT */
/*
 * Getting into each context (contexts.h), as it comes about outside: an interrupt is one, made by an int
 * instruction or by the tick; softirqs, tasklets and timers run when an interrupt or the last
 * local_bh_enable() ends; threads and works run in tasks of their own.
 *
 * One at a time: what is to be called is in a static variable.
 *
 * Tests: tests/kernel/monitor/context_test.c.
 */
#include <asm/processor.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/tick.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "contexts.h"

#define CONTEXT_IRQ 5 /* a line without a device */

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static void (*subject)(void);
static bool done;

static void run_subject(void)
{
	subject();
	WRITE_ONCE(done, true);
}

/* For contexts that come by themselves. The task stops the CPU and stays the one that is interrupted. */
static void wait_until_done(void)
{
	while (!READ_ONCE(done))
		halt();
}

/* ---- the contexts ---- */

static irqreturn_t in_handler(int irq, void *dev_id)
{
	run_subject();
	return IRQ_HANDLED;
}

static void enter_hardirq(void)
{
	if (request_irq(CONTEXT_IRQ, in_handler, 0, "context", NULL))
		return;
	raise(CONTEXT_IRQ);
	free_irq(CONTEXT_IRQ, NULL);
}

static void in_tick(struct pt_regs *regs)
{
	register_tick_hook(NULL);
	run_subject();
}

static void enter_tick(void)
{
	if (!register_tick_hook(in_tick))
		wait_until_done();
}

static void in_softirq_action(struct softirq_action *self)
{
	run_subject();
}

static irqreturn_t raises_softirq(int irq, void *dev_id)
{
	raise_softirq(NET_TX_SOFTIRQ);
	return IRQ_HANDLED;
}

static void enter_softirq(void)
{
	open_softirq(NET_TX_SOFTIRQ, in_softirq_action);
	if (!request_irq(CONTEXT_IRQ, raises_softirq, 0, "context", NULL)) {
		raise(CONTEXT_IRQ);
		free_irq(CONTEXT_IRQ, NULL);
	}
	open_softirq(NET_TX_SOFTIRQ, NULL);
}

static void interrupts_softirq(struct softirq_action *self)
{
	raise(CONTEXT_IRQ);
}

static void enter_hardirq_in_softirq(void)
{
	open_softirq(NET_TX_SOFTIRQ, interrupts_softirq);
	if (!request_irq(CONTEXT_IRQ, in_handler, 0, "context", NULL)) {
		local_bh_disable();
		raise_softirq(NET_TX_SOFTIRQ);
		local_bh_enable();
		free_irq(CONTEXT_IRQ, NULL);
	}
	open_softirq(NET_TX_SOFTIRQ, NULL);
}

static void in_tasklet(struct tasklet_struct *t)
{
	run_subject();
}

static void enter_tasklet(void)
{
	DECLARE_TASKLET(tasklet, in_tasklet);

	local_bh_disable();
	tasklet_schedule(&tasklet);
	local_bh_enable();
}

static void in_timer(struct timer_list *timer)
{
	run_subject();
}

static void enter_timer(void)
{
	struct timer_list timer;

	timer_setup_on_stack(&timer, in_timer, 0);
	mod_timer(&timer, jiffies + 1);
	wait_until_done();
	destroy_timer_on_stack(&timer);
}

static DEFINE_SPINLOCK(lock);

static void enter_spinlock(void)
{
	spin_lock(&lock);
	run_subject();
	spin_unlock(&lock);
}

static void enter_spinlock_irqsave(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	run_subject();
	spin_unlock_irqrestore(&lock, flags);
}

static void enter_spinlock_bh(void)
{
	spin_lock_bh(&lock);
	run_subject();
	spin_unlock_bh(&lock);
}

static void enter_irqs_off(void)
{
	local_irq_disable();
	run_subject();
	local_irq_enable();
}

static void enter_preempt_off(void)
{
	preempt_disable();
	run_subject();
	preempt_enable();
}

static int in_kthread(void *unused)
{
	run_subject();
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void enter_kthread(void)
{
	struct task_struct *k = kthread_run(in_kthread, NULL, "context");

	if (IS_ERR(k))
		return;
	while (!READ_ONCE(done))
		msleep(10);
	kthread_stop(k);
}

static void in_work(struct work_struct *work)
{
	run_subject();
}

static void enter_work(void)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, in_work);
	schedule_work(&work);
	flush_work(&work);
	destroy_work_on_stack(&work);
}

static DEFINE_MUTEX(held);

static void enter_mutex(void)
{
	mutex_lock(&held);
	run_subject();
	mutex_unlock(&held);
}

const struct context contexts[NR_CONTEXTS] = {
	{ "task", "task", run_subject, "0000100", true },
	{ "kthread", "kthr", enter_kthread, "0000100", true },
	{ "workqueue", "work", enter_work, "0000100", true },
	{ "mutex", "mutx", enter_mutex, "0000100", true },
	{ "preempt_off", "pree", enter_preempt_off, "0000110", false },
	{ "spinlock", "spin", enter_spinlock, "0000110", false },
	{ "spinlock_bh", "spbh", enter_spinlock_bh, "0101110", false },
	{ "spinlock_irqsave", "sirq", enter_spinlock_irqsave, "0000111", false },
	{ "irqs_off", "irqs", enter_irqs_off, "0000101", false },
	{ "timer", "timr", enter_timer, "0111010", false },
	{ "tasklet", "tskl", enter_tasklet, "0111010", false },
	{ "softirq", "soft", enter_softirq, "0111010", false },
	{ "hardirq", "hard", enter_hardirq, "1001011", false },
	{ "tick", "tick", enter_tick, "1001011", false },
	{ "hardirq_in_softirq", "nest", enter_hardirq_in_softirq, "1111011", false },
};

const char *const context_questions[NR_QUESTIONS] = {
	"in_hardirq()", "in_softirq()", "in_serving_softirq()", "in_interrupt()",
	"in_task()",	"in_atomic()",	"irqs_disabled()",
};

void ask_context(char *answers)
{
	bool is[NR_QUESTIONS] = {
		[IN_HARDIRQ] = in_hardirq(),
		[IN_SOFTIRQ] = in_softirq(),
		[IN_SERVING_SOFTIRQ] = in_serving_softirq(),
		[IN_INTERRUPT] = in_interrupt(),
		[IN_TASK] = in_task(),
		[IN_ATOMIC] = in_atomic(),
		[IRQS_DISABLED] = irqs_disabled(),
	};

	for (int q = 0; q < NR_QUESTIONS; q++)
		answers[q] = '0' + is[q];
	answers[NR_QUESTIONS] = 0;
}

const struct context *find_context(const char *name)
{
	for (const struct context *c = contexts; c < contexts + NR_CONTEXTS; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

bool run_in_context(const struct context *c, void (*fn)(void))
{
	subject = fn;
	done = false;
	c->enter();
	return done;
}
