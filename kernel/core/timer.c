/* SPDX-License-Identifier: MIT */
/*
 * Timers on a hierarchical timing wheel.
 *
 * A wheel is an array of buckets, one for each jiffy to come; a timer goes into the bucket of its jiffy,
 * and at each tick the bucket whose turn it is, is emptied. To reach far ahead with few buckets there are
 * five wheels, like the hands of a clock:
 *
 *	wheel	bits of expires		buckets		a bucket is	reaches
 *	0	 7- 0			256		10 ms		2.56 s
 *	1	13- 8			 64		2.56 s		2.7 min
 *	2	19-14			 64		2.7 min		2.9 h
 *	3	25-20			 64		2.9 h		7.8 days
 *	4	31-26			 64		7.8 days	all there is
 *
 * A timer goes into the lowest wheel that reaches it. Each time wheel 0 has gone round, the next bucket
 * of wheel 1 is spread over it (cascade), and so on upwards. So adding and deleting take the same few
 * steps however many timers there are, and each timer is moved at most four times in its life.
 *
 *	clk = 0x0130			timer for 0x0150: 0x20 ahead	-> wheel 0, bucket 0x50
 *					timer for 0x0a50: 0x920 ahead	-> wheel 1, bucket 0x0a,
 *									   at clk 0x0a00 -> wheel 0, bucket 0x50
 *
 * Timers are exact to the jiffy, also those far ahead (Linux since 4.8 has no cascade and lets distant ones
 * come up to an eighth late). Those of one jiffy usually run in the order in which they were armed.
 *
 * Lock: base->lock, interrupts off, dropped while a timer's function runs; base->running is that one.
 *
 * Longer than 500 lines: arming, running and disarming share one lock, and what finders are told about each.
 *
 * Tests: tests/kernel/core/timer_test.c; what it costs: tests/bench/timer_bench.c
 */
#include <k896/check.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#define CREATE_TRACE_POINTS
#include <trace/events/timer.h>

#define WHEELS	    5
#define WHEEL0_BITS 8
#define WHEEL_BITS  6
#define WHEEL0_SIZE (1U << WHEEL0_BITS)
#define WHEEL_SIZE  (1U << WHEEL_BITS)
#define BUCKETS	    (WHEEL0_SIZE + (WHEELS - 1) * WHEEL_SIZE)

/*
 * Invariant: a timer is in the bucket that its time picks in its wheel, and not due before clk; except that
 * one armed for a time that had passed is in wheel 0, in the bucket that was next then.
 */
struct timer_base {
	spinlock_t lock;
	unsigned long clk;	    /* the jiffy to be worked off next */
	struct timer_list *running; /* its function is being called */
	unsigned int pending;
	struct list_head buckets[BUCKETS];
};

static DEFINE_PER_CPU(struct timer_base,
		      timer_base) = { .lock = __SPIN_LOCK_INITIALIZER(base->lock) };

/* ---- the wheel ---- */

/* Wheel n counts in steps of 1 << shift_of(n) jiffies. */
static unsigned int shift_of(unsigned int wheel)
{
	return wheel ? WHEEL0_BITS + (wheel - 1) * WHEEL_BITS : 0;
}

static struct list_head *bucket(struct timer_base *base, unsigned int wheel, unsigned long expires)
{
	if (!wheel)
		return &base->buckets[expires % WHEEL0_SIZE];
	return &base->buckets[WHEEL0_SIZE + (wheel - 1) * WHEEL_SIZE +
			      (expires >> shift_of(wheel)) % WHEEL_SIZE];
}

static struct list_head *bucket_for(struct timer_base *base, unsigned long expires)
{
	unsigned long ahead = expires - base->clk;
	unsigned int wheel = 0;

	if (likely(ahead < WHEEL0_SIZE))
		return bucket(base, 0, expires);
	if ((long)ahead < 0)
		return bucket(base, 0, base->clk); /* passed: as soon as possible */
	while (wheel < WHEELS - 1 && ahead >> shift_of(wheel + 1))
		wheel++;
	return bucket(base, wheel, expires);
}

static void enqueue(struct timer_base *base, struct timer_list *timer)
{
	list_add_tail(&timer->entry, bucket_for(base, timer->expires));
}

static void detach(struct timer_base *base, struct timer_list *timer)
{
	base->pending--;
	__list_del_entry(&timer->entry);
	timer->entry.next = NULL;
}

/* Spreads the bucket of @wheel whose time has come over the wheels below. */
static void cascade(struct timer_base *base, unsigned int wheel)
{
	struct timer_list *timer, *next;
	LIST_HEAD(list);

	list_splice_init(bucket(base, wheel, base->clk), &list);
	list_for_each_entry_safe(timer, next, &list, entry)
		enqueue(base, timer);
}

/* When the lower wheels stand at 0, the next one has moved on by one bucket. */
static void cascade_all(struct timer_base *base)
{
	for (unsigned int wheel = 1; wheel < WHEELS; wheel++) {
		if (base->clk & ((1UL << shift_of(wheel)) - 1))
			return;
		cascade(base, wheel);
	}
}

/* ---- running ---- */

static void call(struct timer_list *timer, void (*function)(struct timer_list *timer),
		 unsigned long baseclk)
{
	unsigned int before = preempt_count();
	struct lockdep_map map;

	if (WARN(!function, "timer: %px has lost its function while it was pending\n", timer))
		return;
	trace_timer_expire_entry(timer, function, baseclk);
	lockdep_copy_map(&map, &timer->lockdep_map);
	lock_map_acquire(&map);
	function(timer);
	lock_map_release(&map);
	trace_timer_expire_exit(timer);
	if (unlikely(before != preempt_count())) {
		WARN(1, "timer: %pSL preempt leak: %08x -> %08x\n", function, before,
		     preempt_count());
		preempt_count_set(before);
	}
}

/* The timer may be armed anew, freed or given to somebody else by its function: it is not touched after. */
static void expire(struct timer_base *base, struct timer_list *timer)
{
	void (*function)(struct timer_list * timer) = timer->function;
	bool irqsafe = timer->flags & TIMER_IRQSAFE;

	detach(base, timer);
	debug_object_deactivate(timer, &timer_debug_descr);
	base->running = timer;
	spin_unlock(&base->lock);
	if (!irqsafe)
		local_irq_enable();
	call(timer, function, base->clk - 1);
	spin_lock_irq(&base->lock);
	base->running = NULL;
}

#ifdef CONFIG_DEBUG_OBJECTS
static bool is_lost(struct timer_base *base, struct timer_list *timer)
{
	if (!debug_object_is_known(timer) ||
	    !debug_object_is_lost(timer, &timer_debug_descr, "expire"))
		return false;
	debug_object_forget(timer);
	base->pending--;
	return true;
}

/*
 * Timers on the stacks of functions that have returned are reported, and left alone with all that may lie in their place now;
 * and one whose links were written over is left out, else it would come for ever.
 */
static void drop_lost(struct timer_base *base, struct list_head *bucket)
{
	struct list_head *at = bucket;

	for (;;) {
		struct list_head *next = at->next;

		if (next != bucket && is_lost(base, list_entry(next, struct timer_list, entry))) {
			if (!list_cut_out(bucket, next))
				break;
			continue;
		}
		if (!__list_first_valid(at))
			break;
		if (next == bucket)
			return;
		at = next;
	}
	list_join_ends(bucket);
}
#else
static void drop_lost(struct timer_base *base, struct list_head *bucket)
{
}
#endif

static void run_timers(struct softirq_action *self)
{
	struct timer_base *base = this_cpu_ptr(&timer_base);
	LIST_HEAD(due);

	spin_lock_irq(&base->lock);
	while (time_after_eq(jiffies, base->clk)) {
		cascade_all(base);
		drop_lost(base, bucket(base, 0, base->clk));
		list_splice_init(bucket(base, 0, base->clk), &due);
		base->clk++;
		while (!list_empty(&due))
			expire(base, list_first_entry(&due, struct timer_list, entry));
	}
	spin_unlock_irq(&base->lock);
}

/* Passes over the jiffies at which nothing happens. True if there is one at which something does. */
static bool something_due(struct timer_base *base)
{
	for (; time_after_eq(jiffies, base->clk); base->clk++)
		if (!(base->clk % WHEEL0_SIZE) || !list_empty(bucket(base, 0, base->clk)))
			return true;
	return false;
}

void run_local_timers(void)
{
	struct timer_base *base = this_cpu_ptr(&timer_base);
	bool due;

	spin_lock(&base->lock);
	due = something_due(base);
	spin_unlock(&base->lock);
	if (due)
		raise_softirq_irqoff(TIMER_SOFTIRQ);
}

/* ---- arming ---- */

static void setup(struct timer_list *timer, void (*function)(struct timer_list *timer),
		  unsigned int flags)
{
	timer->entry.next = NULL;
	timer->function = function;
	timer->flags = flags;
	lockdep_init_map(&timer->lockdep_map, NULL, (void *)function, 0);
}

void timer_setup(struct timer_list *timer, void (*function)(struct timer_list *timer),
		 unsigned int flags)
{
	debug_object_init(timer, &timer_debug_descr);
	setup(timer, function, flags);
}

#ifdef CONFIG_DEBUG_OBJECTS
void timer_setup_on_stack(struct timer_list *timer, void (*function)(struct timer_list *timer),
			  unsigned int flags)
{
	debug_object_init_on_stack(timer, &timer_debug_descr);
	setup(timer, function, flags);
}
#endif

/* What a pending timer may be asked for besides a new time. */
#define ARM_ANY	    0
#define ARM_PENDING 1 /* only if it is pending */
#define ARM_EARLIER 2 /* only towards now */

static bool keeps_its_time(const struct timer_list *timer, unsigned long expires, unsigned int how)
{
	return timer->expires == expires ||
	       (how == ARM_EARLIER && time_before(timer->expires, expires));
}

static int arm_locked(struct timer_base *base, struct timer_list *timer, unsigned long expires,
		      unsigned int how)
{
	int was_pending = timer_pending(timer);

	if (!was_pending && how == ARM_PENDING)
		return 0;
	if (was_pending && keeps_its_time(timer, expires, how))
		return 1;
	if (was_pending)
		detach(base, timer);
	else
		debug_object_activate(timer, &timer_debug_descr);
	timer->expires = expires;
	enqueue(base, timer);
	base->pending++;
	return was_pending;
}

static bool is_dead(const struct timer_list *timer)
{
	if (likely(timer->function))
		return false;
	if (timer->flags & TIMER_SHUTDOWN)
		WARN(1, "timer: %px is armed after timer_shutdown()\n", timer);
	else
		WARN(1, "timer: %px is armed without a function\n", timer);
	return true;
}

static int arm(struct timer_list *timer, unsigned long expires, unsigned int how)
{
	struct timer_base *base = this_cpu_ptr(&timer_base);
	unsigned long flags;
	int was_pending;

	debug_object_assert_init(timer, &timer_debug_descr);
	if (is_dead(timer))
		return 0;
	kasan_record_aux_stack(timer);
	spin_lock_irqsave(&base->lock, flags);
	was_pending = arm_locked(base, timer, expires, how);
	spin_unlock_irqrestore(&base->lock, flags);
	return was_pending;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return arm(timer, expires, ARM_ANY);
}

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return arm(timer, expires, ARM_PENDING);
}

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	return arm(timer, expires, ARM_EARLIER);
}

void add_timer(struct timer_list *timer)
{
	debug_object_assert_init(timer, &timer_debug_descr);
	if (!WARN(timer_pending(timer), "timer: %pSL is added, but pending already\n",
		  timer->function))
		arm(timer, timer->expires, ARM_ANY);
}

/* ---- disarming ---- */

#define DISARM_ANY  0
#define DISARM_IDLE 1 /* not while its function runs: -1 */
#define DISARM_DEAD 2 /* for good */

static int disarm(struct timer_list *timer, unsigned int how)
{
	struct timer_base *base = this_cpu_ptr(&timer_base);
	int was_pending = -1;
	unsigned long flags;

	debug_object_assert_init(timer, &timer_debug_descr);
	spin_lock_irqsave(&base->lock, flags);
	if (how & DISARM_DEAD) {
		timer->function = NULL;
		timer->flags |= TIMER_SHUTDOWN;
	}
	if (!(how & DISARM_IDLE) || base->running != timer) {
		was_pending = timer_pending(timer);
		if (was_pending) {
			detach(base, timer);
			debug_object_deactivate(timer, &timer_debug_descr);
		}
	}
	spin_unlock_irqrestore(&base->lock, flags);
	return was_pending;
}

int del_timer(struct timer_list *timer)
{
	return disarm(timer, DISARM_ANY);
}

int try_to_del_timer_sync(struct timer_list *timer)
{
	return disarm(timer, DISARM_IDLE);
}

int timer_shutdown(struct timer_list *timer)
{
	return disarm(timer, DISARM_DEAD);
}

/* To lockdep its function is a lock; a wait that can never end is reported by disarm_sync(). */
static void note_that_it_waits(struct timer_list *timer)
{
#ifdef CONFIG_LOCKDEP
	bool itself = in_interrupt() && this_cpu_ptr(&timer_base)->running == timer;
	unsigned long flags;

	local_irq_save(flags);
	if (timer->lockdep_map.key && !in_hardirq() && !itself)
		lock_might_acquire(&timer->lockdep_map, _THIS_IP_);
	local_irq_restore(flags);
#endif
}

/* On this CPU a function that runs is below us on the stack: waiting for it would never end. */
static int disarm_sync(struct timer_list *timer, unsigned int how)
{
	int was_pending;

	WARN(in_hardirq() && !(timer->flags & TIMER_IRQSAFE),
	     "timer: del_timer_sync() in hard interrupt context\n");
	note_that_it_waits(timer);
	while ((was_pending = disarm(timer, how | DISARM_IDLE)) < 0) {
		if (in_interrupt()) {
			WARN(!in_hardirq(),
			     "timer: del_timer_sync() waits for the timer that calls it\n");
			return disarm(timer, how);
		}
		cpu_relax();
	}
	return was_pending;
}

int del_timer_sync(struct timer_list *timer)
{
	return disarm_sync(timer, DISARM_ANY);
}

int timer_shutdown_sync(struct timer_list *timer)
{
	return disarm_sync(timer, DISARM_DEAD);
}

#ifdef CONFIG_DEBUG_OBJECTS
void debug_cut_timer_out(struct timer_list *timer)
{
	struct timer_base *base = this_cpu_ptr(&timer_base);
	unsigned long flags;
	bool found = false;

	spin_lock_irqsave(&base->lock, flags);
	for (unsigned int i = 0; i < BUCKETS && !found; i++)
		found = list_cut_out(&base->buckets[i], &timer->entry);
	base->pending -= found;
	spin_unlock_irqrestore(&base->lock, flags);
}
#endif

/* ---- boot and tests ---- */

/* Does it wait where its time says? In wheel 0 also what was armed for a time that had passed. */
static bool is_in_its_place(struct timer_base *base, struct timer_list *timer, unsigned int wheel,
			    struct list_head *head)
{
	if (time_before(timer->expires, base->clk))
		return !wheel;
	return head == bucket(base, wheel, timer->expires);
}

/* Adds the timers of one bucket to @count; a list that does not end is noticed by their number. */
static int check_bucket(struct timer_base *base, unsigned int wheel, struct list_head *head,
			unsigned int *count)
{
	struct timer_list *timer;

	list_for_each_entry(timer, head, entry) {
		if (timer->entry.next->prev != &timer->entry || ++*count > base->pending)
			return -EINVAL;
		if (!is_in_its_place(base, timer, wheel, head))
			return -EINVAL;
	}
	return 0;
}

static unsigned int wheel_of_bucket(unsigned int i)
{
	return i < WHEEL0_SIZE ? 0 : 1 + (i - WHEEL0_SIZE) / WHEEL_SIZE;
}

int timer_wheel_check(void)
{
	struct timer_base *base = this_cpu_ptr(&timer_base);
	unsigned int count = 0;
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&base->lock, flags);
	for (unsigned int i = 0; i < BUCKETS && !err; i++)
		err = check_bucket(base, wheel_of_bucket(i), &base->buckets[i], &count);
	if (!err && count != base->pending)
		err = -EINVAL;
	spin_unlock_irqrestore(&base->lock, flags);
	return err;
}

unsigned int timers_pending(void)
{
	return READ_ONCE(this_cpu_ptr(&timer_base)->pending);
}

void __init init_timers(void)
{
	struct timer_base *base = this_cpu_ptr(&timer_base);

	for (unsigned int i = 0; i < BUCKETS; i++)
		INIT_LIST_HEAD(&base->buckets[i]);
	base->clk = jiffies;
	open_softirq(TIMER_SOFTIRQ, run_timers);
}
