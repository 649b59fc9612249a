/* SPDX-License-Identifier: MIT */
/*
 * Who had an object last: of its last allocation and its last free, the caller with its stack, the time,
 * and the context in which it ran.
 *
 * Tests: tests/mm/slab/slab_report_test.c
 */
#include <asm/stacktrace.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "slab.h"

static enum track_context context_now(void)
{
	if (in_hardirq())
		return TRACK_HARDIRQ;
	return in_serving_softirq() ? TRACK_SOFTIRQ : TRACK_TASK;
}

/* The stack, from @caller on: without the allocator's own functions. */
static void save_stack(struct track *t, unsigned long caller)
{
	struct stack_walk w;
	unsigned int n = 0;

	stack_walk_start_here(&w);
	while (n < TRACK_DEPTH && stack_walk_next(&w))
		if (n || w.ip == caller)
			t->stack[n++] = w.ip;
	if (n < TRACK_DEPTH)
		t->stack[n] = 0;
}

void set_track(const struct kmem_cache *s, void *object, enum track_item which,
	       unsigned long caller)
{
	struct track *t;

	if (!(s->flags & SLAB_STORE_USER))
		return;
	t = get_track(s, object, which);
	t->addr = caller;
	t->when = jiffies;
	t->cpu = smp_processor_id();
	t->context = context_now();
	t->pid = current->pid;
	save_stack(t, caller);
}

/* The first line is Linux's; with the place in it it would not fit 80 columns, so that is in the next one. */
static void print_track(const char *verb, const struct track *t)
{
	static const char *const where[] = { [TRACK_TASK] = "",
					     [TRACK_SOFTIRQ] = " (softirq)",
					     [TRACK_HARDIRQ] = " (hardirq)" };

	if (!t->addr)
		return;
	pr_err("%s in %pS age=%lu cpu=%u pid=%d%s\n", verb, (void *)t->addr, jiffies - t->when,
	       t->cpu, t->pid, where[t->context % ARRAY_SIZE(where)]);
	if (!t->stack[0])
		pr_err(" %pBL\n", (void *)t->addr);
	for (unsigned int i = 0; i < TRACK_DEPTH && t->stack[i]; i++)
		pr_err(" %pBL\n", (void *)t->stack[i]);
}

void print_tracks(const struct kmem_cache *s, const void *object)
{
	if (!(s->flags & SLAB_STORE_USER))
		return;
	print_track("Allocated", get_track(s, object, TRACK_ALLOC));
	print_track("Freed", get_track(s, object, TRACK_FREE));
}
