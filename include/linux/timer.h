/* SPDX-License-Identifier: MIT */
/*
 * Kernel timers: a function called once, at a tick.
 *
 * It runs in softirq context: interrupts on (off with TIMER_IRQSAFE), nothing sleeps, current is the
 * interrupted task. A timer that is to come again arms itself again. Adding, moving and deleting cost the
 * same with one timer and with ten thousand (kernel/core/timer.c has the theory).
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/container_of.h>
#include <linux/debugobjects.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/types.h>

/**
 * struct timer_list - one timer
 * @entry: the bucket it waits in; next is NULL while it waits nowhere
 * @expires: in jiffies; it runs at the first tick at which jiffies is not before this
 * @function: called as function(timer); NULL: dead
 * @flags: TIMER_*
 *
 * The caller owns the struct; del_timer_sync() or timer_shutdown_sync() before it goes away. All but
 * @expires of a timer that is not pending belongs to the kernel.
 */
struct timer_list {
	struct list_head entry;
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 flags;
	struct lockdep_map
		lockdep_map; /* held while its function runs, and taken by those who wait for that */
};

/* Linux's flags. There is one CPU and it never stops its tick: the first two are accepted, without effect. */
#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED	 0x00100000
#define TIMER_IRQSAFE	 0x00200000 /* its function runs with interrupts off */
#define TIMER_SHUTDOWN	 0x80000000 /* set by timer_shutdown() */

#define DEFINE_TIMER(name, fn)                                                                     \
	struct timer_list name = { .function = fn,                                                 \
				   .lockdep_map = STATIC_LOCKDEP_MAP_INIT(NULL, fn) }

/* The struct that the timer lies in: from_timer(dev, timer, its_timer_field). */
#define from_timer(var, callback_timer, timer_fieldname)                                           \
	container_of(callback_timer, typeof(*var), timer_fieldname)

/* Makes a struct ready. Any context; the timer must not be pending. */
void timer_setup(struct timer_list *timer, void (*function)(struct timer_list *timer),
		 unsigned int flags);

/* One on the stack; destroy_timer_on_stack() before the function returns. */
#ifdef CONFIG_DEBUG_OBJECTS
void timer_setup_on_stack(struct timer_list *timer, void (*function)(struct timer_list *timer),
			  unsigned int flags);
#else
#define timer_setup_on_stack(timer, function, flags) timer_setup(timer, function, flags)
#endif
#define destroy_timer_on_stack(timer) debug_object_free(timer, &timer_debug_descr)

/* Is it waiting? Any context. */
static inline int timer_pending(const struct timer_list *timer)
{
	return READ_ONCE(timer->entry.next) != NULL;
}

/**
 * mod_timer() - arm a timer, or change when it comes
 * @timer: one that timer_setup() has made ready
 * @expires: in jiffies; a time that has passed means the next tick
 *
 * A timer without a function, or after timer_shutdown(), is not armed and that is reported.
 * Any context. Return: 1 if it was pending before, else 0.
 */
int mod_timer(struct timer_list *timer, unsigned long expires);

/* The same, but leaves a timer alone that is not pending. */
int mod_timer_pending(struct timer_list *timer, unsigned long expires);

/* The same, but a pending timer only comes earlier, never later. */
int timer_reduce(struct timer_list *timer, unsigned long expires);

/* Arms it for timer->expires. It must not be pending: that is reported, and nothing changes. */
void add_timer(struct timer_list *timer);

/* Disarms it; its function may still be running on another CPU. Any context. Return: 1 if it was pending. */
int del_timer(struct timer_list *timer);

/**
 * del_timer_sync() - disarm a timer and wait for its function
 * @timer: may be armed or not
 *
 * On return it is not pending and its function does not run. Not from hard interrupts, except for a
 * TIMER_IRQSAFE timer, and not from its own function, which could only wait for itself: both are
 * reported, and the call does not wait.
 * Return: 1 if it was pending.
 */
int del_timer_sync(struct timer_list *timer);

/* As del_timer_sync(), but gives up with -1 if the function is running. Any context. */
int try_to_del_timer_sync(struct timer_list *timer);

/*
 * As del_timer() and del_timer_sync(), and the timer is dead: arming it is reported and does nothing,
 * until timer_setup() makes it ready again.
 */
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

/* ---- for the kernel ---- */

/* Opens TIMER_SOFTIRQ. Boot. */
void init_timers(void);

/* The tick's part: raises the softirq when something is due. Hard interrupt context. */
void run_local_timers(void);

/* Out of the wheel with a timer of which only the address is known to be good, and nothing is written to. DEBUG=1. */
void debug_cut_timer_out(struct timer_list *timer);

/* How many timers are pending. Any context. */
unsigned int timers_pending(void);

#endif
