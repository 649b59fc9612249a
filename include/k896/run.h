/* SPDX-License-Identifier: MIT */
/*
 * User programs started by the kernel: from the command line (init=, run=), by the monitor's run, by lessons
 * and tests. kernel/process/run.c. Linux's counterparts are kernel_init() and call_usermodehelper().
 */
#ifndef _K896_RUN_H
#define _K896_RUN_H

#include <linux/compiler.h>
#include <linux/types.h>

struct seq_file;

#define RUN_MAX_ARGS 32

/**
 * run_user_program() - start a program and wait for its end
 * @argv: up to a null pointer; argv[0] is a path, or a name that is looked for in / and /bin
 *
 * Its descriptors 0 to 2 are the console; it has a session and a group of its own. Children that it leaves
 * behind become init's, or without an init end unseen. A signal that wakes the caller (Ctrl-C in the monitor)
 * interrupts the program. Kernel threads only; may sleep.
 * Return: its wait status (exit code << 8, or a signal), or -errno when it could not be started: -ENOENT,
 * -ENOEXEC, -ENOMEM ...
 */
int run_user_program(const char *const *argv);

/*
 * The same for a line of words, "PROG ARGS"; what went wrong is printed to @m. 0: its exit code was 0; -EIO:
 * it was not; or -errno as above.
 */
int run_command_line(struct seq_file *m, const char *line);

/*
 * The same without waiting: its pid is printed to @m, how it ends to the log, and Ctrl-C does not interrupt
 * it. May sleep. 0, -ENOMEM, -EAGAIN, -EINVAL: no words, -E2BIG: too many.
 */
int run_in_background(struct seq_file *m, const char *line);

/* Sends SIGINT to the program in the foreground, if there is one. Any context. */
void interrupt_program(void);

/*
 * As run_command_line(), but started by init, process 1, which gets the words of @line as arguments; an empty
 * line starts init alone. Without an init it is run_command_line().
 */
int run_init(struct seq_file *m, const char *line);

/* Another init than /init. 0, or -EINVAL. Boot. */
int set_init_path(const char *path);

#endif
