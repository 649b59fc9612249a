/* SPDX-License-Identifier: MIT */
/*
 * Work items: queueing, taking back, waiting for one.
 *
 * The life of an item is its pending bit: the code that sets it owns the item until it is cleared.
 *
 *	queue_work ---(delayed: a timer)--> in works ---> a worker clears it and calls the function
 *	                    `--- cancel takes it out of either place, and clears it
 *
 * While the bit is set and the item is in neither place, it is being handed over, which takes a few
 * instructions with interrupts off. So a call that wants the item tries again at once: only another CPU can
 * be the owner. A cancel that waits for a running function keeps the bit for longer, and says so by a second
 * bit. As it has the pending bit, the function cannot queue its item again.
 *
 * A task that waits for one item does so by a struct flusher, which is in a list of the queue while the item
 * is pending, in one of the worker while it runs, and is completed when the item is done or cancelled.
 *
 * Tests: tests/kernel/thread/workqueue_item_test.c.
 */
#include <linux/kasan.h>
#include <linux/kernel.h>

#include "workqueue_internal.h"

/* ---- queueing ---- */

/* An item that still runs on another queue must be queued there, or it would run twice at once. */
static struct workqueue_struct *where_to_queue(struct workqueue_struct *wq,
					       struct work_struct *work)
{
	struct workqueue_struct *last;
	unsigned long flags;

	if (!work->wq || work->wq == wq)
		return wq;
	last = lock_queue_of(work, &flags);
	if (!last)
		return wq;
	if (find_busy_locked(last, work))
		wq = last;
	spin_unlock_irqrestore(&last->lock, flags);
	return wq;
}

static void wake_idle_locked(struct workqueue_struct *wq)
{
	struct worker *worker = list_first_entry_or_null(&wq->idle, struct worker, entry);

	lockdep_assert_held(&wq->lock);
	if (!worker)
		return;
	list_del_init(&worker->entry);
	wake_up_process(worker->task);
}

/* ---- the pending bit ---- */

/* From setting the bit until the item is in its place, or back, nothing else runs on this CPU. */
static void begin_handover(unsigned long *flags)
{
	preempt_disable();
	local_irq_save(*flags);
}

/* Last comes preempt_enable(), since a worker that was woken may have a higher level than the caller. */
static void end_handover(unsigned long flags)
{
	local_irq_restore(flags);
	preempt_enable();
}

/* The caller has set the pending bit in this handover. */
static void insert(struct workqueue_struct *wq, struct work_struct *work)
{
	lockdep_assert_irqs_disabled();
	kasan_record_aux_stack(work);
	wq = where_to_queue(wq, work);
	spin_lock(&wq->lock);
	if (WARN(wq->ending && current_wq() != wq,
		 "work %ps queued on %s, which is being destroyed\n", work->func, wq->name)) {
		clear_bit(WORK_STRUCT_PENDING_BIT, &work->data);
	} else {
		work->wq = wq;
		if (wq->color)
			set_bit(WORK_STRUCT_COLOR_BIT, &work->data);
		else
			clear_bit(WORK_STRUCT_COLOR_BIT, &work->data);
		wq->in_flight[wq->color]++;
		debug_work_queued(wq, work);
		list_add_tail(&work->entry, &wq->works);
		wake_idle_locked(wq);
	}
	spin_unlock(&wq->lock);
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	unsigned long flags;
	bool mine;

	debug_object_assert_init(work, &work_debug_descr);
	if (WARN(!work->func, "work %px has no function\n", work))
		return false;
	begin_handover(&flags);
	mine = !test_and_set_bit(WORK_STRUCT_PENDING_BIT, &work->data);
	if (mine)
		insert(wq, work);
	end_handover(flags);
	return mine;
}

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = from_timer(dwork, t, timer);

	insert(dwork->wq, &dwork->work);
}

/* The same for delayed work. */
static void insert_delayed(struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	lockdep_assert_irqs_disabled();
	dwork->wq = wq;
	if (delay)
		mod_timer(&dwork->timer, jiffies + delay);
	else
		insert(wq, &dwork->work);
}

static bool is_ready(struct delayed_work *dwork)
{
	debug_object_assert_init(&dwork->work, &work_debug_descr);
	debug_object_assert_init(&dwork->timer, &timer_debug_descr);
	return !WARN(!dwork->work.func || dwork->timer.function != delayed_work_timer_fn,
		     "delayed work %px was not initialized\n", dwork);
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay)
{
	unsigned long flags;
	bool mine;

	if (!is_ready(dwork))
		return false;
	begin_handover(&flags);
	mine = !test_and_set_bit(WORK_STRUCT_PENDING_BIT, &dwork->work.data);
	if (mine)
		insert_delayed(wq, dwork, delay);
	end_handover(flags);
	return mine;
}

/* ---- taking back ---- */

static bool take_out(struct work_struct *work)
{
	unsigned long flags;
	struct workqueue_struct *wq = lock_queue_of(work, &flags);
	bool found;

	if (!wq)
		return false;
	found = work->wq == wq && !list_empty(&work->entry);
	if (found) {
		debug_object_deactivate(work, &work_debug_descr);
		list_del_init(&work->entry);
		release_flushers_locked(&wq->flushers, work);
		uncount_locked(wq, color_of(work));
	}
	spin_unlock_irqrestore(&wq->lock, flags);
	return found;
}

/*
 * Gets the pending bit for the caller. @timer: that of the delayed work, or NULL. Return: 1 if the item was
 * pending, 0 if not; the handover has begun, and the caller ends it. Or, with nothing changed, -ENOENT if a
 * cancel has the bit, which may take long, and -EAGAIN if another CPU's handover has it, which is over at
 * once.
 */
static int try_to_grab_pending(struct work_struct *work, struct timer_list *timer,
			       unsigned long *flags)
{
	int err;

	begin_handover(flags);
	if (timer && del_timer(timer))
		return 1;
	if (!test_and_set_bit(WORK_STRUCT_PENDING_BIT, &work->data))
		return 0;
	if (take_out(work))
		return 1;
	err = test_bit(WORK_STRUCT_CANCELING_BIT, &work->data) ? -ENOENT : -EAGAIN;
	end_handover(*flags);
	return err;
}

static int grab_pending(struct work_struct *work, struct timer_list *timer, unsigned long *flags)
{
	int grabbed;

	while ((grabbed = try_to_grab_pending(work, timer, flags)) == -EAGAIN)
		cpu_relax();
	return grabbed;
}

static bool cancel(struct work_struct *work, struct timer_list *timer)
{
	unsigned long flags;
	int pending = grab_pending(work, timer, &flags);

	if (pending < 0)
		return false;
	clear_bit(WORK_STRUCT_PENDING_BIT, &work->data);
	end_handover(flags);
	return pending;
}

bool cancel_work(struct work_struct *work)
{
	return cancel(work, NULL);
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel(&dwork->work, &dwork->timer);
}

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	int pending;

	if (!is_ready(dwork))
		return false;
	pending = grab_pending(&dwork->work, &dwork->timer, &flags);
	if (pending >= 0) {
		insert_delayed(wq, dwork, delay);
		end_handover(flags);
	}
	return pending;
}

/* ---- waiting for one ---- */

/* What there is to wait for. */
enum what { NOTHING, BUSY, ITSELF };

/*
 * Puts @flusher into the list where it will be completed. A pending item of a queue that has no other worker
 * than the caller cannot start before the caller is done: it would wait for itself.
 */
static enum what watch_locked(struct workqueue_struct *wq, struct work_struct *work,
			      struct flusher *flusher, bool pending_too)
{
	bool pending = pending_too && !list_empty(&work->entry) && work->wq == wq;
	struct worker *busy = find_busy_locked(wq, work);

	if (!pending && !busy)
		return NOTHING;
	if ((busy && busy->task == current) ||
	    (pending && current_wq() == wq && wq->max_workers == 1))
		return ITSELF;
	flusher->work = work;
	init_completion(&flusher->done);
	list_add_tail(&flusher->entry, pending ? &wq->flushers : &busy->flushers);
	return BUSY;
}

/* @what: the call, for the report; it has called might_sleep(). Return: was there anything to wait for? */
static bool wait_for_work_done(struct work_struct *work, bool pending_too, const char *what)
{
	struct workqueue_struct *wq;
	struct flusher flusher;
	unsigned long flags;
	enum what state;

	wq = preemptible() ? lock_queue_of(work, &flags) : NULL;
	if (!wq)
		return false;
	state = watch_locked(wq, work, &flusher, pending_too);
	spin_unlock_irqrestore(&wq->lock, flags);
	if (state == ITSELF)
		report_self_wait(what, work->func);
	else
		lock_might_acquire(&work->lockdep_map, _RET_IP_);
	if (state != BUSY)
		return false;
	wait_for_completion(&flusher.done);
	return true;
}

bool flush_work(struct work_struct *work)
{
	might_sleep();
	return wait_for_work_done(work, true, "flush_work");
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	unsigned long flags;

	might_sleep();
	begin_handover(&flags);
	if (del_timer_sync(&dwork->timer))
		insert(dwork->wq, &dwork->work);
	end_handover(flags);
	return wait_for_work_done(&dwork->work, true, "flush_delayed_work");
}

/* As grab_pending(), after every other cancel, and marked as one. Return: was it pending? */
static bool grab_for_cancel(struct work_struct *work, struct timer_list *timer)
{
	unsigned long flags;
	int pending;

	while ((pending = grab_pending(work, timer, &flags)) < 0)
		schedule_timeout_uninterruptible(1);
	set_bit(WORK_STRUCT_CANCELING_BIT, &work->data);
	end_handover(flags);
	return pending;
}

/* Both bits in one handover: with the pending bit alone the item would seem to be handed over for ever. */
static void end_cancel(struct work_struct *work)
{
	unsigned long flags;

	begin_handover(&flags);
	clear_bit(WORK_STRUCT_CANCELING_BIT, &work->data);
	clear_bit(WORK_STRUCT_PENDING_BIT, &work->data);
	end_handover(flags);
}

static bool cancel_sync(struct work_struct *work, struct timer_list *timer, const char *what)
{
	bool pending;

	if (!preemptible())
		return cancel(work, timer);
	pending = grab_for_cancel(work, timer);
	wait_for_work_done(work, false, what);
	end_cancel(work);
	return pending;
}

bool cancel_work_sync(struct work_struct *work)
{
	might_sleep();
	return cancel_sync(work, NULL, "cancel_work_sync");
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	might_sleep();
	return cancel_sync(&dwork->work, &dwork->timer, "cancel_delayed_work_sync");
}

unsigned int work_busy(struct work_struct *work)
{
	unsigned int busy = work_pending(work) ? WORK_BUSY_PENDING : 0;
	unsigned long flags;
	struct workqueue_struct *wq = lock_queue_of(work, &flags);

	if (!wq)
		return busy;
	if (find_busy_locked(wq, work))
		busy |= WORK_BUSY_RUNNING;
	spin_unlock_irqrestore(&wq->lock, flags);
	return busy;
}
