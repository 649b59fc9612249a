/* SPDX-License-Identifier: MIT */
/* The PS/2 keyboard: its controller (drivers/input/i8042.c) and its keys (drivers/input/atkbd.c). */
#ifndef _LINUX_I8042_H
#define _LINUX_I8042_H

#include <linux/types.h>

/*
 * One scan code of set 1, as the controller delivers it: what the key means goes to the console's queue.
 * Interrupts off.
 */
void atkbd_receive(u8 code);

#endif
