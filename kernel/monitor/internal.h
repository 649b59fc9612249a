/* SPDX-License-Identifier: MIT */
/* What the monitor's files share. All of it belongs to one task, the one in monitor_main(). */
#ifndef _MONITOR_INTERNAL_H
#define _MONITOR_INTERNAL_H

#include <k896/monitor.h>
#include <linux/types.h>

#define SCREEN_COLUMNS 80
#define SCREEN_ROWS    24

/* ---- execute.c ---- */

/* Between them @line may end in "| grep WORD" and "| more". Says what is wrong with it. @line is cut up. */
void monitor_run_line(char *line);

extern const struct monitor_command __monitor_cmds_start[], __monitor_cmds_end[];
const struct monitor_command *find_command(const char *name);

/*
 * Words of @line, copied into @words, at most @max of them; returns how many, or -E2BIG. @words has room for as
 * many bytes as @line has with its zero.
 */
int split_words(const char *line, char *words, char **argv, int max);

/* The first '|' that is no part of a word, or NULL. */
char *find_pipe(const char *line);

/* ---- interrupt.c ---- */

/* From here on Ctrl-C interrupts the calling task. */
void interrupt_begin(void);
void interrupt_end(void);
/* What Ctrl-C does, without Ctrl-C. */
void interrupt_command(void);

/* ---- output.c ---- */

/* A sink to the consoles, without filters. Forgets whatever was in the last one. */
struct seq_file *output_begin(void);
/* Puts a filter, "grep WORD" or "more", behind the others. Return: 0, or -EINVAL after having said why. */
int output_add_filter(const char *text);
/* Shows what has been held back. */
void output_end(void);

/* ---- line_edit.c ---- */

/* Prompts and reads a line, MONITOR_LINE_SIZE bytes with its zero, which stays the editor's until the next one. */
char *edit_line(const char *prompt);

/* ---- history.c ---- */

/* Lines that were entered before. A blank one, or the same one again, is not kept. */
void history_add(const char *line);
/* The one entered @back lines ago, from 1; NULL if there are not as many any more. */
const char *history_get(unsigned int back);

/* ---- complete.c ---- */

/* What Tab does: the longest text that all possible words go on with after @line, into @more (a line's size). */
struct completion_result {
	unsigned int count; /* how many words are possible */
	char more[MONITOR_LINE_SIZE];
};
void complete_line(const char *line, struct completion_result *result);
/* The possible words themselves, in columns, each whole line ended by a newline. */
void complete_list(const char *line, struct seq_file *m);

#endif
