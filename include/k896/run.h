/* SPDX-License-Identifier: MIT */
/*
 * User programs started by the kernel: from the command line (init=, run=), by the monitor's run, by lessons and
 * tests. kernel/process/run.c. Linux's counterparts are kernel_init() and call_usermodehelper().
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
 * Descriptors 0 to 2 are the console; session and group of its own. What it leaves behind goes to init, or ends
 * unseen. A signal that wakes the caller (Ctrl-C in the monitor) interrupts it. Kernel threads only; may sleep.
 * Return: its wait status (exit code << 8, or a signal), or -errno when it could not be started: -ENOENT, -ENOEXEC,
 * -ENOMEM ...
 */
int run_user_program(const char *const *argv);

/* The same for a line of words, "PROG ARGS"; what went wrong is told to @m. 0: it ended with 0; else -EIO or -errno. */
int run_command_line(struct seq_file *m, const char *line);

/*
 * The same without waiting: its pid is told to @m, what becomes of it to the log, and Ctrl-C is not for it. May sleep. 0,
 * -ENOMEM, -EAGAIN, -EINVAL: no words, -E2BIG: too many.
 */
int run_in_background(struct seq_file *m, const char *line);

/* SIGINT to the program that runs in the foreground; nothing without one. Any context. */
void interrupt_program(void);

/*
 * The same, by init as process 1, to which @line is given as arguments; without an init, as run_command_line(). An empty
 * line is init alone.
 */
int run_init(struct seq_file *m, const char *line);

/* Another init than /init. 0, or -EINVAL. Boot. */
int set_init_path(const char *path);

#endif
