/* SPDX-License-Identifier: MIT */
/*
 * Workqueues. What they promise stands in linux/workqueue.h.
 *
 * Each queue has threads of its own, the workers:
 *
 *	works	-> A -> B -> C			pending, in the order of queueing
 *	busy	-> worker 1 (runs X)  ...	a worker's struct lies on the worker's stack
 *	idle	-> worker 2  ...		asleep; queueing wakes one
 *
 * A worker that takes a work sees to it that somebody is left to take the next one, should this one sleep: if nobody
 * is idle, and the queue may have one more, it asks the manager for another worker. The manager is a thread of its
 * own, since a new thread needs memory, which may come from the very work that would wait for it; where there is none
 * it tries again as long as nobody is idle. Superfluous workers go after IDLE_TIMEOUT, or when drain_all() asks. An
 * ordered queue never has more than one.
 *
 * The life of a work item is its pending bit. Who sets it owns the item until it clears it. That it is set and the item
 * is nowhere yet is a matter of a few instructions with interrupts off, so whoever finds it so asks again at once:
 * only another CPU can be at it. A cancel that has it for longer says so by a second bit.
 *
 *	queue_work ---(delayed: a timer)--> in works ---> a worker clears it and calls the function
 *	                    `--- cancel takes it out of either place, and clears it
 *
 * So a cancel that keeps the bit set while it waits for a running function keeps the function from queueing
 * itself again.
 *
 * Waiting for one work is a struct flusher: hung on the queue while the work is pending, on the worker while
 * it runs, completed when it is done or cancelled. Waiting for all: each work counts for one of two colours;
 * a flush switches the colour for those who come later and waits until the old one's count is 0.
 *
 * A work item that is running is compared by address *and* function: its memory may have been freed by the
 * function, and be another item now.
 *
 * Locks: wq->lock, interrupts off: a queue and its workers' structs. In it, manager.lock. The list of queues changes
 * under all_mutex and all_lock, so either is enough to walk it.
 *
 * Tests: tests/kernel/workqueue_test.c.
 */
#include <linux/build_bug.h>
#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/workqueue.h>

#define IDLE_TIMEOUT (300 * HZ)
#define RETRY_AFTER  HZ /* without memory for a worker */
#define WQ_NAME_LEN  24

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

/* Makes workers. */
static struct {
	spinlock_t lock;
	struct list_head
		wanting; /* queues that have asked; each stays in it until it has been answered */
	struct task_struct *task;
} manager = { .wanting = LIST_HEAD_INIT(manager.wanting) };

static DEFINE_MUTEX(all_mutex);
static DEFINE_SPINLOCK(all_lock);
static LIST_HEAD(all_queues);
struct workqueue_struct *system_wq, *system_highpri_wq;

/* ---- wq->lock held ---- */

static struct worker *find_busy_locked(struct workqueue_struct *wq, const struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &wq->busy, entry)
		if (worker->current_work == work && worker->current_func == work->func)
			return worker;
	return NULL;
}

/* The oldest that does not run: an item that was queued again while it runs has to wait for itself. */
static struct work_struct *next_work_locked(struct workqueue_struct *wq)
{
	struct work_struct *work;

	list_for_each_entry(work, &wq->works, entry)
		if (!find_busy_locked(wq, work))
			return work;
	return NULL;
}

static void wake_idle_locked(struct workqueue_struct *wq)
{
	struct worker *worker = list_first_entry_or_null(&wq->idle, struct worker, entry);

	if (!worker)
		return;
	list_del_init(&worker->entry);
	wake_up_process(worker->task);
}

static void uncount_locked(struct workqueue_struct *wq, unsigned int color)
{
	if (!--wq->in_flight[color])
		wake_up_all(&wq->change);
}

static unsigned int color_of(const struct work_struct *work)
{
	return test_bit(WORK_STRUCT_COLOR_BIT, &work->data);
}

/* The flushers of @work, which begins to run, become its worker's. */
static void adopt_flushers_locked(struct workqueue_struct *wq, struct worker *worker,
				  struct work_struct *work)
{
	struct flusher *flusher, *next;

	list_for_each_entry_safe(flusher, next, &wq->flushers, entry)
		if (flusher->work == work)
			list_move_tail(&flusher->entry, &worker->flushers);
}

/* Those on @list who wait for @work; NULL: all. */
static void release_flushers_locked(struct list_head *list, const struct work_struct *work)
{
	struct flusher *flusher, *next;

	list_for_each_entry_safe(flusher, next, list, entry) {
		if (work && flusher->work != work)
			continue;
		list_del(&flusher->entry);
		complete(&flusher->done);
	}
}

/* ---- workers ---- */

static int worker_thread(void *data);

/* To be woken. */
static struct task_struct *create_worker(struct workqueue_struct *wq)
{
	struct task_struct *task = kthread_create(worker_thread, wq, "kworker/%s", wq->name);

	if (!IS_ERR(task) && wq->flags & WQ_HIGHPRI)
		set_user_nice(task, MIN_NICE);
	return task;
}

static void uncount_worker_locked(struct workqueue_struct *wq)
{
	wq->nr_workers--;
	wake_up_all(&wq->change);
}

/* Somebody for the next work, should the one that the caller takes sleep. */
static void provide_worker_locked(struct workqueue_struct *wq)
{
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

/* It is not asked any more. wq->lock held: the queue may be gone when that is let go. */
static void answered_locked(struct workqueue_struct *wq)
{
	spin_lock(&manager.lock);
	list_del_init(&wq->wanting);
	spin_unlock(&manager.lock);
}

/* There was no memory. False: nobody waits for a worker any more. */
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

/* True: well, or not needed any more. The queue stays while its nr_workers counts the worker that is to come. */
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

/* ---- what workers do ---- */

/* What the function has left behind would stop everybody else's work. */
static void check_work_returned(work_func_t func)
{
	if (likely(!preempt_count() && !irqs_disabled()))
		return;
	report_count++;
	pr_err("BUG: workqueue leaked lock or atomic: %s/0x%08x/%d\n", current->comm,
	       preempt_count(), current->pid);
	pr_err("     last function: %ps\n", func);
	dump_stack();
	preempt_count_set(0);
	local_irq_enable();
}

/* wq->lock is let go while the function runs. The item may be gone after that. */
static void run_work_locked(struct workqueue_struct *wq, struct worker *self,
			    struct work_struct *work)
{
	work_func_t func = work->func;
	unsigned int color = color_of(work);

	list_del_init(&work->entry);
	adopt_flushers_locked(wq, self, work);
	self->current_work = work;
	self->current_func = func;
	list_add_tail(&self->entry, &wq->busy);
	clear_bit(WORK_STRUCT_PENDING_BIT, &work->data);
	spin_unlock_irq(&wq->lock);

	func(work);
	check_work_returned(func);

	spin_lock_irq(&wq->lock);
	list_del_init(&self->entry);
	self->current_work = NULL;
	release_flushers_locked(&self->flushers, NULL);
	uncount_locked(wq, color);
}

/* wq->lock is let go while sleeping. False: this worker is to end. */
static bool wait_for_work_locked(struct workqueue_struct *wq, struct worker *self)
{
	long left;

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

/* The queue that the calling task works for, or NULL. */
static struct workqueue_struct *current_wq(void)
{
	return current->flags & PF_WQ_WORKER ? kthread_data(current) : NULL;
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

/* ---- queueing ---- */

/* Where the item was queued last, if that queue still exists. */
static struct workqueue_struct *queue_of(const struct work_struct *work)
{
	struct workqueue_struct *wq, *last = READ_ONCE(work->wq), *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&all_lock, flags);
	list_for_each_entry(wq, &all_queues, all)
		if (wq == last)
			found = wq;
	spin_unlock_irqrestore(&all_lock, flags);
	return found;
}

/* An item that still runs on another queue has to go there, or it would run twice at once. */
static struct workqueue_struct *where_to_queue(struct workqueue_struct *wq,
					       struct work_struct *work)
{
	struct workqueue_struct *last = work->wq && work->wq != wq ? queue_of(work) : NULL;
	unsigned long flags;

	if (!last)
		return wq;
	spin_lock_irqsave(&last->lock, flags);
	if (find_busy_locked(last, work))
		wq = last;
	spin_unlock_irqrestore(&last->lock, flags);
	return wq;
}

/* ---- the pending bit ---- */

/* From the bit to the place where the item then is, or back: nothing on this CPU comes in between. */
static void begin_handover(unsigned long *flags)
{
	preempt_disable();
	local_irq_save(*flags);
}

/* Who has been woken may be more urgent. */
static void end_handover(unsigned long flags)
{
	local_irq_restore(flags);
	preempt_enable();
}

/* The pending bit is the caller's, in the handover that has set it. */
static void insert(struct workqueue_struct *wq, struct work_struct *work)
{
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
		list_add_tail(&work->entry, &wq->works);
		wake_idle_locked(wq);
	}
	spin_unlock(&wq->lock);
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	unsigned long flags;
	bool mine;

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

/* As insert(). */
static void insert_delayed(struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	dwork->wq = wq;
	if (delay)
		mod_timer(&dwork->timer, jiffies + delay);
	else
		insert(wq, &dwork->work);
}

static bool is_ready(const struct delayed_work *dwork)
{
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
	struct workqueue_struct *wq = queue_of(work);
	unsigned long flags;
	bool found;

	if (!wq)
		return false;
	spin_lock_irqsave(&wq->lock, flags);
	found = work->wq == wq && !list_empty(&work->entry);
	if (found) {
		list_del_init(&work->entry);
		release_flushers_locked(&wq->flushers, work);
		uncount_locked(wq, color_of(work));
	}
	spin_unlock_irqrestore(&wq->lock, flags);
	return found;
}

/*
 * Makes the pending bit the caller's, whoever has it. @timer: the delayed work's, or NULL. Return: 1 if the work was
 * pending, 0 if not, and then the caller ends the handover; or, with nothing done, -ENOENT: somebody cancels it, which
 * may take long; -EAGAIN: another CPU has it on its way, which will not.
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

static void __cold report_self_wait(const char *what, const void *func)
{
	WARN(1, "workqueue: %s of %ps would wait for the worker that calls it, %s/%d\n", what, func,
	     current->comm, current->pid);
}

enum what { NOTHING, BUSY, ITSELF };

/*
 * Hangs @flusher where it will be released; wq->lock held. A pending item of a queue that has no other
 * worker than the caller cannot start before the caller is done.
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

/* @what: who calls, for the report. might_sleep() has been said. Return: was there anything to wait for? */
static bool wait_for_work_done(struct work_struct *work, bool pending_too, const char *what)
{
	struct workqueue_struct *wq = queue_of(work);
	struct flusher flusher;
	enum what state;

	if (!wq || !preemptible())
		return false;
	spin_lock_irq(&wq->lock);
	state = watch_locked(wq, work, &flusher, pending_too);
	spin_unlock_irq(&wq->lock);
	if (state == ITSELF)
		report_self_wait(what, work->func);
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
	if (del_timer(&dwork->timer))
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

/* In one: pending without being cancelled, and nowhere, is a promise to be somewhere soon. */
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
	struct workqueue_struct *wq = queue_of(work);
	unsigned int busy = work_pending(work) ? WORK_BUSY_PENDING : 0;
	unsigned long flags;

	if (!wq)
		return busy;
	spin_lock_irqsave(&wq->lock, flags);
	if (find_busy_locked(wq, work))
		busy |= WORK_BUSY_RUNNING;
	spin_unlock_irqrestore(&wq->lock, flags);
	return busy;
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

/* Its first workers. 0 or -ENOMEM. */
static int start_workers(struct workqueue_struct *wq)
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

	list_for_each_entry(worker, &wq->idle, entry)
		n++;
	return n;
}

/* Tells what is idle to end: all workers when the queue is ending, else all but those that it keeps. */
static void retire_idle(struct workqueue_struct *wq)
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
	wake_up_process(manager.task); /* nor is one needed that could not be made */
}

static void end_workers(struct workqueue_struct *wq)
{
	retire_idle(wq);
	wait_event(wq->change, !READ_ONCE(wq->nr_workers));
	spin_lock_irq(&wq->lock); /* the last worker has let go of it */
	spin_unlock_irq(&wq->lock);
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
	if (start_workers(wq)) {
		wq->ending = true;
		end_workers(wq);
		free_page((unsigned long)wq);
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
	free_page((unsigned long)wq);
}

/* Each queue back to the workers that it keeps. Runs before the threads' own hook, which waits for the last steps. */
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
	manager.task = kthread_run(manager_thread, NULL, "kworker/manager");
	if (IS_ERR(manager.task))
		return PTR_ERR(manager.task);
	set_user_nice(manager.task, MIN_NICE);
	system_wq = alloc_workqueue("events", 0, 0);
	system_highpri_wq = alloc_workqueue("events_highpri", WQ_HIGHPRI, 0);
	if (!system_wq || !system_highpri_wq)
		return -ENOMEM;
	register_drain(&drain_hook);
	return 0;
}
core_initcall(workqueue_init);
