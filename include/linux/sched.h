/* SPDX-License-Identifier: MIT */
/* Tasks, and what a task may ask of the scheduler. */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/types.h>

#define TASK_COMM_LEN 16

struct task_struct {
	pid_t pid;
	char comm[TASK_COMM_LEN];
	void *stack; /* lowest address; THREAD_SIZE bytes */
};

extern struct task_struct init_task;
DECLARE_PER_CPU(struct task_struct *, current_task);
#define current this_cpu_read(current_task)

/* How far boot has come. */
extern enum system_states {
	SYSTEM_BOOTING, /* one task, interrupts off: nothing sleeps, might_sleep() is quiet */
	SYSTEM_RUNNING,
} system_state;

/**
 * might_sleep() - said first by everything that may sleep
 *
 * In a context that must not sleep it prints Linux's report with the caller's place and its stack; the
 * call then goes on without sleeping. Any context.
 */
#define might_sleep()                                                                              \
	do {                                                                                       \
		if (unlikely(preempt_count() || irqs_disabled()))                                  \
			__might_sleep(__FILE__, __LINE__);                                         \
	} while (0)
#ifndef cond_resched
#define cond_resched() ((void)0)
#endif
#define might_sleep_if(cond)                                                                       \
	do {                                                                                       \
		if (cond)                                                                          \
			might_sleep();                                                             \
	} while (0)

void __might_sleep(const char *file, int line) __cold;

#endif
