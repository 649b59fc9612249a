/* SPDX-License-Identifier: MIT */
/* help: the commands by subject, those of one subject, or one of them. Tests: tests/boot/test_monitor.py */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "internal.h"

#define for_each_command(c)                                                                        \
	for (const struct monitor_command *c = __monitor_cmds_start; c < __monitor_cmds_end; c++)

/* Commands of one subject come from several files and are not beside each other in the table. */
static const struct monitor_command *first_of_subject(const char *subject)
{
	for_each_command(c)
		if (!strcasecmp(c->subject, subject))
			return c;
	return NULL;
}

static void show_command(struct seq_file *m, const struct monitor_command *c)
{
	char usage[128];

	scnprintf(usage, sizeof(usage), "%s %s", c->name, c->args);
	if (strlen(usage) > 26)
		seq_printf(m, "  %s\n  %-26s %s\n", usage, "", c->help);
	else
		seq_printf(m, "  %-26s %s\n", usage, c->help);
}

static void show_subject(struct seq_file *m, const char *subject)
{
	seq_printf(m, "%s\n", subject);
	for_each_command(c)
		if (!strcasecmp(c->subject, subject))
			show_command(m, c);
}

static int show_word(struct seq_file *m, const char *word)
{
	const struct monitor_command *c = find_command(word);

	if (c) {
		show_command(m, c);
		return 0;
	}
	c = first_of_subject(word);
	if (!c) {
		seq_printf(m, "help: \"%s\" is neither a command nor a subject.\n", word);
		return -ENOENT;
	}
	show_subject(m, c->subject);
	return 0;
}

static int run_help(struct seq_file *m, int argc, char **argv)
{
	if (argc > 2)
		return -EINVAL;
	if (argc == 2)
		return show_word(m, argv[1]);
	for_each_command(c)
		if (first_of_subject(c->subject) == c)
			show_subject(m, c->subject);
	seq_puts(m, "Behind any of them: | grep WORD, | more. Tab completes, Ctrl-C stops.\n");
	return 0;
}

/* The commands, then the subjects. */
static const char *complete_help(int argc, char **argv, unsigned int n)
{
	if (argc != 2)
		return NULL;
	for_each_command(c)
		if (!n--)
			return c->name;
	for_each_command(c)
		if (first_of_subject(c->subject) == c && !n--)
			return c->subject;
	return NULL;
}
MONITOR_COMMAND(help, "help", "[COMMAND|SUBJECT]", "this list, or a part of it", "Monitor",
		run_help, complete_help);
