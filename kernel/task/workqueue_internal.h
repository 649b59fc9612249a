/* SPDX-License-Identifier: MIT */
/* What the workqueue's files share with nobody else. */
#ifndef _TASK_WORKQUEUE_INTERNAL_H
#define _TASK_WORKQUEUE_INTERNAL_H

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define WQ_NAME_LEN 24

struct workqueue_struct {
	spinlock_t lock;
	struct list_head works, busy, idle, flushers;
	unsigned int nr_workers; /* with the one that the manager is asked for */
	unsigned int min_workers, max_workers;
	struct list_head wanting; /* manager.lock */
	unsigned int flags;
	bool ending;		       /* only its own workers may still queue */
	unsigned int color;	       /* what comes now counts for in_flight[color] */
	unsigned int in_flight[2];     /* pending and running */
	struct wait_queue_head change; /* a count has become 0, or a worker has gone */
	struct mutex flush_mutex;      /* one colour is waited for at a time */
	struct list_head all;
	char name[WQ_NAME_LEN];
};

struct worker {
	struct list_head entry; /* wq->idle or wq->busy; empty: woken, not yet awake */
	struct task_struct *task;
	struct work_struct *current_work;
	work_func_t current_func;
	struct list_head flushers;
	bool retire;
};

struct flusher {
	struct list_head entry;
	struct work_struct *work;
	struct completion done;
};

/* workqueue.c */
struct workqueue_struct *queue_of(const struct work_struct *work);

/* workqueue_worker.c */
int start_manager(void);
int start_workers(struct workqueue_struct *wq);
void retire_idle(struct workqueue_struct *wq);
void end_workers(struct workqueue_struct *wq);
void report_self_wait(const char *what, const void *func) __cold;

static inline struct worker *find_busy_locked(struct workqueue_struct *wq,
					      const struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &wq->busy, entry)
		if (worker->current_work == work && worker->current_func == work->func)
			return worker;
	return NULL;
}

static inline void uncount_locked(struct workqueue_struct *wq, unsigned int color)
{
	if (!--wq->in_flight[color])
		wake_up_all(&wq->change);
}

static inline unsigned int color_of(const struct work_struct *work)
{
	return test_bit(WORK_STRUCT_COLOR_BIT, &work->data);
}

/* Those on @list who wait for @work; NULL: all. */
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

#endif
