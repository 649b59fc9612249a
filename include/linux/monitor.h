/* SPDX-License-Identifier: MIT */
/*
 * The monitor: a prompt on the serial line. A command is a struct in a linker section, so any file to
 * the left of kernel/monitor only offers a show function, and the command that calls it stands in
 * kernel/monitor/commands.c.
 */
#ifndef _LINUX_MONITOR_H
#define _LINUX_MONITOR_H

#include <linux/compiler.h>
#include <linux/seq_file.h>

#define MONITOR_MAX_ARGS 8

/**
 * struct monitor_command - one word of the monitor
 * @name: the word
 * @args: its arguments, as the usage line shows them: "ADDR", "[GLOB]" or ""
 * @help: one line
 * @subject: heading under which help lists it
 * @run: writes to @m; argv[0] is the name. Task context. Return: 0, or -EINVAL where the arguments
 *	make no sense: then the monitor prints the usage. Anything else has been explained by @run.
 */
struct monitor_command {
	const char *name, *args, *help, *subject;
	int (*run)(struct seq_file *m, int argc, char **argv);
};

#define MONITOR_COMMAND(ident, ...)                                                                \
	static const struct monitor_command __monitor_##ident __used __section(                    \
		".monitor_cmds") = { __VA_ARGS__ }

/* Splits a line and runs it; says so when there is no such command. Task. */
int monitor_execute(struct seq_file *m, char *line);

/* Does what the command line asked for (tests, benchmarks, lessons), then reads commands for ever. */
void monitor_main(void) __noreturn;

#endif
