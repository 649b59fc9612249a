/* SPDX-License-Identifier: MIT */
/*
 * The interrupt lines, seen from below: what an interrupt controller's driver tells the kernel, and how
 * an interrupt gets in. Device drivers want <linux/interrupt.h>.
 */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <asm/irq_regs.h>
#include <asm/traps.h>
#include <linux/irqreturn.h>
#include <linux/types.h>

struct irq_chip;

/* One line, as its controller is told of it. */
struct irq_data {
	unsigned int irq;
	const struct irq_chip *chip;
};

/**
 * struct irq_chip - an interrupt controller
 * @name: as in /proc/interrupts
 * @irq_mask: keep the line from interrupting; an edge that comes meanwhile is remembered
 * @irq_unmask: let it again
 * @irq_mask_ack: mask, and tell the controller that the CPU has taken the interrupt
 * @irq_spurious: the interrupt that just came is none: no device asked. What the controller must be
 *	told has been told. May be NULL: there is no such thing. (Not in Linux.)
 *
 * All are called with the line's lock held and interrupts off. The driver owns the struct for ever.
 */
struct irq_chip {
	const char *name;
	void (*irq_mask)(struct irq_data *data);
	void (*irq_unmask)(struct irq_data *data);
	void (*irq_mask_ack)(struct irq_data *data);
	bool (*irq_spurious)(struct irq_data *data);
};

/**
 * irq_set_chip() - say which controller a line belongs to
 * @irq: the line
 * @chip: its controller, which has it masked
 *
 * Interrupts of the line lead to do_IRQ() from here on. Boot.
 * Return: 0, or -EINVAL for a line that does not exist.
 */
int irq_set_chip(unsigned int irq, const struct irq_chip *chip);

/* The way in for every interrupt of a line: set_trap_handler()'s handler for vectors 32-47. */
void do_IRQ(struct pt_regs *regs);

/* Interrupts that nobody asked for, all lines together: the ERR row of /proc/interrupts. */
extern unsigned int irq_err_count;

/* How many interrupts a line has had; 0 for one that does not exist. Any context. */
unsigned int kstat_irqs(unsigned int irq);

/* For the tick: a handler of another line that ran since the last call; NULL: there was no such interrupt. (Not in Linux.) */
void *handler_that_ran(void);

/* /proc/interrupts. Any context. */
#endif
