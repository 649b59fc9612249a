/* SPDX-License-Identifier: MIT */
/* The drivers that start_kernel() calls by name, because everything later wants to print or to end. */
#ifndef _K896_CONSOLES_H
#define _K896_CONSOLES_H

void serial_console_init(void); /* drivers/serial/8250.c */
void vgacon_init(void);		/* drivers/video/vgacon.c */
void qemu_exit_init(void);	/* drivers/qemu/exit.c */

#endif
