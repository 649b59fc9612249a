/* SPDX-License-Identifier: MIT */
/*
 * Calls to be tried in every context (contexts.h): each allocator, each function that may sleep, and some
 * that never do. A trial says what Linux promises; running it says what happened here. The monitor's
 * "rules" prints both as a table, "in CONTEXT NAME" runs one, tests/kernel/monitor/context_test.c all.
 */
#ifndef _MONITOR_TRIALS_H
#define _MONITOR_TRIALS_H

#include "contexts.h"

/* Linux's rule: where a call may be made. */
enum where {
	IN_TASKS,		 /* where sleeping is allowed */
	IN_TASKS_AND_INTERRUPTS, /* vfree(): it has a way round for interrupts */
	EVERYWHERE,
};

/* Where it may not be made there is one report; and then? */
enum otherwise {
	GOES_ON, /* without sleeping, and mostly succeeds */
	REFUSES, /* it does nothing: NULL, an error, or just no effect */
};

/**
 * struct trial - one call
 * @name: of the function, perhaps with what it is called on
 * @call: makes it, in the context. Return: has it done what it is for?
 * @where: see there
 * @otherwise: see there
 * @file: in which the report is made; "": whichever function below says so first; NULL: by schedule()
 * @prepare: makes what the call uses up, false where it cannot; NULL: nothing. Task.
 */
struct trial {
	const char *name;
	bool (*call)(void);
	enum where where;
	enum otherwise otherwise;
	const char *file;
	bool (*prepare)(void);
};

/* ---- trials.c ---- */

extern const struct trial trials[];
extern const unsigned int nr_trials;

/*
 * Makes what the call needs; false: that could not be had. Takes back what is left of it. Tasks, may sleep.
 */
bool prepare_trial(const struct trial *t);
void clean_up_trial(void);

/* ---- trial_run.c ---- */

/* NULL: there is none of that name. */
const struct trial *find_trial(const char *name);

/* What there was to see. */
struct trial_result {
	bool called; /* else nothing below means anything: the context could not be entered */
	bool done;
	bool slept;	      /* another task ran meanwhile */
	bool context_changed; /* it left another preempt_count, or interrupts on or off */
	unsigned int reports;
	unsigned int preempt_count;	/* before the call */
	char answers[NR_QUESTIONS + 1]; /* the same: see ask_context() */
};

/**
 * run_trial() - make the call in the context
 *
 * Reports go to the log, and not to the consoles: they are many. Makes what the call needs and takes back
 * what it left. Task, may sleep.
 */
struct trial_result run_trial(const struct context *c, const struct trial *t);

/* Linux's rule. */
bool trial_is_allowed(const struct context *c, const struct trial *t);

/* What is not as Linux's rule says, in words; NULL where all is. */
const char *trial_fault(const struct context *c, const struct trial *t,
			const struct trial_result *result);

/* What a row of "rules" was made of. */
struct rule_count {
	unsigned int calls, reports, faults;
};

/* rules.c: the call in every context as one row, and a line for each result that is not Linux's. Task. */
struct seq_file;
struct rule_count show_rule(struct seq_file *m, const struct trial *t);

#endif
