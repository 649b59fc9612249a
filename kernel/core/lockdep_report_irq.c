/* SPDX-License-Identifier: MIT */
/*
 * What lockdep says of locks and interrupts, in Linux's words. See lockdep_usage.c.
 *
 * Tests: tests/kernel/core/lockdep_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <linux/kernel.h>
#include <k896/sprintf.h>
#include <linux/printk.h>

#include "lockdep_internal.h"

static const char *const usage_names[NR_LOCK_USAGES] = {
	"IN-HARDIRQ-W", "IN-HARDIRQ-R", "HARDIRQ-ON-W", "HARDIRQ-ON-R", "IN-SOFTIRQ-W",
	"IN-SOFTIRQ-R", "SOFTIRQ-ON-W", "SOFTIRQ-ON-R", "INITIAL USE",	"INITIAL READ USE",
};

static const char *irq_name(unsigned int bit)
{
	return bit & 4 ? "SOFTIRQ" : "HARDIRQ";
}

static const char *safety(unsigned int bit)
{
	return USAGE(bit) & USED_IN_IRQ ? "safe" : "unsafe";
}

/* ---- parts ---- */

/* "init/1 [HC0[0]:SC0[0]:HE1:SE1]": in a hard interrupt, a softirq; hard interrupts on, softirqs on. */
static void print_task(const char *what)
{
	unsigned int count = preempt_count();
	const struct held_lock *top = &current->held_locks[current->lockdep_depth];

	pr_warn("%s/%d [HC%u[%lu]:SC%u[%lu]:HE%u:SE%u] %s\n", current->comm, current->pid,
		!!(count & HARDIRQ_MASK), (count & HARDIRQ_MASK) >> HARDIRQ_SHIFT,
		!!(count & SOFTIRQ_OFFSET), (count & SOFTIRQ_MASK) >> SOFTIRQ_SHIFT,
		!top->hardirqs_off, !(count & SOFTIRQ_MASK), what);
}

static void print_irqs(void)
{
	pr_warn("hardirqs last  enabled at %pBL\n", (void *)this_cpu_read(hardirqs_enabled_at));
	pr_warn("hardirqs last disabled at %pBL\n", (void *)this_cpu_read(hardirqs_disabled_at));
}

static void print_class(const char *before, const struct lock_class *class)
{
	char text[CLASS_TEXT];

	pr_warn("%s%s\n", before, lockdep_class_text(text, class));
}

static void print_usages(const struct lock_class *class)
{
	print_class("-> ", class);
	for (unsigned int bit = 0; bit < NR_LOCK_USAGES; bit++) {
		if (!(class->usage_mask & USAGE(bit)))
			continue;
		pr_warn("   %s at:\n", usage_names[bit]);
		lockdep_print_stack(class->usage_stack[bit], "                    ");
	}
}

/* From the last class of a search to its first, each with its usages and the step that leads to it. */
static void print_path(const struct lock_node *node)
{
	for (; node; node = lockdep_parent(node)) {
		print_usages(&lock_classes[node->class_idx]);
		if (node->edge) {
			pr_warn("   ... acquired at:\n");
			lockdep_print_stack(lock_edges[node->edge].stack, "   ");
		}
		pr_warn("\n");
	}
}

static void print_two_cpus(const char *safe, const char *inner, const char *outer,
			   const char *unsafe)
{
	if (outer != safe)
		pr_warn("Chain exists of:\n  %s --> %s --> %s\n\n", safe, outer, unsafe);
	pr_warn(" Possible interrupt unsafe locking scenario:\n\n");
	pr_warn("       CPU0                    CPU1\n");
	pr_warn("       ----                    ----\n");
	pr_warn("  lock(%s);\n", unsafe);
	pr_warn("                               local_irq_disable();\n");
	pr_warn("                               lock(%s);\n", safe);
	pr_warn("                               lock(%s);\n", inner);
	pr_warn("  <Interrupt>\n");
	pr_warn("    lock(%s);\n", safe);
	pr_warn("\n *** DEADLOCK ***\n\n");
}

/* ---- one class ---- */

void lockdep_report_usage(const struct held_lock *hlock, unsigned int new_bit, unsigned int old_bit)
{
	const struct lock_class *class = class_of(hlock);
	unsigned long flags;
	char name[CLASS_TEXT];

	if (!lockdep_begin_report(&flags, "WARNING: inconsistent lock state"))
		return;
	pr_warn("inconsistent {%s} -> {%s} usage.\n", usage_names[old_bit], usage_names[new_bit]);
	print_task("takes:");
	lockdep_print_held("", hlock);
	pr_warn("{%s} state was registered at:\n", usage_names[old_bit]);
	lockdep_print_stack(class->usage_stack[old_bit], "  ");
	print_irqs();
	pr_warn("\nother info that might help us debug this:\n");
	pr_warn(" Possible unsafe locking scenario:\n\n");
	pr_warn("       CPU0\n");
	pr_warn("       ----\n");
	lockdep_class_name(name, class);
	pr_warn("  lock(%s);\n", name);
	pr_warn("  <Interrupt>\n");
	pr_warn("    lock(%s);\n", name);
	pr_warn("\n *** DEADLOCK ***\n\n");
	lockdep_end_report(flags);
}

/* ---- two classes, by a usage ---- */

void lockdep_report_inversion(const struct held_lock *hlock, unsigned int new_bit,
			      const struct lock_node *other, unsigned int other_bit)
{
	bool inside = USAGE(new_bit) & USED_IN_IRQ;
	char mine[CLASS_TEXT], others[CLASS_TEXT];
	unsigned long flags;

	if (!lockdep_begin_report(&flags,
				  "WARNING: possible irq lock inversion dependency detected"))
		return;
	pr_warn("%s/%d just changed the state of lock:\n", current->comm, current->pid);
	lockdep_print_held("", hlock);
	pr_warn("%s %s-%s lock in the past:\n",
		inside ? "but this lock took another," : "but this lock was taken by another,",
		irq_name(new_bit), safety(other_bit));
	print_class(" ", &lock_classes[other->class_idx]);
	pr_warn("\n\nand interrupts could create inverse lock ordering between them.\n\n");
	pr_warn("\nother info that might help us debug this:\n");
	lockdep_class_name(mine, class_of(hlock));
	lockdep_class_name(others, &lock_classes[other->class_idx]);
	if (inside)
		print_two_cpus(mine, others, mine, others);
	else
		print_two_cpus(others, mine, others, mine);
	pr_warn("the shortest dependencies between 2nd lock and 1st lock:\n");
	print_path(other);
	lockdep_end_report(flags);
}

/* ---- two classes, by an order ---- */

static void print_way(const char *title, const struct held_lock *from, bool forwards,
		      const struct lock_class *to, unsigned int bit)
{
	unsigned int usage = USAGE(bit);
	bool weak = forwards ? from->read == 2 : from->read;

	pr_warn("%s\n", title);
	print_path(lockdep_search(from->class_idx, weak, forwards, lockdep_has_usage, &usage));
}

void lockdep_report_irq_order(const struct held_lock *prev, const struct held_lock *next,
			      const struct lock_class *safe, unsigned int safe_bit,
			      const struct lock_class *unsafe, unsigned int unsafe_bit)
{
	char title[80], a[CLASS_TEXT], b[CLASS_TEXT], c[CLASS_TEXT], d[CLASS_TEXT];
	const char *irq = irq_name(safe_bit);
	unsigned long flags;

	snprintf(title, sizeof(title), "WARNING: %s-safe -> %s-unsafe lock order detected", irq,
		 irq);
	if (!lockdep_begin_report(&flags, title))
		return;
	print_task("is trying to acquire:");
	lockdep_print_held("", next);
	pr_warn("\nand this task is already holding:\n");
	lockdep_print_held("", prev);
	pr_warn("which would create a new lock dependency:\n");
	pr_warn(" %s -> %s\n", lockdep_class_text(a, class_of(prev)),
		lockdep_class_text(b, class_of(next)));
	pr_warn("\nbut this new dependency connects a %s-irq-safe lock:\n", irq);
	print_class(" ", safe);
	pr_warn("\n... which became %s-irq-safe at:\n", irq);
	lockdep_print_stack(safe->usage_stack[safe_bit], "  ");
	pr_warn("\nto a %s-irq-unsafe lock:\n", irq);
	print_class(" ", unsafe);
	pr_warn("\n... which became %s-irq-unsafe at:\n", irq);
	lockdep_print_stack(unsafe->usage_stack[unsafe_bit], "...");
	pr_warn("\nother info that might help us debug this:\n\n");
	lockdep_class_name(a, safe);
	lockdep_class_name(b, class_of(next));
	lockdep_class_name(c, class_of(prev));
	lockdep_class_name(d, unsafe);
	print_two_cpus(a, b, safe == class_of(prev) ? a : c, d);
	pr_warn("the dependencies between %s-irq-safe lock and the holding lock:\n", irq);
	print_way("", prev, false, safe, safe_bit);
	pr_warn("the dependencies between the lock to be acquired and %s-irq-unsafe lock:\n", irq);
	print_way("", next, true, unsafe, unsafe_bit);
	lockdep_end_report(flags);
}
#endif
