/* SPDX-License-Identifier: MIT */
/* The PC's two interrupt controllers (drivers/irqchip/i8259.c). */
#ifndef _ASM_I8259_H
#define _ASM_I8259_H

/* Sends lines 0-15 to vectors 32-47, all masked, and registers them. Boot. */
void init_8259A(void);

#endif
