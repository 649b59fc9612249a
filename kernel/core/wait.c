/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: the parts that are no macros. The idea is told in linux/wait.h.
 *
 * Why no wake-up is lost: the waiter enters the queue and sets its state under the queue's lock, and only
 * then looks at the condition. The waker makes the condition true before it takes that lock. So either
 * the waker came later and finds the entry, or it came earlier and the waiter sees the condition.
 */
#include <linux/kernel.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

/* ---- entries ---- */

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
	entry->flags = flags;
	entry->private = current;
	entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&entry->entry);
}

void add_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq->lock, flags);
	__add_wait_queue(wq, entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void add_wait_queue_exclusive(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq->lock, flags);
	__add_wait_queue_entry_tail(wq, entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void remove_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	__remove_wait_queue(wq, entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

/* ---- waking ---- */

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	return wake_up_state(entry->private, mode);
}

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags,
			     void *key)
{
	int woken = default_wake_function(entry, mode, flags, key);

	if (woken) {
		debug_object_forget(entry);
		list_del_init_careful(&entry->entry);
	}
	return woken;
}

int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	entry->flags |= WQ_FLAG_WOKEN;
	return default_wake_function(entry, mode, flags, key);
}

/*
 * In a DEBUG=1 build: entries on the stacks of functions that have returned are reported, and are in the queue no more. What
 * lies in their place now is left alone.
 */
static void drop_lost(struct wait_queue_head *wq)
{
#ifdef CONFIG_DEBUG_OBJECTS
	struct wait_queue_entry *entry;

again:
	list_for_each_entry(entry, &wq->head, entry) {
		if (!debug_object_is_lost(entry, &wait_debug_descr, "wake"))
			continue;
		debug_object_forget(entry);
		if (list_cut_out(&wq->head, &entry->entry))
			goto again;
		INIT_LIST_HEAD(&wq->head);
		break;
	}
#endif
}

/* wq->lock held, interrupts off. @nr_exclusive 0: it counts down past 0 and never meets it. */
static void wake_locked(struct wait_queue_head *wq, unsigned int mode, int nr_exclusive, void *key)
{
	struct wait_queue_entry *entry, *next;

	drop_lost(wq);
	list_for_each_entry_safe(entry, next, &wq->head, entry) {
		unsigned int flags =
			entry->flags; /* the entry may be gone once its task is awake */
		int woken = entry->func(entry, mode, 0, key);

		if (woken < 0)
			break;
		if (woken && flags & WQ_FLAG_EXCLUSIVE && !--nr_exclusive)
			break;
	}
}

void __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr_exclusive, void *key)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	wake_locked(wq, mode, nr_exclusive, key);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void __wake_up_locked(struct wait_queue_head *wq, unsigned int mode, int nr_exclusive)
{
	wake_locked(wq, mode, nr_exclusive, NULL);
}

/* ---- waiting ---- */

void prepare_to_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;

	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq->lock, flags);
	if (list_empty(&entry->entry))
		__add_wait_queue(wq, entry);
	set_current_state(state);
	spin_unlock_irqrestore(&wq->lock, flags);
}

bool prepare_to_wait_exclusive(struct wait_queue_head *wq, struct wait_queue_entry *entry,
			       int state)
{
	bool was_empty = false;
	unsigned long flags;

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq->lock, flags);
	if (list_empty(&entry->entry)) {
		was_empty = list_empty(&wq->head);
		__add_wait_queue_entry_tail(wq, entry);
	}
	set_current_state(state);
	spin_unlock_irqrestore(&wq->lock, flags);
	return was_empty;
}

/*
 * An exclusive waiter that leaves because of a signal must not have used up a wake-up that another one
 * needs. It is out of the queue first, so it cannot be chosen any more; and if it has been, the condition is
 * true, and the caller, which looks at the condition before the signal, takes what it waited for.
 */
long prepare_to_wait_event(struct wait_queue_head *wq, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;
	long err = 0;

	spin_lock_irqsave(&wq->lock, flags);
	if (signal_pending_state(state, current)) {
		debug_object_forget(entry);
		list_del_init(&entry->entry);
		err = -ERESTARTSYS;
	} else {
		if (list_empty(&entry->entry)) {
			if (entry->flags & WQ_FLAG_EXCLUSIVE)
				__add_wait_queue_entry_tail(wq, entry);
			else
				__add_wait_queue(wq, entry);
		}
		set_current_state(state);
	}
	spin_unlock_irqrestore(&wq->lock, flags);
	return err;
}

void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	if (list_empty_careful(&entry->entry)) /* the waker took it out, and is done with it */
		return;
	spin_lock_irqsave(&wq->lock, flags);
	debug_object_forget(entry);
	list_del_init(&entry->entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

long __sched wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout)
{
	might_sleep();
	set_current_state(mode);
	if (!(entry->flags & WQ_FLAG_WOKEN))
		timeout = preemptible() ? schedule_timeout(timeout) : 0;
	__set_current_state(TASK_RUNNING);
	entry->flags &= ~WQ_FLAG_WOKEN;
	return timeout;
}
