/* SPDX-License-Identifier: MIT */
/*
 * Tasklets: functions that wait in one of two queues, which HI_SOFTIRQ and TASKLET_SOFTIRQ work off.
 *
 *	queue:  head -> t -> t -> t	   tail points at the last next, so that adding is one store
 *
 * A tasklet's life is in two bits. SCHED is set by whoever puts it into the queue, so it is queued once,
 * and cleared before its function is called, so the function can schedule it again. RUN is set around
 * the call. A tasklet that is disabled when its turn comes goes back into the queue and waits there
 * without a softirq being raised for it; tasklet_enable() does that. (Linux raises it over and over.)
 *
 * The queues are changed with interrupts off.
 *
 * Tests: tests/kernel/core/tasklet_test.c
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>

struct queue {
	struct tasklet_struct *head, **tail;
};

static DEFINE_PER_CPU(struct queue, tasklet_queue) = { NULL, &tasklet_queue.head };
static DEFINE_PER_CPU(struct queue, tasklet_hi_queue) = { NULL, &tasklet_hi_queue.head };

/* ---- the queues ---- */

static void put_last(struct queue *q, struct tasklet_struct *t)
{
	unsigned long flags;

	local_irq_save(flags);
	t->next = NULL;
	*q->tail = t;
	q->tail = &t->next;
	local_irq_restore(flags);
}

/* Empties the queue and returns what was in it. */
static struct tasklet_struct *take_all(struct queue *q)
{
	struct tasklet_struct *list;

	local_irq_disable();
	list = q->head;
	q->head = NULL;
	q->tail = &q->head;
	local_irq_enable();
	return list;
}

/* Takes one out from wherever it is in the queue; false if it is not in this one. */
static bool take_one(struct queue *q, struct tasklet_struct *t)
{
	struct tasklet_struct **link = &q->head;
	unsigned long flags;
	bool found;

	local_irq_save(flags);
	while (*link && *link != t)
		link = &(*link)->next;
	found = *link;
	if (found) {
		*link = t->next;
		if (!t->next)
			q->tail = link;
	}
	local_irq_restore(flags);
	return found;
}

void __tasklet_schedule(struct tasklet_struct *t)
{
	put_last(this_cpu_ptr(&tasklet_queue), t);
	raise_softirq(TASKLET_SOFTIRQ);
}

void __tasklet_hi_schedule(struct tasklet_struct *t)
{
	put_last(this_cpu_ptr(&tasklet_hi_queue), t);
	raise_softirq(HI_SOFTIRQ);
}

/* ---- running ---- */

static void call(struct tasklet_struct *t)
{
	unsigned int before = preempt_count();

	if (t->use_callback)
		t->callback(t);
	else
		t->func(t->data);
	if (unlikely(before != preempt_count())) {
		WARN(1, "tasklet: %pSL preempt leak: %08x -> %08x\n", t->func, before,
		     preempt_count());
		preempt_count_set(before);
	}
}

/* False if it must wait for tasklet_enable(). */
static bool run(struct tasklet_struct *t)
{
	if (test_and_set_bit(TASKLET_STATE_RUN, &t->state))
		return false;
	if (atomic_read(&t->count)) {
		clear_bit(TASKLET_STATE_RUN, &t->state);
		return false;
	}
	clear_bit(TASKLET_STATE_SCHED, &t->state);
	call(t);
	clear_bit(TASKLET_STATE_RUN, &t->state);
	return true;
}

static void run_queue(struct queue *q)
{
	struct tasklet_struct *next;

	for (struct tasklet_struct *t = take_all(q); t; t = next) {
		next = t->next; /* after its run the tasklet may be gone */
		if (!run(t))
			put_last(q, t);
	}
}

static void tasklet_action(struct softirq_action *self)
{
	run_queue(this_cpu_ptr(&tasklet_queue));
}

static void tasklet_hi_action(struct softirq_action *self)
{
	run_queue(this_cpu_ptr(&tasklet_hi_queue));
}

/* ---- the driver's side ---- */

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t))
{
	*t = (struct tasklet_struct){ .callback = callback, .use_callback = true };
}

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data)
{
	*t = (struct tasklet_struct){ .func = func, .data = data };
}

/* Inside the tasklet itself, or in an interrupt on top of it, waiting for its end would last for ever. */
static void wait_while_running(struct tasklet_struct *t)
{
	while (test_bit(TASKLET_STATE_RUN, &t->state) && !in_interrupt())
		cpu_relax();
}

void tasklet_disable(struct tasklet_struct *t)
{
	might_sleep();
	tasklet_disable_nosync(t);
	wait_while_running(t);
}

/* Nothing says which queue it waits in, if any: both are searched. */
void tasklet_enable(struct tasklet_struct *t)
{
	if (!atomic_dec_and_test(&t->count) || !test_bit(TASKLET_STATE_SCHED, &t->state))
		return;
	raise_softirq(HI_SOFTIRQ);
	raise_softirq(TASKLET_SOFTIRQ);
}

void tasklet_kill(struct tasklet_struct *t)
{
	might_sleep();
	if (test_bit(TASKLET_STATE_SCHED, &t->state) && !atomic_read(&t->count) && preemptible()) {
		local_bh_disable();
		local_bh_enable(); /* serves the queue it is in */
	}
	if (take_one(this_cpu_ptr(&tasklet_queue), t) ||
	    take_one(this_cpu_ptr(&tasklet_hi_queue), t))
		clear_bit(TASKLET_STATE_SCHED, &t->state);
	wait_while_running(t);
}

void __init tasklet_init_softirqs(void)
{
	open_softirq(TASKLET_SOFTIRQ, tasklet_action);
	open_softirq(HI_SOFTIRQ, tasklet_hi_action);
}
