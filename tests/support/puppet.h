/* SPDX-License-Identifier: MIT */
/*
 * Processes that do what a case says and nothing else, for tests of families, groups and waiting. They have no user memory.
 */
#ifndef _TESTS_PUPPET_H
#define _TESTS_PUPPET_H

#include <linux/completion.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

struct kunit;

struct puppet {
	struct task_struct *task; /* with a reference of the case's */
	struct completion go;
	long (*act)(struct puppet *puppet); /* before it ends; may be NULL */
	long result;			    /* of act() */
	int status;			    /* it ends with that */
};

/* A child of the kernel, in a group and session of its own, which waits for let_go(). */
void make_puppet(struct kunit *test, struct puppet *puppet);
void let_go(struct puppet *puppet);
/* It ends: wait_for_zombie(). */
void make_zombie(struct puppet *puppet);
/* It ends, and its struct is left to the case; then that goes, too. */
void end_puppet(struct puppet *puppet);
void drop_puppet(struct puppet *puppet);

void adopt(struct task_struct *parent, struct task_struct *child);
struct task_struct *parent_of(struct task_struct *p);
void put_in_group(struct task_struct *p, pid_t pgrp, pid_t session);

/* A field of another task that tasklist_lock guards (linux/sched/task.h). */
#define set_family_field(p, field, value)                                                          \
	do {                                                                                       \
		unsigned long __flags;                                                             \
                                                                                                   \
		spin_lock_irqsave(&tasklist_lock, __flags);                                        \
		task_field(p, field) = (value);                                                    \
		spin_unlock_irqrestore(&tasklist_lock, __flags);                                   \
	} while (0)
int exit_signal_of(struct task_struct *p);
/* Signals of @set that wait for @p are forgotten. */
void forget_pending(struct task_struct *p, sigset_t set);

/* Until @p is a zombie that is off the CPU for good: only its family and the case hold it. */
void wait_for_zombie(struct task_struct *p);
/* Until @p has that exit_state. */
void wait_until(struct task_struct *p, int exit_state);
/* Until nobody but the case holds it any more. */
void wait_until_it_has_left(struct task_struct *p);

#endif
