/* SPDX-License-Identifier: MIT */
/*
 * The memory of threads: one block of THREAD_SIZE, the stack with the task at its upper end, where an
 * overflow runs away from it.
 *
 *	block			                              block + THREAD_SIZE
 *	| STACK_END_MAGIC  ...   <- stack grows down | struct task_struct | extra |
 *
 * Making and ending threads is frequent and their blocks are all alike: a few are kept for the next one.
 *
 * Tests: tests/kernel/kthread_test.c.
 */
#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "thread.h"

#define MAX_SPARE 8

/* What lies at the upper end. */
struct upper_end {
	struct task_struct task;
	char extra[THREAD_EXTRA] __aligned(4);
};

#define STACK_ROOM (THREAD_SIZE - sizeof(struct upper_end))

/* A block that is not in use; in its first words. */
struct spare {
	struct spare *next;
};

static DEFINE_SPINLOCK(spare_lock);
static struct spare *spares;
static unsigned int nr_spare;

/* ---- blocks ---- */

static void *take_block(gfp_t gfp)
{
	struct spare *block;
	unsigned long flags;

	spin_lock_irqsave(&spare_lock, flags);
	block = spares;
	if (block) {
		spares = block->next;
		nr_spare--;
	}
	spin_unlock_irqrestore(&spare_lock, flags);
	return block ?: (void *)__get_free_pages(gfp, THREAD_SIZE_ORDER);
}

static void give_block(struct spare *block)
{
	unsigned long flags;
	bool keep;

	spin_lock_irqsave(&spare_lock, flags);
	keep = nr_spare < MAX_SPARE;
	if (keep) {
		block->next = spares;
		spares = block;
		nr_spare++;
	}
	spin_unlock_irqrestore(&spare_lock, flags);
	if (!keep)
		free_pages((unsigned long)block, THREAD_SIZE_ORDER);
}

/* Waits for threads on their way out, then frees the spare blocks. */
static void drain_threads(void)
{
	struct spare *block;
	unsigned long flags;

	while (threads_are_exiting())
		schedule_timeout_uninterruptible(1);

	spin_lock_irqsave(&spare_lock, flags);
	block = spares;
	spares = NULL;
	nr_spare = 0;
	spin_unlock_irqrestore(&spare_lock, flags);
	while (block) {
		struct spare *next = block->next;

		free_pages((unsigned long)block, THREAD_SIZE_ORDER);
		block = next;
	}
}

static struct drain_hook drain_hook = { .drain = drain_threads };

static int __init thread_init(void)
{
	register_drain(&drain_hook);
	return 0;
}
core_initcall(thread_init);

/* ---- threads ---- */

static void *block_of(struct task_struct *p)
{
	return (void *)((unsigned long)p - STACK_ROOM);
}

void *thread_extra(struct task_struct *p)
{
	return container_of(p, struct upper_end, task)->extra;
}

struct task_struct *alloc_thread(gfp_t gfp)
{
	void *block = take_block(gfp);
	struct task_struct *p;
	int err;

	if (!block)
		return ERR_PTR(-ENOMEM);
	p = block + STACK_ROOM;
	memset(p, 0, sizeof(struct upper_end));
	err = alloc_pid(p);
	if (!err)
		return p;
	give_block(block);
	return ERR_PTR(err);
}

void free_thread(struct task_struct *p)
{
	free_pid(p);
	give_block(block_of(p));
}

void start_thread(struct task_struct *p, void (*first)(void *arg), void *arg)
{
	p->release = free_thread;
	sched_fork(p, block_of(p), (unsigned long)p, first, arg);
}
