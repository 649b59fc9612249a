/* SPDX-License-Identifier: MIT */
/*
 * What is typed, from whichever device it comes: serial line and keyboard put their bytes into one queue
 * (drivers/tty/console_input.c), the monitor and user programs take them out.
 *
 * Ctrl-C is no ordinary byte while a function is set for it by whatever has the console: it throws away what was
 * typed before it and has not been read, and that function is called at once. So it reaches a command that
 * reads nothing.
 */
#ifndef _K896_CONSOLE_INPUT_H
#define _K896_CONSOLE_INPUT_H

#include <linux/types.h>

#define CTRL(letter) ((letter)&0x1f)

/**
 * console_receive() - a device has got a byte
 * @byte: any value
 *
 * While the queue is full it is dropped and counted. Any context.
 */
void console_receive(u8 byte);

/* The next byte. Waits for it; may sleep, and nothing but a byte ends that. */
int console_getc(void);

/* The same; a signal ends it, too, with -ERESTARTSYS. */
int console_getc_interruptible(void);

/*
 * Until there is something to read, or *@changes is not @seen any more, which a console_set_interrupt() after the
 * change tells. Takes nothing. May sleep. Return: 0, or -ERESTARTSYS for a signal.
 */
int console_wait_change(const unsigned int *changes, unsigned int seen);

/* The next byte, or -1 if there is none now. Any context. */
int console_trygetc(void);

/* Is there something to read? Any context. */
bool console_has_input(void);

/* The same, having waited for it for up to @ticks. May sleep. */
bool console_wait_input(unsigned int ticks);

/* How many bytes were dropped since boot because nobody took them in time. Any context. */
unsigned int console_overruns(void);

/**
 * console_set_interrupt() - set the function that is called at Ctrl-C
 * @interrupt: called with interrupts off, from any context; must not sleep. NULL: Ctrl-C is read like any
 *	other byte.
 *
 * A Ctrl-C that came before and has not been read counts as coming now. Any context.
 *
 * Return: the function that was set before, to be put back by whoever took the console for a while.
 */
typedef void (*console_interrupt_t)(void);
console_interrupt_t console_set_interrupt(console_interrupt_t interrupt);

#endif
