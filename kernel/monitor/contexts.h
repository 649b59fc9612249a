/* SPDX-License-Identifier: MIT */
/* Every context that kernel code can run in, entered for real: for the monitor's "in" and "rules", and for tests. */
#ifndef _MONITOR_CONTEXTS_H
#define _MONITOR_CONTEXTS_H

#include <linux/types.h>

/* What code may ask about where it is; the order of a context's answers. */
enum context_question {
	IN_HARDIRQ,
	IN_SOFTIRQ,
	IN_SERVING_SOFTIRQ,
	IN_INTERRUPT,
	IN_TASK,
	IN_ATOMIC,
	IRQS_DISABLED,
	NR_QUESTIONS,
};

/**
 * struct context - one of them
 * @name: a word
 * @short_name: at most four letters, for the head of a column
 * @enter: contexts.c's
 * @answers: a '0' or '1' for each question: what Linux answers there
 * @may_sleep: sleeping is allowed
 */
struct context {
	const char *name, *short_name;
	void (*enter)(void);
	const char *answers;
	bool may_sleep;
};

#define NR_CONTEXTS 15
extern const struct context contexts[NR_CONTEXTS];

/* How each question is written in a program. */
extern const char *const context_questions[NR_QUESTIONS];

/* NULL: there is none of that name. */
const struct context *find_context(const char *name);

/* Asks here and now: a '0' or '1' for each question, and a 0 at the end. Any context. */
void ask_context(char *answers);

/**
 * run_in_context() - call a function in a context
 * @c: which
 * @fn: what; called once
 *
 * Task, may sleep; softirq NET_TX and line 5 must not be in use. Return: has it been called?
 */
bool run_in_context(const struct context *c, void (*fn)(void));

#endif
