/* SPDX-License-Identifier: MIT */
/*
 * What lockdep says, in Linux's words: of circles, recursion, wrong waiting, and of releasing what is not held. What it says
 * of interrupts is in lockdep_report_irq.c.
 *
 * A class is shown with its usages and wait types, which is much in little space:
 *
 *	(&zone->lock){-.-.}-{2:2}
 *		       ||||   `- what it may be taken inside of, what may be taken inside it: 2 spins, 3 sleeps
 *		       |||`----- softirqs, reading
 *		       ||`------ softirqs, writing
 *		       |`------- hard interrupts, reading
 *		       `-------- hard interrupts, writing
 *	. neither	- taken in one		+ held while they could come		? both
 *
 * Tests: tests/kernel/core/lockdep_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <k896/report.h>
#include <k896/sprintf.h>
#include <linux/kernel.h>
#include <linux/gfp.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "lockdep_internal.h"

/* ---- parts of a report ---- */

const char *lockdep_class_name(char *buf, const struct lock_class *class)
{
	unsigned int n = class->name ? scnprintf(buf, CLASS_TEXT - 32, "%s", class->name) :
				       scnprintf(buf, CLASS_TEXT - 32, "%ps", class->key);

	if (class->name_version)
		n += scnprintf(buf + n, 12, "#%u", class->name_version + 1);
	if (class->subclass)
		scnprintf(buf + n, 12, "/%u", class->subclass);
	return buf;
}

/* What called the lock's function is in no doubt; what lies between, nobody wants to read. */
depot_stack_handle_t lockdep_save_stack(unsigned long ip)
{
	unsigned long entries[STACK_DEPOT_DEPTH];
	unsigned int n = stack_trace_save(entries, ARRAY_SIZE(entries), 1), i = 0;

	while (i < n && entries[i] - ip >= 64) /* @ip may be a little before the call */
		i++;
	if (i == n)
		i = 0;
	return stack_depot_save(entries + i, n - i, GFP_NOWAIT);
}

void lockdep_print_stack(depot_stack_handle_t stack, const char *indent)
{
	unsigned long *entries;
	unsigned int n = stack_depot_fetch(stack, &entries);

	for (unsigned int i = 0; i < n; i++)
		pr_warn("%s%pBL\n", indent, (void *)entries[i]);
}

static char usage_letter(const struct lock_class *class, unsigned int used_in)
{
	static const char letters[] = {
		'.', '-', 0, 0, '+', '?'
	}; /* 1: in one, 4: while they could come */

	return letters[class->usage_mask >> used_in & 5];
}

const char *lockdep_usage_letters(char buf[5], const struct lock_class *class)
{
	buf[0] = usage_letter(class, LOCK_USED_IN_HARDIRQ);
	buf[1] = usage_letter(class, LOCK_USED_IN_HARDIRQ + USAGE_READ);
	buf[2] = usage_letter(class, LOCK_USED_IN_SOFTIRQ);
	buf[3] = usage_letter(class, LOCK_USED_IN_SOFTIRQ + USAGE_READ);
	buf[4] = 0;
	return buf;
}

const char *lockdep_class_text(char *buf, const struct lock_class *class)
{
	char name[CLASS_TEXT], usages[5];

	snprintf(buf, CLASS_TEXT, "(%.60s){%s}-{%u:%u}", lockdep_class_name(name, class),
		 lockdep_usage_letters(usages, class),
		 class->wait_type_outer ?: class->wait_type_inner, class->wait_type_inner);
	return buf;
}

void lockdep_print_held(const char *before, const struct held_lock *hlock)
{
	char text[CLASS_TEXT];

	pr_warn("%s%px %s, at: %pBL\n", before, hlock->instance,
		lockdep_class_text(text, class_of(hlock)), (void *)hlock->acquire_ip);
}

static void print_rule(char c, unsigned int length)
{
	char line[81];

	length = min_t(unsigned int, length, sizeof(line) - 1);
	memset(line, c, length);
	line[length] = 0;
	pr_warn("%s\n", line);
}

bool lockdep_begin_report(unsigned long *flags, const char *title)
{
	if (!report_begin(flags))
		return false;
	pr_warn("\n");
	print_rule('=', strlen(title));
	pr_warn("%s\n", title);
	pr_warn("6.1.0-k896 Not tainted\n");
	print_rule('-', strlen(title));
	return true;
}

bool lockdep_continue_report(unsigned long *flags, const char *title)
{
	report_count--;
	return lockdep_begin_report(flags, title);
}

void debug_show_held_locks(struct task_struct *task)
{
	unsigned int depth = READ_ONCE(task->lockdep_depth);

	if (!depth)
		pr_warn("no locks held by %s/%d.\n", task->comm, task->pid);
	else
		pr_warn("%u lock%s held by %s/%d:\n", depth, depth == 1 ? "" : "s", task->comm,
			task->pid);
	for (unsigned int i = 0; i < depth; i++) {
		char before[8];

		snprintf(before, sizeof(before), " #%u: ", i);
		lockdep_print_held(before, &task->held_locks[i]);
	}
}

void lockdep_end_report(unsigned long flags)
{
	debug_show_held_locks(current);
	pr_warn("\nstack backtrace:\n");
	dump_stack();
	report_end(flags);
}

static bool begin(bool told, unsigned long *flags, const char *title)
{
	return told ? lockdep_continue_report(flags, title) : lockdep_begin_report(flags, title);
}

/* ---- circles ---- */

static void print_step(unsigned int number, u16 class_idx, depot_stack_handle_t stack)
{
	char text[CLASS_TEXT];

	pr_warn("\n-> #%u %s:\n", number, lockdep_class_text(text, &lock_classes[class_idx]));
	lockdep_print_stack(stack, "       ");
}

static void print_circle_scenario(const struct held_lock *prev, const struct held_lock *next,
				  const struct lock_node *target)
{
	char a[CLASS_TEXT], between[CLASS_TEXT], b[CLASS_TEXT];
	const struct lock_node *parent = lockdep_parent(target);

	lockdep_class_name(a, class_of(next));
	lockdep_class_name(b, class_of(prev));
	lockdep_class_name(between, &lock_classes[parent->class_idx]);
	if (lockdep_parent(parent))
		pr_warn("Chain exists of:\n  %s --> %s --> %s\n\n", a, between, b);
	pr_warn(" Possible unsafe locking scenario:\n\n");
	pr_warn("       CPU0                    CPU1\n");
	pr_warn("       ----                    ----\n");
	pr_warn("  lock(%s);\n", b);
	pr_warn("                               lock(%s);\n", between);
	pr_warn("                               lock(%s);\n", b);
	pr_warn("  lock(%s);\n", a);
	pr_warn("\n *** DEADLOCK ***\n\n");
}

void lockdep_report_circle(const struct held_lock *prev, const struct held_lock *next,
			   const struct lock_node *target)
{
	const struct lock_node *node;
	unsigned int number = 0;
	unsigned long flags;

	if (!lockdep_begin_report(&flags, "WARNING: possible circular locking dependency detected"))
		return;
	pr_warn("%s/%d is trying to acquire lock:\n", current->comm, current->pid);
	lockdep_print_held("", next);
	pr_warn("\nbut task is already holding lock:\n");
	lockdep_print_held("", prev);
	pr_warn("\nwhich lock already depends on the new lock.\n\n");
	pr_warn("\nthe existing dependency chain (in reverse order) is:\n");
	for (node = target; lockdep_parent(node); node = lockdep_parent(node))
		number++;
	for (node = target; lockdep_parent(node); node = lockdep_parent(node), number--)
		print_step(number, node->class_idx, lock_edges[node->edge].stack);
	print_step(0, node->class_idx, lockdep_save_stack(next->acquire_ip));
	pr_warn("\nother info that might help us debug this:\n\n");
	print_circle_scenario(prev, next, target);
	lockdep_end_report(flags);
}

/* ---- the others ---- */

void lockdep_report_recursion(const struct held_lock *prev, const struct held_lock *next)
{
	/* A mutex's owner that wants it again: the mutex says so, too. */
	bool told = prev->instance == next->instance && !prev->read;
	char a[CLASS_TEXT], b[CLASS_TEXT];
	unsigned long flags;

	if (!begin(told, &flags, "WARNING: possible recursive locking detected"))
		return;
	pr_warn("%s/%d is trying to acquire lock:\n", current->comm, current->pid);
	lockdep_print_held("", next);
	pr_warn("\nbut task is already holding lock:\n");
	lockdep_print_held("", prev);
	pr_warn("\nother info that might help us debug this:\n");
	pr_warn(" Possible unsafe locking scenario:\n\n");
	pr_warn("       CPU0\n");
	pr_warn("       ----\n");
	pr_warn("  lock(%s);\n", lockdep_class_name(a, class_of(prev)));
	pr_warn("  lock(%s);\n", lockdep_class_name(b, class_of(next)));
	pr_warn("\n *** DEADLOCK ***\n\n");
	pr_warn(" May be due to missing lock nesting notation\n\n");
	lockdep_end_report(flags);
}

void lockdep_report_wait_context(const struct held_lock *next, unsigned int context, bool told)
{
	unsigned long flags;

	if (!begin(told, &flags, "[ BUG: Invalid wait context ]"))
		return;
	pr_warn("%s/%d is trying to lock:\n", current->comm, current->pid);
	lockdep_print_held("", next);
	pr_warn("other info that might help us debug this:\n");
	pr_warn("context-{%u:%u}\n", context, context);
	lockdep_end_report(flags);
}

void lockdep_report_unlock(struct lockdep_map *map, unsigned long ip, bool told)
{
	unsigned long flags;

	if (!begin(told, &flags, "WARNING: bad unlock balance detected!"))
		return;
	pr_warn("%s/%d is trying to release lock (%.60s) at:\n", current->comm, current->pid,
		lockdep_map_name(map));
	pr_warn("%pBL\n", (void *)ip);
	pr_warn("but there are no more locks to release!\n");
	pr_warn("\nother info that might help us debug this:\n");
	lockdep_end_report(flags);
}

/* Once for each table: what is known is watched on. */
void lockdep_report_full(const char *table)
{
	static const char *told[4];
	unsigned long flags;
	unsigned int i = 0;

	while (i < ARRAY_SIZE(told) && told[i] && told[i] != table)
		i++;
	if (i == ARRAY_SIZE(told) || told[i] || !report_begin(&flags))
		return;
	told[i] = table;
	pr_warn("BUG: %s too low!\n", table);
	pr_warn("What is new from now on is not watched.\n");
	dump_stack();
	report_end(flags);
}
#endif
