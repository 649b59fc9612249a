/* SPDX-License-Identifier: MIT */
/*
 * The monitor: reads a line, splits it into words, runs the command that the first one names. What the
 * kernel command line asks for (test=, bench=, lesson=) becomes lines of the same kind, so there is
 * one way in.
 *
 * Tests: tests/boot/test_monitor.py, over the serial line.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/monitor.h>
#include <linux/panic.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/console_input.h>
#include <linux/string.h>

#define LINE_SIZE 256
#define PROMPT	  "k896> "

extern const struct monitor_command __monitor_cmds_start[], __monitor_cmds_end[];

/* ---- commands ---- */

static const struct monitor_command *find_command(const char *name)
{
	for (const struct monitor_command *c = __monitor_cmds_start; c < __monitor_cmds_end; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

/* Words of @line into @argv; returns how many, or -E2BIG. @words keeps them. */
static int split(const char *line, char *words, size_t size, char **argv)
{
	const char *rest = line;
	size_t used = 0;
	int argc = 0;

	while ((rest = next_word(rest, words + used, size - used))) {
		if (argc == MONITOR_MAX_ARGS)
			return -E2BIG;
		argv[argc++] = words + used;
		used += strlen(words + used) + 1;
	}
	return argc;
}

int monitor_execute(struct seq_file *m, char *line)
{
	char *argv[MONITOR_MAX_ARGS], words[LINE_SIZE + MONITOR_MAX_ARGS];
	int argc = split(line, words, sizeof(words), argv), err;
	const struct monitor_command *c;

	if (!argc)
		return 0;
	if (argc < 0) {
		seq_printf(m, "More than %d words on one line.\n", MONITOR_MAX_ARGS);
		return argc;
	}
	c = find_command(argv[0]);
	if (!c) {
		seq_printf(m, "%s: no such command. \"help\" lists them.\n", argv[0]);
		return -ENOENT;
	}
	err = c->run(m, argc, argv);
	if (err == -EINVAL)
		seq_printf(m, "usage: %s %s\n", c->name, c->args);
	return err;
}

/* Each subject once, in the order in which it first comes, with its commands below. */
static bool subject_seen_before(const struct monitor_command *c)
{
	for (const struct monitor_command *b = __monitor_cmds_start; b < c; b++)
		if (!strcmp(b->subject, c->subject))
			return true;
	return false;
}

static int help(struct seq_file *m, int argc, char **argv)
{
	for (const struct monitor_command *s = __monitor_cmds_start; s < __monitor_cmds_end; s++) {
		if (subject_seen_before(s))
			continue;
		seq_printf(m, "%s\n", s->subject);
		for (const struct monitor_command *c = s; c < __monitor_cmds_end; c++)
			if (!strcmp(c->subject, s->subject))
				seq_printf(m, "  %-10s %-10s %s\n", c->name, c->args, c->help);
	}
	return 0;
}
MONITOR_COMMAND(help, "help", "", "this list", "Monitor", help);

/* ---- what the command line asks for ---- */

static struct {
	const char *word; /* of the command line, and the command it means */
	char value[64];
} requests[] = { { "test", "" }, { "bench", "" }, { "lesson", "" } };

static bool exit_when_done;

static int __init request(unsigned int i, const char *value)
{
	return strscpy(requests[i].value, value, sizeof(requests[i].value)) > 0;
}

static int __init test_setup(char *value)
{
	return request(0, value);
}
__setup("test=", test_setup);

static int __init bench_setup(char *value)
{
	return request(1, value);
}
__setup("bench=", bench_setup);

static int __init lesson_setup(char *value)
{
	return request(2, value);
}
__setup("lesson=", lesson_setup);

static int __init exit_setup(char *value)
{
	exit_when_done = true;
	return 1;
}
__setup("exit", exit_setup);

/* Number of requests that did not go well. */
static int run_requests(struct seq_file *m)
{
	char line[LINE_SIZE];
	int faults = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(requests); i++) {
		if (!requests[i].value[0])
			continue;
		scnprintf(line, sizeof(line), "%s \"%s\"", requests[i].word, requests[i].value);
		faults += monitor_execute(m, line) != 0;
		seq_flush(m);
	}
	return faults;
}

/* ---- the line ---- */

static void echo(const char *s)
{
	console_write(s, strlen(s));
}

/* Reads up to a carriage return. Bytes that are no text are passed over; a line that is full takes no more. */
static void read_line(char *line)
{
	size_t n = 0;

	for (;;) {
		int c = console_getc();

		if (c == '\r' || c == '\n') {
			line[n] = 0;
			echo("\n");
			return;
		}
		if ((c == '\b' || c == 0x7f) && n) {
			n--;
			echo("\b \b");
		} else if (c >= ' ' && c < 0x7f && n < LINE_SIZE - 1) {
			line[n++] = c;
			console_write(&line[n - 1], 1);
		}
	}
}

void monitor_main(void)
{
	struct seq_file *m = console_seq();
	char line[LINE_SIZE];
	int faults = run_requests(m);

	if (exit_when_done)
		machine_exit(faults ? EXIT_TESTS_FAILED : EXIT_OK);
	pr_info("k896: monitor ready\n");
	for (;;) {
		echo(PROMPT);
		read_line(line);
		monitor_execute(m, line);
		seq_flush(m);
	}
}
