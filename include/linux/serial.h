/* SPDX-License-Identifier: MIT */
/* The first serial port as a line of bytes (drivers/serial/8250.c). */
#ifndef _LINUX_SERIAL_H
#define _LINUX_SERIAL_H

#include <linux/types.h>

/* The next byte that came in. Waits for it; may sleep. */
int serial_getc(void);

/* The same, or -1 if there is none now. Any context. */
int serial_trygetc(void);

/* How many bytes have been lost since boot because nobody took them in time. Any context. */
unsigned int serial_overruns(void);

/* Sends one byte as it is. Any context. */
void serial_putc(u8 byte);

/* Ties the output to the input, inside the port: nothing goes out or comes in. For tests. */
void serial_loopback(bool on);

#endif
