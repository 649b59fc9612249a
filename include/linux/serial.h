/* SPDX-License-Identifier: MIT */
/* The first serial port as a line of bytes (drivers/serial/8250.c). Its input: k896/console_input.h. */
#ifndef _LINUX_SERIAL_H
#define _LINUX_SERIAL_H

#include <linux/types.h>

/* How many times since boot the port has lost bytes, because it was not looked at in time. Any context. */
unsigned int serial_overruns(void);

/* Sends one byte as it is. Any context. */
void serial_putc(u8 byte);

/* Ties the output to the input, inside the port: nothing goes out or comes in. For tests. */
void serial_loopback(bool on);

#endif
