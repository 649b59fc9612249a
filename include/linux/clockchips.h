/* SPDX-License-Identifier: MIT */
/*
 * Clock event devices: what can interrupt the CPU at a time asked for. The best one registered becomes
 * the tick: it interrupts HZ times a second, and kernel/core/tick.c does what is due then.
 */
#ifndef _LINUX_CLOCKCHIPS_H
#define _LINUX_CLOCKCHIPS_H

#include <linux/types.h>

/**
 * struct clock_event_device - one device
 * @name: for the log
 * @rating: as for clocksources
 * @irq: its line, for the log
 * @event_handler: set by the kernel; the driver's interrupt handler calls it
 * @set_state_periodic: start to interrupt HZ times a second. Return: 0 or -errno
 * @set_state_shutdown: stop
 *
 * The driver owns the struct, which stays registered for ever.
 */
struct clock_event_device {
	const char *name;
	int rating;
	int irq;
	void (*event_handler)(struct clock_event_device *dev);
	int (*set_state_periodic)(struct clock_event_device *dev);
	int (*set_state_shutdown)(struct clock_event_device *dev);
};

/* Offers a device; it becomes the tick if it is better than the present one. Boot. */
void clockevents_register_device(struct clock_event_device *dev);

#endif
