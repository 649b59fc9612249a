/* SPDX-License-Identifier: MIT */
/*
 * What lockdep has learned, in the form of Linux's /proc/lockdep, /proc/lockdep_stats and /proc/lockdep_chains:
 *
 *	c02c0350 FD:   12 BD:    3 -.-.: tasklist_lock
 *	 -> [c0391f10] &sighand->siglock
 *
 * A class, how many locks are taken inside of it (forwards) and around it (backwards), directly or not, itself included;
 * its usages; and the locks that are taken directly inside.
 *
 * The tables only grow but for keys that go away, so what is printed while they change is at worst old.
 *
 * Tests: tests/kernel/core/lockdep_use_test.c, in a DEBUG=1 build.
 */
#include <k896/show.h>
#include <linux/seq_file.h>

#ifdef CONFIG_LOCKDEP
#include <linux/kernel.h>

#include "lockdep_internal.h"

static bool count(const struct lock_node *node, void *n)
{
	++*(unsigned int *)n;
	return false;
}

/* How many classes there are that way, this one included. */
static unsigned int reach(u16 class_idx, bool forwards)
{
	unsigned int n = 0;
	unsigned long flags;

	lockdep_enter(&flags);
	lockdep_search(class_idx, false, forwards, count, &n);
	lockdep_leave(flags);
	return n;
}

static void show_class(struct seq_file *m, u16 i)
{
	const struct lock_class *class = &lock_classes[i];
	char name[CLASS_TEXT], usages[5];

	seq_printf(m, "%px FD:%5u BD:%5u %s: %s\n", class->key, reach(i, true), reach(i, false),
		   lockdep_usage_letters(usages, class), lockdep_class_name(name, class));
	for (u16 e = class->after; e; e = lock_edges[e].next_after) {
		const struct lock_class *inner = &lock_classes[lock_edges[e].to];

		seq_printf(m, " -> [%px] %s\n", inner->key, lockdep_class_name(name, inner));
	}
	seq_putc(m, '\n');
}

int lockdep_show(struct seq_file *m)
{
	seq_puts(m, "all lock classes:\n");
	for (unsigned int i = 1; i < MAX_LOCKDEP_KEYS; i++)
		if (lock_classes[i].key)
			show_class(m, i);
	return 0;
}

static unsigned int count_usage(unsigned int usages)
{
	unsigned int n = 0;

	for (unsigned int i = 1; i < MAX_LOCKDEP_KEYS; i++)
		if (lock_classes[i].key && lock_classes[i].usage_mask & usages)
			n++;
	return n;
}

int lockdep_stats_show(struct seq_file *m)
{
	seq_printf(m, " lock-classes:                  %11u [max: %u]\n", nr_lock_classes,
		   MAX_LOCKDEP_KEYS - 1);
	seq_printf(m, " direct dependencies:           %11u [max: %u]\n", nr_lock_edges,
		   MAX_LOCKDEP_ENTRIES - 1);
	seq_printf(m, " dependency chains:             %11u [max: %u]\n", nr_lock_chains,
		   MAX_LOCKDEP_CHAINS * 7 / 8);
	seq_printf(m, " dependency chain hlocks used:  %11u [max: %u]\n", nr_lock_chain_hlocks,
		   MAX_LOCKDEP_CHAIN_HLOCKS);
	seq_printf(m, " hardirq-safe locks:            %11u\n",
		   count_usage(USAGE(LOCK_USED_IN_HARDIRQ)));
	seq_printf(m, " hardirq-unsafe locks:          %11u\n",
		   count_usage(USAGE(LOCK_ENABLED_HARDIRQ)));
	seq_printf(m, " softirq-safe locks:            %11u\n",
		   count_usage(USAGE(LOCK_USED_IN_SOFTIRQ)));
	seq_printf(m, " softirq-unsafe locks:          %11u\n",
		   count_usage(USAGE(LOCK_ENABLED_SOFTIRQ)));
	return 0;
}

static const char *const context_names[] = { "0", "softirq", "hardirq", "hardirq-softirq" };

int lockdep_chains_show(struct seq_file *m)
{
	char name[CLASS_TEXT];

	seq_puts(m, "all lock chains:\n");
	for (const struct lock_chain *chain = lock_chains; chain < lock_chains + MAX_LOCKDEP_CHAINS;
	     chain++) {
		if (!chain->key)
			continue;
		seq_printf(m, "irq_context: %s\n", context_names[chain->irq_context]);
		for (unsigned int i = 0; i < chain->depth; i++) {
			unsigned int hlock = lock_chain_hlocks[chain->base + i];
			const struct lock_class *class = &lock_classes[hlock & 0x7fff];

			seq_printf(m, "[%px] %s\n", class->key, lockdep_class_name(name, class));
		}
		seq_putc(m, '\n');
	}
	return 0;
}

#else

static int is_missing(struct seq_file *m)
{
	seq_puts(m, "lockdep is in builds with DEBUG=1.\n");
	return 0;
}

int lockdep_show(struct seq_file *m)
{
	return is_missing(m);
}

int lockdep_stats_show(struct seq_file *m)
{
	return is_missing(m);
}

int lockdep_chains_show(struct seq_file *m)
{
	return is_missing(m);
}
#endif
