/* SPDX-License-Identifier: MIT */
/* The tick: what happens HZ times a second. */
#ifndef _LINUX_TICK_H
#define _LINUX_TICK_H

struct clock_event_device;
struct pt_regs;

/* The event_handler of the tick device. Hard interrupt context. */
void tick_handle_periodic(struct clock_event_device *dev);

/**
 * register_tick_hook() - be called at each tick, in real hard interrupt context (not in Linux)
 * @fn: gets the interrupted registers
 *
 * There is one hook; tests and lessons use it to see what a handler sees. NULL takes it away. Any context.
 * Return: 0, or -EBUSY while somebody else has it.
 */
int register_tick_hook(void (*fn)(struct pt_regs *regs));

#endif
