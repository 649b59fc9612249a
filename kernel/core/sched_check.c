/* SPDX-License-Identifier: MIT */
/*
 * The run queue's invariants: each list against the mask, and the tasks in them against the count.
 *
 * Tests: tests/kernel/core/sched_test.c; the test runner calls it after every case.
 */
#include <k896/check.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched/task.h>

#include "sched_internal.h"

/* Return: faults, each of which it has reported. Adds the level's tasks to @count. */
static int check_level(const struct rq *rq, unsigned int level, unsigned int *count)
{
	const struct task_struct *p;
	unsigned int n = 0;
	int faults = 0;

	list_for_each_entry(p, &rq->queue[level], run_list) {
		if (!p->on_rq || p->level != level) {
			pr_err("task %s/%d is queued at level %u, has on_rq %u, level %u\n",
			       p->comm, p->pid, level, p->on_rq, p->level);
			faults++;
		}
		n++;
	}
	if (!n == !!(rq->nonempty & 1UL << level)) {
		pr_err("run queue: level %u has %u tasks, mask %#lx\n", level, n, rq->nonempty);
		faults++;
	}
	*count += n;
	return faults;
}

int sched_check(void)
{
	struct rq *rq = this_rq();
	unsigned int n = 0, counted;
	unsigned long flags;
	int faults = 0;

	spin_lock_irqsave(&rq->lock, flags);
	for (unsigned int level = 0; level < NR_LEVELS; level++)
		faults += check_level(rq, level, &n);
	counted = rq->nr_running;
	spin_unlock_irqrestore(&rq->lock, flags);
	if (n == counted)
		return faults;
	pr_err("run queue: %u tasks, counted as %u\n", n, counted);
	return faults + 1;
}
