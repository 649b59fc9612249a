/* SPDX-License-Identifier: MIT */
/* The console as the terminal of user programs, /dev/console and /dev/tty (drivers/tty/tty.c). */
#ifndef _LINUX_TTY_H
#define _LINUX_TTY_H

#include <k896/console_input.h>

/**
 * tty_begin() - a user program gets the console
 * @interrupt: what Ctrl-C does to it; as for console_set_interrupt()
 *
 * The terminal is as new: whole lines, with echo. Until tty_end() programs may read; before and after, what is
 * typed is somebody else's, and their read() fails with -EIO. One at a time. Task.
 */
void tty_begin(console_interrupt_t interrupt);

/* The program has ended: the console goes back to who had it, a line that was half typed is lost. Task. */
void tty_end(void);

#endif
