/* SPDX-License-Identifier: MIT */
/*
 * Where a command's text goes: to the consoles, past the filters behind it.
 *
 *	command -> sink -> whole lines -> grep ... -> more -> consoles
 *
 * "more" stops after each screenful and waits for a key; what is written where nobody can wait, with a spinlock
 * held for instance, goes by without a stop. What the kernel itself reports (printk) takes another way and is
 * not filtered.
 *
 * After Ctrl-C nothing is shown any more.
 *
 * Tests: tests/boot/test_monitor.py
 */
#include <k896/console_input.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include "internal.h"

#define MAX_GREPS 4

static char buffer[1024];
static struct seq_file sink;

static struct {
	char greps[MAX_GREPS][MONITOR_LINE_SIZE];
	unsigned int nr_greps;
	bool more;

	char line[512]; /* as far as it has come; a longer one is taken in pieces */
	size_t len;

	unsigned int rows; /* that may be shown before the next stop */
} filter;

/* ---- more ---- */

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

/* Shows a line, after the question if the screen is full. Where nobody can wait it is shown without. */
static void show_paged(const char *line, size_t len)
{
	size_t rows = max(DIV_ROUND_UP(len - 1, SCREEN_COLUMNS), (size_t)1);

	if (!filter.rows && preemptible())
		ask();
	if (monitor_interrupted())
		return;
	console_write(line, len);
	filter.rows -= min(filter.rows, rows);
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
			show_paged(filter.line, filter.len);
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
	filter.len = 0;
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
