/* SPDX-License-Identifier: MIT */
/*
 * A DEBUG=1 build checks every look at another task's fields: the rule of linux/sched/task.h, made executable.
 *
 * Locks know their owner already. For references each task has a list of those that it has taken and not given back;
 * so a task that keeps a pointer behind tasklist_lock without a reference is caught although the task that it leads to is
 * still there. The references of the scheduler and of the family are in no list.
 *
 * A task that its maker has not published yet is the maker's; one whose last reference has gone is nobody's, as
 * long as its memory has not got another use.
 *
 * Tests: tests/kernel/core/task_debug_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_DEBUG_SPINLOCK
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/signal.h>

void debug_task_is_published(struct task_struct *p)
{
	p->life = TASK_PUBLISHED;
}

void debug_task_is_gone(struct task_struct *p)
{
	p->life = TASK_GONE;
}

/* ---- references ---- */

static struct task_struct **reference_to(const struct task_struct *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(current->references); i++)
		if (current->references[i] == p)
			return &current->references[i];
	return NULL;
}

/* Interrupts off: a handler's references are the interrupted task's meanwhile. False: @from is not in the list. */
static bool replace_reference(const struct task_struct *from, struct task_struct *to)
{
	struct task_struct **slot;
	unsigned long flags;

	local_irq_save(flags);
	slot = reference_to(from);
	if (slot)
		*slot = to;
	local_irq_restore(flags);
	return slot;
}

void debug_note_task_reference(struct task_struct *p)
{
	if (!replace_reference(NULL, p))
		current->more_references = true;
}

/* One that another task took is in no list of this one. */
void debug_forget_task_reference(struct task_struct *p)
{
	replace_reference(p, NULL);
}

/* ---- looking ---- */

static bool pointer_is_good(const struct task_struct *p)
{
	return p == current || lockdep_is_held(&tasklist_lock) || reference_to(p) ||
	       current->more_references;
}

bool debug_may_look(const struct task_struct *p, enum task_rule rule)
{
	if (oops_in_progress || p->life == TASK_MADE)
		return true;
	if (p->life == TASK_GONE)
		return false;
	switch (rule) {
	case RULE_REFERENCE:
		return pointer_is_good(p);
	case RULE_TASKLIST:
		return lockdep_is_held(&tasklist_lock);
	case RULE_SELF_OR_TASKLIST:
		return p == current || lockdep_is_held(&tasklist_lock);
	case RULE_TASK_LOCK:
		return p == current || lockdep_is_held(&p->alloc_lock);
	}
	return false;
}

bool debug_holds_siglock(const struct task_struct *p)
{
	return p->life == TASK_MADE || lockdep_is_held(&p->sighand->siglock);
}

const char *debug_task_rule_name(enum task_rule rule)
{
	static const char *const names[] = {
		[RULE_REFERENCE] = "a reference or tasklist_lock",
		[RULE_TASKLIST] = "tasklist_lock",
		[RULE_SELF_OR_TASKLIST] = "tasklist_lock, and it is another's",
		[RULE_TASK_LOCK] = "task_lock(), and it is another's",
	};

	return names[rule];
}
#endif
