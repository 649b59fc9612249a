/* SPDX-License-Identifier: MIT */
/*
 * Workqueues: a thread soon calls a function, which may sleep.
 *
 *	INIT_WORK(&dev->work, dev_work);		once
 *	schedule_work(&dev->work);			from a handler, a timer, anywhere
 *	cancel_work_sync(&dev->work);			before dev goes away
 *
 *	static void dev_work(struct work_struct *work)
 *	{
 *		struct dev *dev = container_of(work, struct dev, work);
 *		...
 *	}
 *
 * A work item is queued only once at a time: queueing an item that is pending does nothing and returns false.
 * From the moment in which its function starts, it may be queued again, also by the function. It never runs
 * twice at once.
 *
 * Work starts in the order in which it was queued. On a queue with max_active 1 (ordered) each item is also
 * done before the next one starts; on others an item that sleeps does not delay the rest.
 *
 * Delayed work is a timer that queues. The caller owns the structs and must make sure that no work is pending
 * or running when they are freed.
 *
 * Code: kernel/thread/workqueue*.c. Tests: tests/kernel/thread/workqueue*_test.c.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/timer.h>
#include <linux/types.h>

struct workqueue_struct;
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

enum {
	WORK_STRUCT_PENDING_BIT,   /* it has an owner: a queue, a timer, or a cancel */
	WORK_STRUCT_CANCELING_BIT, /* the owner is a cancel that waits for its function */
	WORK_STRUCT_COLOR_BIT,	   /* which of the two groups of flush_workqueue() it counts for */
};

struct work_struct {
	unsigned long data;	     /* the bits above */
	struct workqueue_struct *wq; /* where it was queued last */
	struct list_head entry;	     /* in the queue while it is pending there, else empty */
	work_func_t func;
	struct lockdep_map lockdep_map; /* held while it runs, and taken by those who wait for that */
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq; /* where the timer will queue it */
};

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

/* ---- making work ready ---- */

#define __WORK_INITIALIZER(n, f)                                                                   \
	{                                                                                          \
		.entry = LIST_HEAD_INIT((n).entry), .func = (f),                                   \
		.lockdep_map = STATIC_LOCKDEP_MAP_INIT(NULL, f)                                    \
	}
#define DECLARE_WORK(n, f) struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f)                                                                 \
	struct delayed_work n = { .work = __WORK_INITIALIZER((n).work, f),                         \
				  .timer.function = delayed_work_timer_fn,                         \
				  .timer.flags = TIMER_IRQSAFE }

#define __INIT_WORK(_work, _func)                                                                  \
	do {                                                                                       \
		(_work)->data = 0;                                                                 \
		(_work)->wq = NULL;                                                                \
		INIT_LIST_HEAD(&(_work)->entry);                                                   \
		(_work)->func = (_func);                                                           \
		lockdep_init_map(&(_work)->lockdep_map, NULL, (void *)(_func), 0);                 \
	} while (0)
#define INIT_WORK(_work, _func)                                                                    \
	do {                                                                                       \
		debug_object_init(_work, &work_debug_descr);                                       \
		__INIT_WORK(_work, _func);                                                         \
	} while (0)
#define INIT_DELAYED_WORK(_work, _func)                                                            \
	do {                                                                                       \
		INIT_WORK(&(_work)->work, (_func));                                                \
		timer_setup(&(_work)->timer, delayed_work_timer_fn, TIMER_IRQSAFE);                \
	} while (0)

/* On the stack: cancel or flush, then destroy_, before the function returns. */
#define INIT_WORK_ONSTACK(_work, _func)                                                            \
	do {                                                                                       \
		debug_object_init_on_stack(_work, &work_debug_descr);                              \
		__INIT_WORK(_work, _func);                                                         \
	} while (0)
#define INIT_DELAYED_WORK_ONSTACK(_work, _func)                                                    \
	do {                                                                                       \
		INIT_WORK_ONSTACK(&(_work)->work, (_func));                                        \
		timer_setup_on_stack(&(_work)->timer, delayed_work_timer_fn, TIMER_IRQSAFE);       \
	} while (0)
#define destroy_work_on_stack(_work) debug_object_free(_work, &work_debug_descr)
#define destroy_delayed_work_on_stack(_work)                                                       \
	do {                                                                                       \
		destroy_timer_on_stack(&(_work)->timer);                                           \
		destroy_work_on_stack(&(_work)->work);                                             \
	} while (0)

void delayed_work_timer_fn(struct timer_list *t);

/* ---- queues ---- */

#define WQ_UNBOUND	 (1 << 1) /* flags without a comment change nothing on one CPU */
#define WQ_FREEZABLE	 (1 << 2)
#define WQ_MEM_RECLAIM	 (1 << 3) /* two workers: if one sleeps, the next work needs no memory */
#define WQ_HIGHPRI	 (1 << 4) /* its workers have nice -20 */
#define WQ_CPU_INTENSIVE (1 << 5)
#define WQ_SYSFS	 (1 << 6)

#define WQ_MAX_ACTIVE 512
#define WQ_DFL_ACTIVE (WQ_MAX_ACTIVE / 2)

/**
 * alloc_workqueue() - make a queue with a worker
 * @fmt: its name, as for printf
 * @flags: WQ_*
 * @max_active: how many items of it may be running, that is mostly sleeping, at once; 0: WQ_DFL_ACTIVE
 *
 * May sleep. Return: NULL when there is no memory. destroy_workqueue() ends it.
 */
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
	__printf(1, 4);

/* One item at a time, in order. */
#define alloc_ordered_workqueue(fmt, flags, args...) alloc_workqueue(fmt, flags, 1, ##args)
#define create_singlethread_workqueue(name)	     alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, name)
#define create_workqueue(name)			     alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, name)
#define create_freezable_workqueue(name)	     create_workqueue(name)

/*
 * Lets all work be done, also what the work itself queues, then ends the workers. With NULL nothing happens.
 * May sleep. Items that were on the queue stay valid: they may be asked about, flushed, cancelled and queued
 * elsewhere, also meanwhile.
 */
void destroy_workqueue(struct workqueue_struct *wq);

/* These exist from the first initcalls on. */
extern struct workqueue_struct *system_wq, *system_highpri_wq;
#define system_long_wq	    system_wq
#define system_unbound_wq   system_wq
#define system_freezable_wq system_wq

/* ---- queueing: any context. Return: false when it was pending already ---- */

bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay);

#define queue_work_on(cpu, wq, work)		     queue_work(wq, work)
#define queue_delayed_work_on(cpu, wq, dwork, delay) queue_delayed_work(wq, dwork, delay)

static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

/* @delay in ticks. */
static inline bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

/*
 * Queues it @delay ticks from now, whether it was pending or not. Return: was it? While
 * cancel_delayed_work_sync() waits for its function, it is not queued, and the call returns true as well.
 */
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);

/* ---- waiting: may sleep ---- */

/*
 * A call in a context that must not sleep is reported and does not wait. The same is true for a call by a
 * work item that would wait for itself: one that flushes or cancels itself, or flushes its own queue.
 */

/* Waits until the work, if it is pending or running now, has run. Return: was it pending or running? */
bool flush_work(struct work_struct *work);
/* The same; if its timer is running, the work is queued at once. */
bool flush_delayed_work(struct delayed_work *dwork);
/* Waits until all that is in the queue now has run. Delayed work whose timer is running does not count. */
void flush_workqueue(struct workqueue_struct *wq);
/* Waits until the queue is empty. */
void drain_workqueue(struct workqueue_struct *wq);
#define flush_scheduled_work() flush_workqueue(system_wq)

/* When it returns, the work is neither pending nor running. Return: was it pending? */
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *dwork);

/* ---- any context ---- */

/* Takes it out if it has not started. Return: was it pending? It may still be running. */
bool cancel_work(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);

#define work_pending(work)	    test_bit(WORK_STRUCT_PENDING_BIT, &(work)->data)
#define delayed_work_pending(dwork) work_pending(&(dwork)->work)

#define WORK_BUSY_PENDING 1
#define WORK_BUSY_RUNNING 2
unsigned int work_busy(struct work_struct *work);

/* The work that the calling worker runs; NULL elsewhere. */
struct work_struct *current_work(void);

#endif
