/* SPDX-License-Identifier: MIT */
/*
 * Completion: which words begin with what is typed so far. The commands know their words (struct
 * monitor_command); here they are compared and put together.
 *
 * Tests: tests/boot/test_monitor.py
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "internal.h"

/* A line as far as it is typed: its words, the last one begun, perhaps empty. */
struct typed {
	char words[MONITOR_LINE_SIZE + 2];
	char *argv[MONITOR_MAX_ARGS];
	int argc; /* 0: too many */
	bool filter;
	const char *begun;
	size_t begun_len;
};

static void parse(const char *line, struct typed *typed)
{
	const char *pipe;
	size_t len;
	int argc;

	typed->filter = false;
	while ((pipe = find_pipe(line))) {
		line = pipe + 1;
		typed->filter = true;
	}
	len = strlen(line);
	argc = split_words(line, typed->words, typed->argv, MONITOR_MAX_ARGS - 1);
	if (argc >= 0 && (!len || line[len - 1] == ' ')) {
		typed->words[sizeof(typed->words) - 1] = 0;
		typed->argv[argc++] = &typed->words[sizeof(typed->words) - 1];
	}
	typed->argc = max(argc, 0);
	typed->begun = typed->argc ? typed->argv[typed->argc - 1] : "";
	typed->begun_len = strlen(typed->begun);
}

static const char *filter_name(int argc, unsigned int n)
{
	static const char *const names[] = { "grep", "more", NULL };

	return argc == 1 && n < 2 ? names[n] : NULL;
}

const char *monitor_complete(int argc, char **argv, unsigned int n)
{
	const struct monitor_command *c;

	if (argc == 1)
		return n < __monitor_cmds_end - __monitor_cmds_start ?
			       __monitor_cmds_start[n].name :
			       NULL;
	c = find_command(argv[0]);
	return c && c->complete ? c->complete(argc, argv, n) : NULL;
}

/* The next word from @n on that begins as typed; *@n is then behind it. */
static const char *next_fitting(struct typed *typed, unsigned int *n)
{
	const char *word;

	while (typed->argc) {
		word = typed->filter ? filter_name(typed->argc, *n) :
				       monitor_complete(typed->argc, typed->argv, *n);
		if (!word)
			return NULL;
		++*n;
		if (!strncmp(word, typed->begun, typed->begun_len))
			return word;
	}
	return NULL;
}

/* One word is completed with a blank behind it; of several what they have in common. */
void complete_line(const char *line, struct completion_result *result)
{
	struct typed typed;
	const char *word;
	unsigned int n = 0;
	size_t same = 0;

	parse(line, &typed);
	result->count = 0;
	result->more[0] = 0;
	while ((word = next_fitting(&typed, &n))) {
		word += typed.begun_len;
		if (!result->count++) {
			same = min(strlen(word), sizeof(result->more) - 2);
			memcpy(result->more, word, same);
		}
		while (strncmp(result->more, word, same))
			same--;
	}
	result->more[same] = 0;
	if (result->count == 1)
		strcat(result->more, " ");
}

void complete_list(const char *line, struct seq_file *m)
{
	struct typed typed;
	const char *word;
	unsigned int n = 0, column = 0;

	parse(line, &typed);
	while ((word = next_fitting(&typed, &n))) {
		int width = max_t(int, strlen(word), 16);

		if (column && column + 2 + width >= SCREEN_COLUMNS) {
			seq_putc(m, '\n');
			column = 0;
		}
		seq_printf(m, "  %-*s", width, word);
		column += 2 + width;
	}
	seq_putc(m, '\n');
}
