/* SPDX-License-Identifier: MIT */
/*
 * The tick: the best clock event device interrupts HZ times a second, and this is what is done then.
 *
 * jiffies follows ktime_get() and not the number of interrupts, because some are lost: while interrupts are
 * off for longer than a tick (a long report on a slow serial line) the controller remembers only one.
 * The next one makes up for it. The two clocks also differ by some parts in a million, so a tick may come
 * a little early or late by the other's measure; that is let pass up to half a tick.
 *
 *	ktime	  |---------|---------|---------|---------|
 *	ticks	  1	    2	      .		. 4	  5	interrupts off from 2 to 4
 *	jiffies	  1	    2			  4	  5
 *
 * Tests: tests/kernel/time_test.c
 */
#include <asm/irq_regs.h>
#include <linux/clockchips.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/tick.h>
#include <linux/timer.h>

static struct clock_event_device *tick_device;
static ktime_t next_tick; /* when the next jiffy begins */
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

/* How many jiffies begin now. */
static unsigned int jiffies_due(ktime_t now)
{
	unsigned int count = 1;

	if (now < next_tick - TICK_NSEC / 2)
		return 0;
	for (; now - next_tick >= (s64)count * TICK_NSEC; count++)
		;
	return count;
}

static void count_jiffies(void)
{
	unsigned int count = jiffies_due(ktime_get());

	jiffies_64 += count;
	next_tick += (s64)count * TICK_NSEC;
}

void tick_handle_periodic(struct clock_event_device *dev)
{
	void (*hook)(struct pt_regs * regs) = READ_ONCE(tick_hook);

	count_jiffies();
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
