/* SPDX-License-Identifier: MIT */
/*
 * The kinds of objects of kernel/core that kernel/core/debugobjects.c follows, in a DEBUG=1 build:
 *
 *	timers			active while they are in the wheel
 *	entries of wait queues	active while they are in a queue
 *	completions		active while a task waits
 *
 * What a fixup takes out of a queue it takes out with interrupts off. (With several CPUs it would want the queue's lock, and
 * must not wait for it: who frees memory may have it.)
 *
 * Tests: tests/kernel/core/debugobjects_test.c.
 */
#ifdef CONFIG_DEBUG_OBJECTS
#include <linux/completion.h>
#include <linux/debugobjects.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched/task_stack.h>
#include <linux/timer.h>
#include <linux/wait.h>

/* ---- timers ---- */

static void *timer_hint(void *addr)
{
	struct timer_list *timer = addr;

	return timer->function;
}

static bool timer_is_static(void *addr)
{
	return debug_obj_is_static(addr) && timer_hint(addr);
}

static void lost_timer(struct timer_list *timer)
{
	WARN(1, "timer: one that nobody has made ready has come\n");
}

static bool stop_timer(void *addr, enum debug_obj_state state)
{
	del_timer_sync(addr);
	return true;
}

/* On a stack that is freed something else may have been written over it. */
static bool forget_timer(void *addr, enum debug_obj_state state)
{
	debug_cut_timer_out(addr);
	return true;
}

static bool make_timer_ready(void *addr, enum debug_obj_state state)
{
	if (state != ODEBUG_STATE_NOTAVAILABLE)
		return false;
	if (object_is_on_stack(addr))
		timer_setup_on_stack(addr, lost_timer, 0);
	else
		timer_setup(addr, lost_timer, 0);
	return true;
}

const struct debug_obj_descr timer_debug_descr = {
	.name = "timer_list",
	.debug_hint = timer_hint,
	.is_static_object = timer_is_static,
	.fixup_init = stop_timer,
	.fixup_activate = make_timer_ready,
	.fixup_free = forget_timer,
	.fixup_assert_init = make_timer_ready,
};

/* ---- entries of wait queues ---- */

static void *wait_hint(void *addr)
{
	struct wait_queue_entry *entry = addr;

	return entry->func;
}

/* Queued again, by one who holds the queue's lock. */
static bool leave_queue(void *addr, enum debug_obj_state state)
{
	struct wait_queue_entry *entry = addr;

	list_del(&entry->entry);
	return true;
}

/* On a stack that is freed something else may have been written over it. */
static bool forget_entry(void *addr, enum debug_obj_state state)
{
	struct wait_queue_entry *entry = addr;
	struct wait_queue_head *wq = debug_object_owner(addr);
	unsigned long flags;

	local_irq_save(flags);
	list_cut_out(&wq->head, &entry->entry);
	local_irq_restore(flags);
	return true;
}

const struct debug_obj_descr wait_debug_descr = {
	.name = "wait_queue_entry",
	.debug_hint = wait_hint,
	.fixup_init = leave_queue,
	.fixup_free = forget_entry,
};

/* ---- completions ---- */

const struct debug_obj_descr completion_debug_descr = {
	.name = "completion",
	.is_static_object = debug_obj_is_static,
};
#endif
