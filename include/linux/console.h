/* SPDX-License-Identifier: MIT */
/* Consoles: where the log appears, and where monitor and tests write and read. */
#ifndef _LINUX_CONSOLE_H
#define _LINUX_CONSOLE_H

#include <linux/types.h>

/**
 * struct console - a device that shows text
 * @name: as in the command line's console=
 * @write: puts out @n bytes, all of them, waiting for the device by polling. Called with interrupts
 *	off, from any context; must not print, sleep or allocate. '\n' means a new line.
 * @next, @line_open, @busy: printk's
 *
 * The driver owns the struct, for as long as it is registered.
 */
struct console {
	char name[16];
	void (*write)(struct console *con, const char *s, size_t n);
	struct console *next;
	bool line_open;
	u8 busy; /* calls of write() that have not come back */
};

/* Adds a console and shows it what has been logged so far. Boot, task. */
void register_console(struct console *con);

/* Takes it out: 0, or -ENODEV if it was not in. Task. */
int unregister_console(struct console *con);

/* Raw text to all consoles, past the log and without a stamp. Any context. */
void console_write(const char *s, size_t n);

#endif
