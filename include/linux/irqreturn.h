/* SPDX-License-Identifier: MIT */
/* What an interrupt handler answers. */
#ifndef _LINUX_IRQRETURN_H
#define _LINUX_IRQRETURN_H

typedef enum irqreturn {
	IRQ_NONE = 0,	 /* my device did not ask: try the next handler of the line */
	IRQ_HANDLED = 1, /* it did, and has been served */
} irqreturn_t;

#define IRQ_RETVAL(x) ((x) ? IRQ_HANDLED : IRQ_NONE)

#endif
