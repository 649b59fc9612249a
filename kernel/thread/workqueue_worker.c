/* SPDX-License-Identifier: MIT */
/*
 * Workers: the threads that do a queue's work, and the manager that makes them.
 *
 * A worker that takes an item makes sure that there is another worker for the next item, in case this one
 * sleeps: if none is idle, and the queue may have one more, it asks the manager for another worker.
 *
 *	worker		takes X; none is idle, so it asks; runs X, which may sleep
 *	manager		makes a worker and wakes it; without memory: again after RETRY_AFTER
 *	new worker	takes the next item, or is idle
 *
 * The manager is a thread of its own, since a new thread needs memory, and the very item that would wait for
 * that may be what frees memory. A worker that finds nothing to do for IDLE_TIMEOUT ends, if the queue has
 * more workers than it keeps; drain_all() ends all idle ones beyond those. An ordered queue never has more
 * than one.
 *
 * Tests: tests/kernel/thread/workqueue_worker_test.c.
 */
#include <k896/report.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "workqueue_internal.h"

#define IDLE_TIMEOUT (300 * HZ)
#define RETRY_AFTER  HZ /* without memory for a worker */

/* The manager. */
static struct {
	spinlock_t lock;	  /* innermost, interrupts off */
	struct list_head wanting; /* lock: queues that have asked, until each has been answered */
	struct task_struct *task; /* constant */
} manager = { .lock = __SPIN_LOCK_INITIALIZER(manager.lock),
	      .wanting = LIST_HEAD_INIT(manager.wanting) };

/* ---- wq->lock held ---- */

/* The oldest that does not run: an item that was queued again while it runs must wait for its own end. */
static struct work_struct *next_work_locked(struct workqueue_struct *wq)
{
	struct work_struct *work;

	lockdep_assert_held(&wq->lock);
	debug_drop_lost_work(wq);
	list_for_each_entry(work, &wq->works, entry)
		if (!find_busy_locked(wq, work))
			return work;
	return NULL;
}

/* @work begins to run: its flushers move from the queue to the worker. */
static void adopt_flushers_locked(struct workqueue_struct *wq, struct worker *worker,
				  struct work_struct *work)
{
	struct flusher *flusher, *next;

	lockdep_assert_held(&wq->lock);
	list_for_each_entry_safe(flusher, next, &wq->flushers, entry)
		if (flusher->work == work)
			list_move_tail(&flusher->entry, &worker->flushers);
}

/* ---- workers ---- */

static int worker_thread(void *data);

/* The caller wakes it. */
static struct task_struct *create_worker(struct workqueue_struct *wq)
{
	struct task_struct *task = kthread_create(worker_thread, wq, "kworker/%s", wq->name);

	if (!IS_ERR(task) && wq->flags & WQ_HIGHPRI)
		set_user_nice(task, MIN_NICE);
	return task;
}

static void uncount_worker_locked(struct workqueue_struct *wq)
{
	lockdep_assert_held(&wq->lock);
	wq->nr_workers--;
	wake_up_all(&wq->change);
}

/* Asks for another worker, for the next item, if there is none: the item that the caller takes may sleep. */
static void provide_worker_locked(struct workqueue_struct *wq)
{
	lockdep_assert_held(&wq->lock);
	if (!list_empty(&wq->idle) || wq->nr_workers >= wq->max_workers)
		return;
	spin_lock(&manager.lock);
	if (list_empty(&wq->wanting)) {
		wq->nr_workers++;
		list_add_tail(&wq->wanting, &manager.wanting);
		wake_up_process(manager.task);
	}
	spin_unlock(&manager.lock);
}

/* ---- the manager ---- */

static struct workqueue_struct *first_wanting(void)
{
	struct workqueue_struct *wq;

	spin_lock_irq(&manager.lock);
	wq = list_first_entry_or_null(&manager.wanting, struct workqueue_struct, wanting);
	spin_unlock_irq(&manager.lock);
	return wq;
}

/* The manager has answered this queue, which may be freed as soon as wq->lock is released. */
static void answered_locked(struct workqueue_struct *wq)
{
	lockdep_assert_held(&wq->lock);
	spin_lock(&manager.lock);
	list_del_init(&wq->wanting);
	spin_unlock(&manager.lock);
}

/* There was no memory. False: no item needs the worker any more. */
static bool try_again(struct workqueue_struct *wq)
{
	bool again;

	spin_lock_irq(&wq->lock);
	again = list_empty(&wq->idle) && !wq->ending;
	if (again) {
		spin_lock(&manager.lock);
		list_move_tail(&wq->wanting, &manager.wanting); /* others may need less */
		spin_unlock(&manager.lock);
	} else {
		answered_locked(wq);
		uncount_worker_locked(wq);
	}
	spin_unlock_irq(&wq->lock);
	return again;
}

/*
 * True: there is a worker, or none is needed any more. The queue is not freed while its nr_workers counts the
 * worker that is being made.
 */
static bool serve(struct workqueue_struct *wq)
{
	struct task_struct *task = create_worker(wq);

	if (IS_ERR(task))
		return !try_again(wq);
	spin_lock_irq(&wq->lock);
	answered_locked(wq);
	spin_unlock_irq(&wq->lock);
	wake_up_process(task);
	return true;
}

static int manager_thread(void *unused)
{
	for (;;) {
		struct workqueue_struct *wq;

		set_current_state(TASK_IDLE);
		wq = first_wanting();
		if (!wq) {
			schedule();
			continue;
		}
		__set_current_state(TASK_RUNNING);
		if (!serve(wq))
			schedule_timeout_idle(RETRY_AFTER);
	}
	return 0;
}

int __init start_manager(void)
{
	manager.task = kthread_run(manager_thread, NULL, "kworker/manager");
	if (IS_ERR(manager.task))
		return PTR_ERR(manager.task);
	set_user_nice(manager.task, MIN_NICE);
	return 0;
}

/* ---- what workers do ---- */

/* A lock, or preemption or interrupts left off by the function, would stop all other work. */
static __cold void report_leak(work_func_t func)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_err("BUG: workqueue leaked lock or atomic: %s/0x%08x/%d\n", current->comm,
	       preempt_count(), current->pid);
	pr_err("     last function: %ps\n", func);
	debug_show_held_locks(current);
	dump_stack();
	report_end(flags);
}

static void check_work_returned(work_func_t func)
{
	if (likely(!preempt_count() && !irqs_disabled() && !lockdep_depth(current)))
		return;
	report_leak(func);
	lockdep_forget_held();
	preempt_count_set(0);
	local_irq_enable();
}

/* wq->lock is released while the function runs. The item may be freed by then. */
static void run_work_locked(struct workqueue_struct *wq, struct worker *self,
			    struct work_struct *work)
{
	work_func_t func = work->func;
	unsigned int color = color_of(work);
	struct lockdep_map map;

	lockdep_assert_held(&wq->lock);
	debug_object_deactivate(work, &work_debug_descr);
	list_del_init(&work->entry);
	adopt_flushers_locked(wq, self, work);
	self->current_work = work;
	self->current_func = func;
	list_add_tail(&self->entry, &wq->busy);
	clear_bit(WORK_STRUCT_PENDING_BIT, &work->data);
	lockdep_copy_map(&map, &work->lockdep_map);
	spin_unlock_irq(&wq->lock);

	lock_map_acquire(&wq->lockdep_map);
	lock_map_acquire(&map);
	func(work);
	lock_map_release(&map);
	lock_map_release(&wq->lockdep_map);
	check_work_returned(func);

	spin_lock_irq(&wq->lock);
	list_del_init(&self->entry);
	self->current_work = NULL;
	release_flushers_locked(&self->flushers, NULL);
	uncount_locked(wq, color);
}

/* wq->lock is released while it sleeps. False: this worker is to end. */
static bool wait_for_work_locked(struct workqueue_struct *wq, struct worker *self)
{
	long left;

	lockdep_assert_held(&wq->lock);
	if (wq->ending)
		return false;
	list_add(&self->entry, &wq->idle);
	__set_current_state(TASK_IDLE);
	spin_unlock_irq(&wq->lock);
	left = schedule_timeout(IDLE_TIMEOUT);
	spin_lock_irq(&wq->lock);
	list_del_init(&self->entry);
	if (!left && wq->nr_workers > wq->min_workers)
		self->retire = true;
	return true;
}

static int worker_thread(void *data)
{
	struct workqueue_struct *wq = data;
	struct worker self = { .entry = LIST_HEAD_INIT(self.entry),
			       .task = current,
			       .flushers = LIST_HEAD_INIT(self.flushers) };

	current->flags |= PF_WQ_WORKER;
	spin_lock_irq(&wq->lock);
	for (;;) {
		struct work_struct *work = next_work_locked(wq);

		if (work) {
			provide_worker_locked(wq);
			run_work_locked(wq, &self, work);
		} else if (self.retire || !wait_for_work_locked(wq, &self)) {
			break;
		}
	}
	uncount_worker_locked(wq);
	spin_unlock_irq(&wq->lock);
	return 0;
}

struct work_struct *current_work(void)
{
	struct workqueue_struct *wq = current_wq();
	struct work_struct *work = NULL;
	struct worker *worker;
	unsigned long flags;

	if (!wq || !in_task())
		return NULL;
	spin_lock_irqsave(&wq->lock, flags);
	list_for_each_entry(worker, &wq->busy, entry)
		if (worker->task == current)
			work = worker->current_work;
	spin_unlock_irqrestore(&wq->lock, flags);
	return work;
}

void __cold report_self_wait(const char *what, const void *func)
{
	WARN(1, "workqueue: %s of %ps would wait for the worker that calls it, %s/%d\n", what, func,
	     current->comm, current->pid);
}

/* ---- the first ones and the last ---- */

int start_workers(struct workqueue_struct *wq)
{
	while (wq->nr_workers < wq->min_workers) {
		struct task_struct *task = create_worker(wq);

		if (IS_ERR(task))
			return PTR_ERR(task);
		spin_lock_irq(&wq->lock);
		wq->nr_workers++;
		spin_unlock_irq(&wq->lock);
		wake_up_process(task);
	}
	return 0;
}

static unsigned int nr_idle_locked(const struct workqueue_struct *wq)
{
	const struct worker *worker;
	unsigned int n = 0;

	lockdep_assert_held(&wq->lock);
	list_for_each_entry(worker, &wq->idle, entry)
		n++;
	return n;
}

void retire_idle(struct workqueue_struct *wq)
{
	struct worker *worker, *next;
	unsigned int idle, keep;

	spin_lock_irq(&wq->lock);
	keep = wq->ending ? 0 : wq->min_workers;
	idle = nr_idle_locked(wq);
	list_for_each_entry_safe(worker, next, &wq->idle, entry) {
		if (idle-- <= keep)
			break;
		list_del_init(&worker->entry);
		worker->retire = true;
		wake_up_process(worker->task);
	}
	spin_unlock_irq(&wq->lock);
	wake_up_process(manager.task); /* it may wait to make a worker that is not needed now */
}

void end_workers(struct workqueue_struct *wq)
{
	retire_idle(wq);
	wait_event(wq->change, !READ_ONCE(wq->nr_workers));
}
