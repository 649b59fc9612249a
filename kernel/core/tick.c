/* SPDX-License-Identifier: MIT */
/*
 * The tick: the best clock event device interrupts HZ times a second, and this is what is done then.
 *
 * jiffies counts the ticks of the device. Some of its interrupts are lost: while interrupts are off for
 * longer than a tick (a long report on a slow serial line) the controller remembers only one.
 * ktime_get() tells how many were lost, and the next interrupt makes up for them.
 *
 *	ktime	  |---------|---------|---------|---------|
 *	ticks	  1	    2	      .		. 4	  5	interrupts off from 2 to 4
 *	jiffies	  1	    2			  4	  5
 *
 * The two clocks differ by some parts in a million, which is half a tick after some minutes. So each
 * tick that comes corrects the time at which the next one is due. An interrupt may be late, but never
 * early. So one that comes before the expected time shows the true phase, and the time is set by it at once;
 * one that comes after may only have been held up, and moves the time by no more than MAX_DRIFT.
 *
 * Tests: tests/kernel/core/time_test.c
 */
#include <asm/irq_regs.h>
#include <linux/clockchips.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/nmi.h>
#include <linux/sched.h>
#include <linux/tick.h>
#include <linux/timer.h>

static struct clock_event_device *tick_device;
static ktime_t next_tick; /* when the next jiffy begins; the tick's interrupt only */
static void (*tick_hook)(struct pt_regs *regs);

/* ---- the device ---- */

void clockevents_register_device(struct clock_event_device *dev)
{
	int err;

	if (tick_device && tick_device->rating >= dev->rating)
		return;
	if (tick_device)
		tick_device->set_state_shutdown(tick_device);
	tick_device = dev;
	dev->event_handler = tick_handle_periodic;
	next_tick = ktime_get() + TICK_NSEC;
	err = dev->set_state_periodic(dev);
	if (err)
		pr_err("clockevents: %s does not start: %d\n", dev->name, err);
	else
		pr_info("clockevents: %s is the tick, %d Hz, irq %d\n", dev->name, HZ, dev->irq);
}

/* ---- the tick ---- */

/* How far one late tick moves the next: clocks that differ by less than a part in 1000 stay together. */
#define MAX_DRIFT (TICK_NSEC / 1000)

/* How many jiffies begin now, this long after the first of them was due. */
static unsigned int jiffies_due(s64 late)
{
	unsigned int count = 1;

	if (late < -TICK_NSEC / 2)
		return 0;
	while (late >= (s64)count * TICK_NSEC)
		count++;
	return count;
}

/* Returns how many. */
static unsigned int count_jiffies(void)
{
	s64 late = ktime_get() - next_tick;
	unsigned int count = jiffies_due(late);

	jiffies_64 += count;
	next_tick += (s64)count * TICK_NSEC;
	if (count == 1)
		next_tick += min_t(s64, late, MAX_DRIFT);
	return count;
}

void tick_handle_periodic(struct clock_event_device *dev)
{
	void (*hook)(struct pt_regs * regs) = READ_ONCE(tick_hook);

	watchdog_tick(count_jiffies(), get_irq_regs());
	run_local_timers();
	scheduler_tick();
	if (hook)
		hook(get_irq_regs());
}

int register_tick_hook(void (*fn)(struct pt_regs *regs))
{
	if (fn && tick_hook)
		return -EBUSY;
	WRITE_ONCE(tick_hook, fn);
	return 0;
}
