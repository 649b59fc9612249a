/* SPDX-License-Identifier: MIT */
/*
 * Completions: waiting for something that happens once, or a number of times. Each complete() lets one waiter
 * return, now or later; complete_all() lets all return, until reinit_completion().
 *
 * Completing is for any context. Waiting may sleep. A wait in a context that must not sleep is reported and
 * returns at once: as usual, if it is completed; else as if the time was over (0), or as if a signal had come
 * (-ERESTARTSYS); wait_for_completion() has no way to say that nothing has happened yet.
 *
 * A completion may be on the stack: when the waiter returns, complete() does not use it any more.
 *
 * Tests: tests/kernel/core/completion_test.c, wait_test.c.
 */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/wait.h>

/* All under wait.lock. */
struct completion {
	unsigned int done; /* how many waits may still return; UINT_MAX is all */
	struct wait_queue_head wait;
#ifdef CONFIG_DEBUG_OBJECTS
	unsigned int debug_waiters;
#endif
};

#define COMPLETION_INITIALIZER(work)                                                               \
	{                                                                                          \
		0, __WAIT_QUEUE_HEAD_INITIALIZER((work).wait)                                      \
	}
#define DECLARE_COMPLETION(work) struct completion work = COMPLETION_INITIALIZER(work)

static inline void init_completion(struct completion *x)
{
	debug_object_init_anywhere(x, &completion_debug_descr);
	x->done = 0;
	init_waitqueue_head(&x->wait);
#ifdef CONFIG_DEBUG_OBJECTS
	x->debug_waiters = 0;
#endif
}

/* For one on the stack: its own address is no name for a class of locks. */
#if defined(CONFIG_LOCKDEP) || defined(CONFIG_DEBUG_OBJECTS)
#define COMPLETION_INITIALIZER_ONSTACK(work)                                                       \
	(*({                                                                                       \
		init_completion(&work);                                                            \
		&work;                                                                             \
	}))
#else
#define COMPLETION_INITIALIZER_ONSTACK(work) COMPLETION_INITIALIZER(work)
#endif

/* On the stack. In a DEBUG=1 build it is reported where a task waits for it at the end of its block, and a later complete(). */
#ifdef CONFIG_DEBUG_OBJECTS
static inline void debug_completion_ends(struct completion *x)
{
	debug_object_free(x, &completion_debug_descr);
}

#define DECLARE_COMPLETION_ONSTACK(work)                                                           \
	struct completion work __attribute__((__cleanup__(debug_completion_ends))) =               \
		COMPLETION_INITIALIZER_ONSTACK(work)
#else
#define DECLARE_COMPLETION_ONSTACK(work)                                                           \
	struct completion work = COMPLETION_INITIALIZER_ONSTACK(work)
#endif

/* As new. No task waits for it. */
static inline void reinit_completion(struct completion *x)
{
	x->done = 0;
}

/* Any context. Waiters return in the order in which they came. */
void complete(struct completion *x);
void complete_all(struct completion *x);

void wait_for_completion(struct completion *x);
#define wait_for_completion_io(x) wait_for_completion(x)

/* Return: 0 when the ticks were over; else what was left of them, at least 1. */
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);

/* Return: 0, or -ERESTARTSYS for a (fatal) signal. */
int wait_for_completion_interruptible(struct completion *x);
int wait_for_completion_killable(struct completion *x);

/* Return: -ERESTARTSYS for a signal, 0 when the ticks were over, else what was left, at least 1. */
long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout);
long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout);

/* As a wait that need not sleep, or it returns false. Any context. */
bool try_wait_for_completion(struct completion *x);
/* Would a wait return at once? Any context. */
bool completion_done(struct completion *x);

#endif
