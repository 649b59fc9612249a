/* SPDX-License-Identifier: MIT */
/*
 * The memory of threads: one block of THREAD_SIZE, with the stack and, at its upper end, the task. So an
 * overflow of the stack goes away from the task, into a page that is not mapped.
 *
 *	guard	block			                              block + THREAD_SIZE
 *	| fault | STACK_END_MAGIC  ...   <- stack grows down | struct task_struct | extra | guard
 *
 * Blocks come from vmalloc(), which has such a page on either side of every area. The push that faults there
 * cannot be reported on that stack: it becomes a double fault, which has a stack of its own
 * (kernel/core/traps.c).
 *
 * Threads are made and ended often, and their blocks are all alike: a few spare blocks are kept for the next
 * threads, so that mostly no page table is changed. They are freed when memory is short.
 *
 * A caller that makes a thread where it must not sleep is reported, and cannot use vmalloc(): it gets a spare
 * block, or one of the linear map, which has no guard page.
 *
 * Tests: tests/kernel/thread/kthread_test.c, tests/kernel/thread/stack_test.c.
 */
#include <k896/traps.h>
#include <linux/build_bug.h>
#include <linux/debugobjects.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

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

static struct spare *take_spare(void)
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
	return block;
}

static void *take_block(gfp_t gfp)
{
	void *block = take_spare();

	if (block)
		return block;
	if (gfpflags_allow_blocking(gfp) || system_state == SYSTEM_BOOTING) {
		block = __vmalloc(THREAD_SIZE, GFP_KERNEL | __GFP_ZERO); /* no old data in it */
		if (block)
			kmemleak_ignore(block); /* of a stack only the part in use counts */
		return block;
	}
	return (void *)__get_free_pages(gfp, THREAD_SIZE_ORDER);
}

/* Any context: a dead thread's block is given back by the next one, in the middle of the switch to it. */
static void give_block(struct spare *block)
{
	unsigned long flags;
	bool keep;

	debug_check_no_obj_freed(block, THREAD_SIZE);
	kasan_unpoison_range(block, THREAD_SIZE);
	if (!is_vmalloc_addr(block)) {
		free_pages((unsigned long)block, THREAD_SIZE_ORDER);
		return;
	}
	spin_lock_irqsave(&spare_lock, flags);
	keep = nr_spare < MAX_SPARE;
	if (keep) {
		block->next = spares;
		spares = block;
		nr_spare++;
	}
	spin_unlock_irqrestore(&spare_lock, flags);
	if (!keep)
		vfree_atomic(block);
}

static unsigned long count_spares(struct shrinker *shrinker, struct shrink_control *sc)
{
	return nr_spare;
}

static unsigned long free_spares(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long freed;
	void *block;

	for (freed = 0; freed < sc->nr_to_scan && (block = take_spare()); freed++)
		vfree(block);
	return freed;
}

static struct shrinker spare_shrinker = {
	.count_objects = count_spares,
	.scan_objects = free_spares,
	.seeks = DEFAULT_SEEKS,
};

/* Waits for threads that are ending, then frees the spare blocks. */
static void drain_threads(void)
{
	void *block;

	while (threads_are_exiting())
		schedule_timeout_uninterruptible(1);
	while ((block = take_spare()))
		vfree(block);
}

static struct drain_hook drain_hook = { .drain = drain_threads };

/* For the double fault: the guard page of the running task, whatever @sp has become. */
static unsigned long guard_of_stack(unsigned long sp)
{
	extern char init_stack_guard[];

	if (current == &init_task)
		return (unsigned long)init_stack_guard;
	return is_vmalloc_addr(current->stack) ? (unsigned long)current->stack - PAGE_SIZE : 0;
}

static int __init thread_init(void)
{
	register_drain(&drain_hook);
	stack_guard_of = guard_of_stack;
	return register_shrinker(&spare_shrinker, "stacks");
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
	p->thread.sp0 = (unsigned long)p;
	err = alloc_pid(p);
	if (!err)
		return p;
	give_block(block);
	return ERR_PTR(err);
}

void free_thread(struct task_struct *p)
{
	give_block(block_of(p));
}

void drop_thread(struct task_struct *p)
{
	free_pid(p);
	free_thread(p);
}

void start_thread(struct task_struct *p, void (*first)(void *arg), void *arg)
{
	p->release = free_thread;
	sched_fork(p, block_of(p), (unsigned long)p, first, arg);
}
