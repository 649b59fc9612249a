/* SPDX-License-Identifier: MIT */
/*
 * Where a command's text goes: to the consoles, past the filters behind it.
 *
 *	command -> sink -> whole lines -> grep ... -> held[] -> consoles
 *
 * "more" stops after each screenful and waits for a key. A command may write while it holds a lock, where
 * nobody can wait: what comes then is held back until it writes, or ends, in a place where one can. If there
 * is more than can be held it goes by without a stop. What the kernel itself reports (printk) takes
 * another way and is not filtered.
 *
 * After Ctrl-C nothing is shown any more.
 *
 * Tests: tests/boot/test_monitor.py
 */
#include <linux/console.h>
#include <linux/console_input.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include "internal.h"

#define MAX_GREPS 4
#define HELD_SIZE 16384

static char buffer[1024];
static struct seq_file sink;

static struct {
	char greps[MAX_GREPS][MONITOR_LINE_SIZE];
	unsigned int nr_greps;
	bool more;

	char line[512]; /* as far as it has come; a longer one is taken in pieces */
	size_t len;

	char held[HELD_SIZE]; /* lines that "more" has not shown yet */
	size_t nr_held;
	unsigned int rows; /* that may be shown before the next stop */
} filter;

/* ---- more ---- */

static unsigned int rows_of(size_t len)
{
	return max(DIV_ROUND_UP(len, SCREEN_COLUMNS), (size_t)1);
}

/* Up to its newline, and with it; @size where there is none. */
static size_t line_length(const char *line, size_t size)
{
	const char *end = memchr(line, '\n', size);

	return end ? end + 1 - line : size;
}

/* Sets how many rows may be shown, from what is typed: blank, enter, q. */
static void ask(void)
{
	static const char question[] = "--More--", answered[] = "\r        \r";
	int key;

	console_write(question, sizeof(question) - 1);
	while (!filter.rows && !monitor_interrupted()) {
		key = console_getc_interruptible();
		if (key == ' ')
			filter.rows = SCREEN_ROWS - 1;
		else if (key == '\r' || key == '\n')
			filter.rows = 1;
		else if (key == 'q')
			interrupt_command();
	}
	console_write(answered, sizeof(answered) - 1);
}

/* Shows of the lines held what there is room for, asking for more where that is possible. */
static void show_held(void)
{
	size_t done = 0;

	while (done < filter.nr_held) {
		const char *line = filter.held + done;
		size_t len = line_length(line, filter.nr_held - done);

		if (!filter.rows && !preemptible())
			break;
		if (!filter.rows)
			ask();
		if (monitor_interrupted())
			break;
		console_write(line, len);
		filter.rows -= min(filter.rows, rows_of(len - 1));
		done += len;
	}
	filter.nr_held -= done;
	memmove(filter.held, filter.held + done, filter.nr_held);
}

static void hold(const char *line, size_t len)
{
	if (filter.nr_held + len > HELD_SIZE) {
		console_write(filter.held, filter.nr_held);
		filter.nr_held = 0;
	}
	memcpy(filter.held + filter.nr_held, line, len);
	filter.nr_held += len;
	show_held();
}

/* ---- grep ---- */

static bool passes(void)
{
	for (unsigned int i = 0; i < filter.nr_greps; i++)
		if (!strnstr(filter.line, filter.greps[i], filter.len))
			return false;
	return true;
}

static void end_line(void)
{
	if (!monitor_interrupted() && filter.len && passes()) {
		if (filter.more)
			hold(filter.line, filter.len);
		else
			console_write(filter.line, filter.len);
	}
	filter.len = 0;
}

/* ---- the sink ---- */

static void take(char c)
{
	filter.line[filter.len++] = c;
	if (c == '\n' || filter.len == sizeof(filter.line))
		end_line();
}

static void flush(struct seq_file *m)
{
	if (monitor_interrupted())
		return;
	if (!filter.nr_greps && !filter.more) {
		console_write(m->buf, m->count);
		return;
	}
	for (size_t i = 0; i < m->count; i++)
		take(m->buf[i]);
}

struct seq_file *output_begin(void)
{
	filter.nr_greps = 0;
	filter.more = false;
	filter.len = filter.nr_held = 0;
	filter.rows = SCREEN_ROWS - 1;
	seq_init(&sink, buffer, sizeof(buffer), flush);
	return &sink;
}

void output_end(void)
{
	seq_flush(&sink);
	if (monitor_interrupted())
		return;
	end_line();
	show_held();
}

int output_add_filter(const char *text)
{
	char words[MONITOR_LINE_SIZE], *argv[3];
	int argc = split_words(text, words, argv, ARRAY_SIZE(argv));

	if (argc == 1 && !strcmp(argv[0], "more")) {
		filter.more = true;
		return 0;
	}
	if (argc == 2 && !strcmp(argv[0], "grep") && filter.nr_greps < MAX_GREPS) {
		strscpy(filter.greps[filter.nr_greps++], argv[1], MONITOR_LINE_SIZE);
		return 0;
	}
	seq_printf(&sink,
		   "\"%s\" cannot stand behind |, only \"grep WORD\" (at most %d of them) and \"more\".\n",
		   text + strspn(text, " "), MAX_GREPS);
	return -EINVAL;
}
