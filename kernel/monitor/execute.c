/* SPDX-License-Identifier: MIT */
/*
 * From a line to a command: pipes, words, the table of commands.
 *
 * A '|' with a blank beside it, outside quotes, begins a filter; without one it is part of a word, as in
 * GFP_KERNEL|__GFP_ZERO.
 *
 * Tests: tests/boot/test_monitor.py
 */
#include <k896/params.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "internal.h"

const struct monitor_command *find_command(const char *name)
{
	for (const struct monitor_command *c = __monitor_cmds_start; c < __monitor_cmds_end; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

int split_words(const char *line, char *words, char **argv, int max)
{
	size_t size = strlen(line) + 1;
	int argc = 0;

	while ((line = next_word(line, words, size))) {
		if (argc == max)
			return -E2BIG;
		argv[argc++] = words;
		size -= strlen(words) + 1;
		words += strlen(words) + 1;
	}
	return argc;
}

static bool is_blank(char c)
{
	return c == ' ' || c == 0;
}

char *find_pipe(const char *line)
{
	bool quoted = false;

	for (const char *s = line; *s; s++) {
		if (*s == '"')
			quoted = !quoted;
		if (*s == '|' && !quoted && (s == line || is_blank(s[-1]) || is_blank(s[1])))
			return (char *)s;
	}
	return NULL;
}

int monitor_run(struct seq_file *m, int argc, char **argv)
{
	const struct monitor_command *c = find_command(argv[0]);
	int err;

	if (!c) {
		seq_printf(m, "%s: no such command. \"help\" lists them.\n", argv[0]);
		return -ENOENT;
	}
	err = c->run(m, argc, argv);
	if (err == -EINVAL)
		seq_printf(m, "usage: %s%s%s\n", c->name, *c->args ? " " : "", c->args);
	return err;
}

int monitor_execute(struct seq_file *m, const char *line)
{
	char words[MONITOR_LINE_SIZE], *argv[MONITOR_MAX_ARGS];
	int argc;

	if (strlen(line) >= sizeof(words)) {
		seq_printf(m, "A line has at most %zu characters.\n", sizeof(words) - 1);
		return -E2BIG;
	}
	argc = split_words(line, words, argv, MONITOR_MAX_ARGS);
	if (argc < 0) {
		seq_printf(m, "More than %d words on one line.\n", MONITOR_MAX_ARGS);
		return argc;
	}
	return argc ? monitor_run(m, argc, argv) : 0;
}

/* Takes the filters off @line and puts them behind the sink. */
static int add_filters(char *line)
{
	char *pipe = find_pipe(line);

	while (pipe) {
		char *text = pipe + 1;

		*pipe = 0;
		pipe = find_pipe(text);
		if (pipe)
			*pipe = 0;
		if (output_add_filter(text))
			return -EINVAL;
	}
	return 0;
}

void monitor_run_line(char *line)
{
	struct seq_file *m = output_begin();

	interrupt_begin();
	if (!add_filters(line))
		monitor_execute(m, line);
	output_end();
	interrupt_end();
}
