/* SPDX-License-Identifier: MIT */
/*
 * What the workqueue's files share with nobody else: the structs, and under which lock each field is.
 *
 *	workqueue.c		the queues
 *	workqueue_item.c	the work items: queueing, taking back, waiting for one
 *	workqueue_worker.c	the workers, and the manager that makes them
 *
 * Order of the locks: all_lock (workqueue.c), wq->lock, manager.lock (workqueue_worker.c); all of
 * them with interrupts off. A _locked function is called with wq->lock held.
 */
#ifndef _TASK_WORKQUEUE_INTERNAL_H
#define _TASK_WORKQUEUE_INTERNAL_H

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define WQ_NAME_LEN 24

struct workqueue_struct {
	spinlock_t lock;
	/* ---- lock ---- */
	struct list_head works;	     /* pending items, the oldest first */
	struct list_head busy, idle; /* workers */
	struct list_head flushers;   /* of pending items */
	unsigned int nr_workers;     /* with the one that the manager has been asked for */
	bool ending;		     /* only its own workers may still queue */
	unsigned int color;	     /* what comes now counts for in_flight[color] */
	unsigned int in_flight[2];   /* pending and running */
	/* ---- other locks ---- */
	/* Its own lock, inside lock: a count has become 0, or a worker has ended. */
	struct wait_queue_head change;
	struct list_head wanting; /* manager.lock: in manager.wanting, or empty */
	struct list_head all;	  /* all_mutex and all_lock to change it, either to read it */
	struct mutex flush_mutex; /* so that only one colour is waited for */
	/* ---- constant ---- */
	unsigned int flags, min_workers, max_workers;
	char name[WQ_NAME_LEN];
	struct lock_class_key key; /* lockdep's: each queue is a class */
	struct lockdep_map lockdep_map;
};

/* On the worker's stack. All under wq->lock. */
struct worker {
	struct list_head entry; /* wq->idle or wq->busy; empty: woken, not yet awake */
	struct task_struct *task;
	struct work_struct *current_work;
	work_func_t current_func;
	struct list_head flushers; /* of what it runs */
	bool retire;		   /* it ends when it finds no work */
};

/* A task waits for @work. On that task's stack; under wq->lock, until @done is completed. */
struct flusher {
	struct list_head entry;
	struct work_struct *work;
	struct completion done;
};

/* ---- workqueue.c ---- */

/*
 * The queue where the item was queued last, with its lock held and interrupts off: *@flags is for
 * spin_unlock_irqrestore(). NULL, and nothing held, if it was on none or that queue no longer exists. The
 * queue is not freed while its lock is held. Any context, with no wq->lock held.
 */
struct workqueue_struct *lock_queue_of(const struct work_struct *work, unsigned long *flags);

/* ---- workqueue_worker.c ---- */

/* Before the first queue is used. May sleep. 0 or -ENOMEM. */
int start_manager(void);
/* Makes a new queue's first workers. May sleep. 0 or -ENOMEM: there may be some then, for end_workers(). */
int start_workers(struct workqueue_struct *wq);
/* Tells idle workers to end: all of them when the queue is ending, else all but those that it keeps. Task. */
void retire_idle(struct workqueue_struct *wq);
/*
 * Waits until there are no more workers; wq->ending is set and no work is left. May sleep. The last worker
 * may still hold wq->lock afterwards.
 */
void end_workers(struct workqueue_struct *wq);
/* Warns that the calling worker would wait for itself. @what: the call; @func: what it waits for. */
void report_self_wait(const char *what, const void *func) __cold;

/* ---- small ones ---- */

/*
 * The worker that runs this item. The function is compared as well: the one that runs may have freed its
 * item, and the memory may be another item now.
 */
static inline struct worker *find_busy_locked(struct workqueue_struct *wq,
					      const struct work_struct *work)
{
	struct worker *worker;

	lockdep_assert_held(&wq->lock);
	list_for_each_entry(worker, &wq->busy, entry)
		if (worker->current_work == work && worker->current_func == work->func)
			return worker;
	return NULL;
}

/* An item that counted for @color is done, or taken back. */
static inline void uncount_locked(struct workqueue_struct *wq, unsigned int color)
{
	lockdep_assert_held(&wq->lock);
	if (!--wq->in_flight[color])
		wake_up_all(&wq->change);
}

static inline unsigned int color_of(const struct work_struct *work)
{
	return test_bit(WORK_STRUCT_COLOR_BIT, &work->data);
}

/* Completes the flushers on @list that wait for @work; NULL: all of them. wq->lock held. */
static inline void release_flushers_locked(struct list_head *list, const struct work_struct *work)
{
	struct flusher *flusher, *next;

	list_for_each_entry_safe(flusher, next, list, entry) {
		if (work && flusher->work != work)
			continue;
		list_del(&flusher->entry);
		complete(&flusher->done);
	}
}

/* The queue that the calling task works for, or NULL. */
static inline struct workqueue_struct *current_wq(void)
{
	return current->flags & PF_WQ_WORKER ? kthread_data(current) : NULL;
}

/* ---- workqueue_debug.c: in a DEBUG=1 build. wq->lock held ---- */

#ifdef CONFIG_DEBUG_OBJECTS
void debug_work_queued(struct workqueue_struct *wq, struct work_struct *work);
/* Items on the stacks of functions that have returned are reported, and are in the queue no more. */
void debug_drop_lost_work(struct workqueue_struct *wq);
#else
#define debug_work_queued(wq, work) ((void)(work))
#define debug_drop_lost_work(wq)    ((void)(wq))
#endif

#endif
