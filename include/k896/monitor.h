/* SPDX-License-Identifier: MIT */
/*
 * The monitor: a prompt on serial line and screen. A command is a struct in a linker section, so any file to
 * the left of kernel/monitor only offers a show function, and the command that calls it is in
 * kernel/monitor/commands.c.
 */
#ifndef _K896_MONITOR_H
#define _K896_MONITOR_H

#include <linux/compiler.h>
#include <linux/seq_file.h>

#define MONITOR_MAX_ARGS  12
#define MONITOR_LINE_SIZE 256

/**
 * struct monitor_command - one word of the monitor
 * @name: the word
 * @args: its arguments, as the usage line shows them: "ADDR", "[GLOB]" or ""
 * @help: one line
 * @subject: heading under which help lists it
 * @run: writes to @m; argv[0] is the name. Task context. Return: 0, or -EINVAL where the arguments
 *	make no sense: then the monitor prints the usage. Anything else has been explained by @run.
 * @complete: what Tab offers: the @n-th word that could stand at argv[argc - 1], whatever is typed of it so far,
 *	or NULL if there are fewer. argv[0] is the name. No function: there is nothing to offer.
 */
struct monitor_command {
	const char *name, *args, *help, *subject;
	int (*run)(struct seq_file *m, int argc, char **argv);
	const char *(*complete)(int argc, char **argv, unsigned int n);
};

#define MONITOR_COMMAND(ident, ...)                                                                \
	static const struct monitor_command __monitor_##ident __used __section(                    \
		".monitor_cmds." #ident) = { __VA_ARGS__ }

/* Splits a line and runs it; says so when there is no such command. Task. */
int monitor_execute(struct seq_file *m, const char *line);

/* The same for words: for a command that runs another one. @argc is at least 1. Task. */
int monitor_run(struct seq_file *m, int argc, char **argv);

/* As @complete above for any line; argc 1: the commands. */
const char *monitor_complete(int argc, char **argv, unsigned int n);

/**
 * monitor_interrupted() - has Ctrl-C been typed since the command began?
 *
 * What the command writes is dropped from then on, and its sleeps that a signal can end do end. Whatever takes
 * long asks this between two steps and returns, having given back what it holds. Any context.
 */
bool monitor_interrupted(void);

/* Does what the command line asked for (tests, benchmarks, lessons), then reads commands for ever. */
void monitor_main(void) __noreturn;

#endif
