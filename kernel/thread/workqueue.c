/* SPDX-License-Identifier: MIT */
/*
 * Workqueues: the queues. What they promise is said in linux/workqueue.h.
 *
 * Each queue has threads of its own, the workers:
 *
 *	works	-> A -> B -> C			pending, in the order of queueing
 *	busy	-> worker 1 (runs X)  ...	a worker's struct is on the worker's stack
 *	idle	-> worker 2  ...		asleep; queueing wakes one
 *
 * What becomes of a work item, and how one item is waited for, is told in workqueue_item.c; how
 * many workers there are in workqueue_worker.c; the fields and their locks are in
 * workqueue_internal.h.
 *
 * Waiting for all: each item counts for one of two colours; a flush switches the colour for the items that
 * come later, and waits until the old colour's count is 0.
 *
 * An item remembers its queue by address only. So the list of all queues says whether that queue still
 * exists, and a queue that has left the list is freed only after its lock has been released by the tasks that
 * found it there. The list changes under all_mutex and all_lock, so either is enough to walk it.
 *
 * Tests: tests/kernel/thread/workqueue_test.c.
 */
#include <k896/show.h>
#include <linux/build_bug.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "workqueue_internal.h"

static DEFINE_MUTEX(all_mutex);
static DEFINE_SPINLOCK(all_lock);
static LIST_HEAD(all_queues);
struct workqueue_struct *system_wq, *system_highpri_wq;

struct workqueue_struct *lock_queue_of(const struct work_struct *work, unsigned long *flags)
{
	struct workqueue_struct *wq, *last = READ_ONCE(work->wq);

	spin_lock_irqsave(&all_lock, *flags);
	list_for_each_entry(wq, &all_queues, all) {
		if (wq != last)
			continue;
		spin_lock(&wq->lock);
		spin_unlock(&all_lock);
		return wq;
	}
	spin_unlock_irqrestore(&all_lock, *flags);
	return NULL;
}

/* ---- waiting for all ---- */

static bool would_wait_for_itself(struct workqueue_struct *wq, const char *what)
{
	if (current_wq() != wq)
		return false;
	report_self_wait(what, current_work() ? current_work()->func : NULL);
	return true;
}

void flush_workqueue(struct workqueue_struct *wq)
{
	unsigned int color;

	might_sleep();
	if (!preemptible() || would_wait_for_itself(wq, "flush_workqueue"))
		return;
	lock_might_acquire(&wq->lockdep_map, _RET_IP_);
	mutex_lock(&wq->flush_mutex);
	spin_lock_irq(&wq->lock);
	color = wq->color;
	wq->color = !color;
	spin_unlock_irq(&wq->lock);
	wait_event(wq->change, !READ_ONCE(wq->in_flight[color]));
	mutex_unlock(&wq->flush_mutex);
}

static bool is_empty(struct workqueue_struct *wq)
{
	return !(READ_ONCE(wq->in_flight[0]) | READ_ONCE(wq->in_flight[1]));
}

void drain_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	if (preemptible() && !would_wait_for_itself(wq, "drain_workqueue"))
		wait_event(wq->change, is_empty(wq));
}

/* ---- queues ---- */

static void init_queue(struct workqueue_struct *wq, unsigned int flags, int max_active)
{
	spin_lock_init(&wq->lock);
	INIT_LIST_HEAD(&wq->works);
	INIT_LIST_HEAD(&wq->busy);
	INIT_LIST_HEAD(&wq->idle);
	INIT_LIST_HEAD(&wq->flushers);
	INIT_LIST_HEAD(&wq->wanting);
	init_waitqueue_head(&wq->change);
	mutex_init(&wq->flush_mutex);
	wq->flags = flags;
	wq->max_workers = clamp(max_active ?: WQ_DFL_ACTIVE, 1, WQ_MAX_ACTIVE);
	wq->min_workers = flags & WQ_MEM_RECLAIM ? min(2U, wq->max_workers) : 1;
}

/* It is in no list any more. A task that found it there, or its last worker, may still hold the lock. */
static void free_queue(struct workqueue_struct *wq)
{
	spin_lock_irq(&wq->lock);
	spin_unlock_irq(&wq->lock);
	lockdep_unregister_key(&wq->key);
	free_page((unsigned long)wq);
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	struct workqueue_struct *wq;
	va_list args;

	BUILD_BUG_ON(sizeof(*wq) > PAGE_SIZE);
	might_sleep();
	wq = preemptible() ? (void *)get_zeroed_page(GFP_KERNEL) : NULL;
	if (!wq)
		return NULL;
	init_queue(wq, flags, max_active);
	va_start(args, max_active);
	vscnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	lockdep_register_key(&wq->key);
	lockdep_init_map(&wq->lockdep_map, wq->name, &wq->key, 0);
	if (start_workers(wq)) {
		wq->ending = true;
		end_workers(wq);
		free_queue(wq);
		return NULL;
	}
	mutex_lock(&all_mutex);
	spin_lock_irq(&all_lock);
	list_add_tail(&wq->all, &all_queues);
	spin_unlock_irq(&all_lock);
	mutex_unlock(&all_mutex);
	return wq;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	if (!wq || !preemptible() || would_wait_for_itself(wq, "destroy_workqueue"))
		return;
	spin_lock_irq(&wq->lock);
	wq->ending = true;
	spin_unlock_irq(&wq->lock);
	wait_event(wq->change, is_empty(wq));
	end_workers(wq);
	mutex_lock(&all_mutex);
	spin_lock_irq(&all_lock);
	list_del(&wq->all);
	spin_unlock_irq(&all_lock);
	mutex_unlock(&all_mutex);
	free_queue(wq);
}

/*
 * Ends the workers that each queue need not keep. Runs before the drain hook of threads, which waits until
 * they are gone.
 */
static void drain_workers(void)
{
	struct workqueue_struct *wq;

	mutex_lock(&all_mutex);
	list_for_each_entry(wq, &all_queues, all) {
		while (is_empty(wq) && !READ_ONCE(wq->ending) &&
		       READ_ONCE(wq->nr_workers) > wq->min_workers) {
			retire_idle(wq);
			schedule_timeout_uninterruptible(1);
		}
	}
	mutex_unlock(&all_mutex);
}

int workqueues_show(struct seq_file *m)
{
	struct workqueue_struct *wq;
	unsigned long flags;

	seq_puts(m, "WORKQUEUE                WORKERS IN-FLIGHT\n");
	spin_lock_irqsave(&all_lock, flags);
	list_for_each_entry(wq, &all_queues, all)
		seq_printf(m, "%-24s %7u %9u\n", wq->name, wq->nr_workers,
			   wq->in_flight[0] + wq->in_flight[1]);
	spin_unlock_irqrestore(&all_lock, flags);
	return 0;
}

static struct drain_hook drain_hook = { .drain = drain_workers };

static int __init workqueue_init(void)
{
	int err = start_manager();

	if (err)
		return err;
	system_wq = alloc_workqueue("events", 0, 0);
	system_highpri_wq = alloc_workqueue("events_highpri", WQ_HIGHPRI, 0);
	if (!system_wq || !system_highpri_wq)
		return -ENOMEM;
	register_drain(&drain_hook);
	return 0;
}
core_initcall(workqueue_init);
