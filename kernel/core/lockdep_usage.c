/* SPDX-License-Identifier: MIT */
/*
 * Locks and interrupts. For each class is known whether its locks have ever been
 *
 *	IN-HARDIRQ	taken by a hard interrupt's handler: "safe", for all that hold it keep interrupts off, one hopes
 *	HARDIRQ-ON	held while hard interrupts could come: "unsafe"
 *
 * and the same for softirqs. Both at once is a deadlock: the handler comes while its own task holds the lock. So is a
 * safe lock inside of which, however far, an unsafe one is taken:
 *
 *	task 1, with U		interrupts are on; a handler comes, and wants S
 *	task 2, with S		interrupts are off; it wants U, which task 1 does not release
 *
 * Looked at whenever a class gets a new usage, and whenever an order is new; both seldom. Readers do not disturb readers.
 *
 * Tests: tests/kernel/core/lockdep_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <linux/bitops.h>

#include "lockdep_internal.h"

unsigned int lockdep_conflicts(unsigned int bit)
{
	unsigned int writing = USAGE((bit ^ 2) & ~USAGE_READ);

	return bit & USAGE_READ ? writing : writing | writing << USAGE_READ;
}

static unsigned int usages_of(const struct lock_node *node)
{
	const struct lock_class *class = &lock_classes[node->class_idx];
	unsigned int usages = class->usage_mask & ~class->reported;

	return node->weak ? usages & WRITING_USAGE : usages;
}

bool lockdep_has_usage(const struct lock_node *node, void *mask)
{
	return usages_of(node) & *(unsigned int *)mask;
}

static bool collect(const struct lock_node *node, void *mask)
{
	*(unsigned int *)mask |= usages_of(node);
	return false;
}

/* ---- a class is used as it has not been before ---- */

/* Do the locks around it, or inside it, contradict? */
static bool contradicts_others(const struct held_lock *hlock, unsigned int bit)
{
	bool enabled = USAGE(bit) & ENABLED_IRQ;
	unsigned int conflicts = lockdep_conflicts(bit);
	bool weak = enabled ? hlock->read : hlock->read == 2;
	const struct lock_node *other =
		lockdep_search(hlock->class_idx, weak, !enabled, lockdep_has_usage, &conflicts);

	if (!other)
		return false;
	lockdep_report_inversion(hlock, bit, other, __ffs(usages_of(other) & conflicts));
	return true;
}

static bool contradicts(const struct held_lock *hlock, unsigned int bit)
{
	const struct lock_class *class = class_of(hlock);
	unsigned int old = class->usage_mask & ~class->reported & lockdep_conflicts(bit);

	if (!old)
		return contradicts_others(hlock, bit);
	lockdep_report_usage(hlock, bit, __ffs(old));
	return true;
}

void lockdep_mark_usage(struct held_lock *hlock, unsigned int usage)
{
	struct lock_class *class = class_of(hlock);

	for (; usage; usage &= usage - 1) {
		unsigned int bit = __ffs(usage);
		bool is_irq = USAGE(bit) & (USED_IN_IRQ | ENABLED_IRQ);

		class->usage_stack[bit] = lockdep_save_stack(hlock->acquire_ip);
		if (is_irq && lockdep_is_checked(hlock) && contradicts(hlock, bit))
			class->reported |= USAGE(bit);
		class->usage_mask |= USAGE(bit);
	}
}

/* ---- an order is new ---- */

bool lockdep_check_irq_order(const struct held_lock *prev, const struct held_lock *next)
{
	unsigned int safe = 0;

	lockdep_search(prev->class_idx, prev->read, false, collect, &safe);
	for (safe &= USED_IN_IRQ; safe; safe &= safe - 1) {
		unsigned int bit = __ffs(safe), usage = USAGE(bit),
			     conflicts = lockdep_conflicts(bit);
		const struct lock_node *node = lockdep_search(next->class_idx, next->read == 2,
							      true, lockdep_has_usage, &conflicts);
		const struct lock_class *unsafe;

		if (!node)
			continue;
		unsafe = &lock_classes[node->class_idx];
		conflicts &= usages_of(node);
		node = lockdep_search(prev->class_idx, prev->read, false, lockdep_has_usage,
				      &usage);
		lockdep_report_irq_order(prev, next, &lock_classes[node->class_idx], bit, unsafe,
					 __ffs(conflicts));
		return true;
	}
	return false;
}
#endif
