/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: who runs next.
 *
 * The run queue has one list for each priority level and a bit mask of the lists that are not empty, so
 * choosing is one instruction to find the level and one load to find the task:
 *
 *	nonempty  ....0010010
 *	                  |  `-- level 1: A <-> B <-> C	  A runs; its turn over, it goes to the end
 *	                  `----- level 4: D		  waits until level 1 is empty
 *
 * The task that runs stays in its list, at the head: going on needs no list operation, and being
 * preempted by a task of a higher level costs no turn. It leaves the list only by going to sleep. The
 * idle task is in no list; it runs when there is nothing to choose.
 *
 * When the CPU changes hands:
 *
 *	schedule()		the task sleeps, or offers the CPU to others
 *	preempt_schedule()	preempt_enable() came down to 0 and somebody was waiting
 *	preempt_schedule_irq()	an interrupt returns to preemptible code and somebody was waiting
 *
 * "Somebody is waiting" is the top bit of the preempt count (linux/preempt.h), set by a wake-up of a
 * higher level and by the tick at the end of a slice.
 *
 * All three come to __schedule() with a preempt count of 1 and hold the queue's lock across the switch:
 * what prev locked, next unlocks. So the count is 2 whenever stacks change, in every task, and need not
 * be kept per task. A task that is preempted while its state says "sleeping" (it was about to call
 * schedule()) stays in the queue, or the wake-up that it has yet to look for would be lost.
 *
 * Locks: rq->lock, interrupts off, innermost but for the console's.
 *
 * The invariants are in sched_check.c. Tests: tests/kernel/core/sched_test.c.
 */
#include <asm/irq_regs.h>
#include <asm/process.h>
#include <asm/ptrace.h>
#include <asm/switch_to.h>
#include <asm/traps.h>
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/spinlock.h>

#define CREATE_TRACE_POINTS
#include <trace/events/sched.h>

#include "sched_internal.h"

extern char init_stack[], init_stack_top[];

DEFINE_PER_CPU(struct rq, runqueue) = { .lock = __SPIN_LOCK_INITIALIZER(rq->lock) };

struct task_struct init_task = {
	.flags = PF_KTHREAD | PF_IDLE,
	.level = IDLE_LEVEL,
	.prio = MAX_PRIO,
	.static_prio = DEFAULT_PRIO,
	.comm = "swapper",
	.stack = init_stack,
	.thread.sp0 = (unsigned long)init_stack_top,
	.usage = REFCOUNT_INIT(2), /* never freed */
	.tasks = LIST_HEAD_INIT(init_task.tasks),
	.children = LIST_HEAD_INIT(init_task.children),
	.alloc_lock = __SPIN_LOCK_INITIALIZER(init_task.alloc_lock),
};

DEFINE_PER_CPU(struct task_struct *, current_task) = &init_task;

/* Boot runs with preemption off: it cannot sleep, and must not be interrupted by those it has woken. */
DEFINE_PER_CPU(unsigned int, __preempt_count) = PREEMPT_NEED_RESCHED | PREEMPT_OFFSET;
enum system_states system_state;

/* ---- the queue; rq->lock held ---- */

static __always_inline void enqueue(struct rq *rq, struct task_struct *p)
{
	list_add_tail(&p->run_list, &rq->queue[p->level]);
	rq->nonempty |= 1UL << p->level;
	rq->nr_running++;
	p->on_rq = 1;
}

static __always_inline void dequeue(struct rq *rq, struct task_struct *p)
{
	list_del(&p->run_list);
	if (list_empty(&rq->queue[p->level]))
		rq->nonempty &= ~(1UL << p->level);
	rq->nr_running--;
	p->on_rq = 0;
}

static __always_inline struct task_struct *choose(struct rq *rq)
{
	if (!rq->nonempty)
		return &init_task;
	return list_first_entry(&rq->queue[__ffs(rq->nonempty)], struct task_struct, run_list);
}

/* Its turn is over; another task of its level may be next. */
static void to_the_end(struct rq *rq, struct task_struct *p)
{
	if (p->on_rq)
		list_move_tail(&p->run_list, &rq->queue[p->level]);
	p->time_slice = RR_TIMESLICE;
}

/* Is the running task still the one to run? */
static __always_inline void check_preempt(struct rq *rq)
{
	if (choose(rq) != current)
		set_preempt_need_resched();
}

/* ---- the switch ---- */

void (*kmap_local_switch)(struct task_struct *prev, struct task_struct *next);

/* In the new task, its count 2, interrupts off, the lock still held. */
static __always_inline void finish_task_switch(struct rq *rq, struct task_struct *prev)
{
	bool died = READ_ONCE(prev->__state) == TASK_DEAD;

	spin_lock_handover(&rq->lock, current);
	spin_unlock_irq(&rq->lock);
	if (unlikely(died))
		drop_task_struct(prev);
}

/*
 * A kernel thread goes on with whatever process's directory is there: the kernel half is the same in all. So
 * only a change to another process costs a load, which empties the TLB.
 */
static __always_inline void switch_mm(const struct task_struct *next)
{
	if (next->mm && read_cr3() != next->mm->pgd_phys)
		write_cr3(next->mm->pgd_phys);
}

/* Does either have what only some tasks have? One test, for most switches are between kernel threads. */
static __always_inline bool has_extras(const struct task_struct *prev,
				       const struct task_struct *next)
{
	return (unsigned long)next->mm | (unsigned long)prev->thread.fpu |
	       (unsigned long)next->thread.fpu | prev->kmap_ctrl.idx | next->kmap_ctrl.idx;
}

static noinline void switch_extras(struct task_struct *prev, struct task_struct *next)
{
	switch_mm(next);
	if (prev->kmap_ctrl.idx | next->kmap_ctrl.idx)
		kmap_local_switch(prev, next);
	if (prev->thread.fpu || next->thread.fpu)
		switch_user_state(prev, next);
}

static __always_inline void context_switch(struct rq *rq, struct task_struct *prev,
					   struct task_struct *next)
{
	if (unlikely(has_extras(prev, next)))
		switch_extras(prev, next);
	this_cpu_write(current_task, next);
	tss_set_stack(next->thread.sp0);
	prev = switch_to(prev, next);
	finish_task_switch(rq, prev);
}

static __always_inline void go_to_sleep(struct rq *rq, struct task_struct *prev, unsigned int state)
{
	if (signal_pending_state(state, prev) || unlikely(!prev->on_rq))
		WRITE_ONCE(prev->__state, TASK_RUNNING);
	else
		dequeue(rq, prev);
}

/* Preempt count 1. @preempted: the task did not ask; its state does not matter. Interrupts on after it. */
static void __sched __schedule(bool preempted)
{
	struct rq *rq = this_rq();
	struct task_struct *prev = current, *next;
	unsigned int state;

	if (unlikely(task_stack_end_corrupted(prev)))
		panic("corrupted stack end detected inside scheduler");

	spin_lock_irq(&rq->lock);
	state = READ_ONCE(prev->__state);
	if (!preempted && state)
		go_to_sleep(rq, prev, state);
	next = choose(rq);
	clear_preempt_need_resched();
	if (likely(next != prev)) {
		if (preempted)
			prev->nivcsw++;
		else
			prev->nvcsw++;
		trace_sched_switch(preempted, prev, next);
		context_switch(rq, prev, next);
	} else {
		spin_unlock_irq(&rq->lock);
	}
}

void __sched schedule(void)
{
	if (unlikely(!preemptible())) {
		schedule_bug();
		__set_current_state(TASK_RUNNING);
		return;
	}
	do {
		preempt_disable();
		__schedule(false);
		preempt_enable_no_resched();
	} while (unlikely(need_resched()));
}

void __sched schedule_preempt_disabled(void)
{
	preempt_enable_no_resched();
	schedule();
	preempt_disable();
}

static void __sched preempt_schedule_common(void)
{
	do {
		preempt_disable();
		__schedule(true);
		preempt_enable_no_resched();
	} while (need_resched());
}

void __sched preempt_schedule(void)
{
	if (preemptible())
		preempt_schedule_common();
}

void __sched preempt_schedule_irq(void)
{
	do {
		preempt_disable();
		__schedule(true);
		local_irq_disable();
		preempt_enable_no_resched();
	} while (need_resched());
}

int __sched __cond_resched(void)
{
	if (!need_resched() || !preemptible())
		return 0;
	preempt_schedule_common();
	return 1;
}

void __sched yield(void)
{
	struct rq *rq = this_rq();
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	spin_lock_irqsave(&rq->lock, flags);
	to_the_end(rq, current);
	spin_unlock_irqrestore(&rq->lock, flags);
	schedule();
}

/* ---- waking ---- */

static __always_inline int try_to_wake_up(struct task_struct *p, unsigned int state)
{
	struct rq *rq = this_rq();
	unsigned long flags;
	int woken = 0;

	spin_lock_irqsave(&rq->lock, flags);
	if (READ_ONCE(p->__state) & state) {
		if (state == TASK_NEW)
			trace_sched_wakeup_new(p);
		else
			trace_sched_wakeup(p);
		WRITE_ONCE(p->__state, TASK_RUNNING);
		if (!p->on_rq) { /* else it has not got as far as schedule() yet */
			enqueue(rq, p);
			if (p->level < current->level)
				set_preempt_need_resched();
		}
		woken = 1;
	}
	spin_unlock_irqrestore(&rq->lock, flags);
	return woken;
}

int wake_up_state(struct task_struct *p, unsigned int state)
{
	return try_to_wake_up(p, state);
}

int wake_up_process(struct task_struct *p)
{
	return wake_up_state(p, TASK_NORMAL);
}

void wake_up_new_task(struct task_struct *p)
{
	try_to_wake_up(p, TASK_NEW);
}

/* ---- time and priority ---- */

void (*cpu_timer_hook)(struct task_struct *p);

void scheduler_tick(void)
{
	struct rq *rq = this_rq();
	struct task_struct *curr = current;

	if (user_mode(get_irq_regs()))
		curr->utime++;
	else
		curr->stime++;
	if (curr->signal && unlikely(READ_ONCE(curr->signal->cpu_timers)))
		cpu_timer_hook(curr);
	if (curr->level == 0 || curr->level == IDLE_LEVEL || --curr->time_slice)
		return;
	spin_lock(&rq->lock);
	to_the_end(rq, curr);
	check_preempt(rq);
	spin_unlock(&rq->lock);
}

static unsigned int level_of(int prio)
{
	return prio < MAX_RT_PRIO ? 0 : 1 + (prio - MAX_RT_PRIO) / NICE_PER_LEVEL;
}

static void set_prio(struct task_struct *p, int prio)
{
	struct rq *rq = this_rq();
	bool queued = p->on_rq;

	if (queued)
		dequeue(rq, p);
	p->prio = prio;
	p->level = level_of(prio);
	p->time_slice = RR_TIMESLICE;
	if (queued)
		enqueue(rq, p);
	check_preempt(rq);
}

void set_user_nice(struct task_struct *p, long nice)
{
	unsigned long flags;

	spin_lock_irqsave(&this_rq()->lock, flags);
	p->static_prio = DEFAULT_PRIO + clamp(nice, (long)MIN_NICE, (long)MAX_NICE);
	if (p->prio >= MAX_RT_PRIO)
		set_prio(p, p->static_prio);
	spin_unlock_irqrestore(&this_rq()->lock, flags);
}

void sched_set_fifo(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&this_rq()->lock, flags);
	set_prio(p, MAX_RT_PRIO / 2);
	spin_unlock_irqrestore(&this_rq()->lock, flags);
}

void sched_set_normal(struct task_struct *p, int nice)
{
	unsigned long flags;

	spin_lock_irqsave(&this_rq()->lock, flags);
	p->static_prio = DEFAULT_PRIO + clamp(nice, MIN_NICE, MAX_NICE);
	set_prio(p, p->static_prio);
	spin_unlock_irqrestore(&this_rq()->lock, flags);
}

/* ---- the first and the last moment of a task ---- */

/* A new task comes here instead of returning from switch_to(). */
static void __noreturn first_run(struct task_struct *prev, void (*first)(void *arg), void *arg)
{
	finish_task_switch(this_rq(), prev);
	preempt_enable();
	first(arg);
	BUG();
}

void sched_fork(struct task_struct *p, void *stack, unsigned long top, void (*first)(void *arg),
		void *arg)
{
	p->__state = TASK_NEW;
	p->static_prio = p->prio = current->static_prio;
	p->level = level_of(p->prio);
	p->time_slice = RR_TIMESLICE;
	refcount_set(&p->usage, 1);
	p->stack = stack;
	*end_of_stack(p) = STACK_END_MAGIC;
	spin_lock_init(&p->alloc_lock);
	init_task_frame(&p->thread, top, first_run, first, arg);
}

void do_task_dead(void)
{
	check_stack_usage();
	preempt_disable();
	__set_current_state(TASK_DEAD);
	__schedule(false);
	BUG();
}

/* ---- idle ---- */

void __init sched_init(void)
{
	for (unsigned int level = 0; level < NR_LEVELS; level++)
		INIT_LIST_HEAD(&this_rq()->queue[level]);
	*end_of_stack(&init_task) = STACK_END_MAGIC;
	panic_show_tasks = show_tasks;
}

/*
 * hlt waits for the next interrupt. "sti; hlt" is one step to the CPU: an interrupt that wakes somebody
 * cannot come in between.
 */
void cpu_startup_entry(void)
{
	for (;;) {
		local_irq_disable();
		trace_hardirqs_on();
		if (need_resched())
			raw_local_irq_enable();
		else
			asm volatile("sti; hlt" : : : "memory");
		schedule_preempt_disabled();
	}
}
