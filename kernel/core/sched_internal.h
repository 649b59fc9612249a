/* SPDX-License-Identifier: MIT */
/* What sched.c, sched_check.c and might_sleep.c share with nobody else. */
#ifndef _CORE_SCHED_INTERNAL_H
#define _CORE_SCHED_INTERNAL_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#define NICE_PER_LEVEL 5
#define NR_LEVELS      (1 + (MAX_PRIO - MAX_RT_PRIO) / NICE_PER_LEVEL)
#define IDLE_LEVEL     NR_LEVELS

/* Invariants (sched_check() looks): a task with on_rq is in the list of its level; nonempty and nr_running agree. */
struct rq {
	spinlock_t lock;
	/* ---- lock ---- */
	unsigned int nr_running; /* the idle task does not count */
	unsigned long nonempty;	 /* bit n: queue[n] has somebody */
	struct list_head queue[NR_LEVELS];
};

DECLARE_PER_CPU(struct rq, runqueue);
#define this_rq() this_cpu_ptr(&runqueue)

/* might_sleep.c: schedule() where it must not be called. Any context. */
void schedule_bug(void) __cold;

#endif
