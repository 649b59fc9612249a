/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SERIAL_H
#define _LINUX_SERIAL_H

/* The next byte from the serial line. Waits for it. Task. */
int serial_getc(void);

#endif
