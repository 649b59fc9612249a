/* SPDX-License-Identifier: MIT */
/*
 * Work items as objects that kernel/core/debugobjects.c follows, in a DEBUG=1 build. They are active while they are in a
 * queue; a delayed one, whose timer runs, is its timer's concern.
 *
 * Tests: tests/kernel/thread/workqueue_debug_test.c.
 */
#ifdef CONFIG_DEBUG_OBJECTS
#include <linux/debugobjects.h>
#include <linux/kernel.h>
#include <linux/sched/task_stack.h>
#include <linux/workqueue.h>

#include "workqueue_internal.h"

static void *work_hint(void *addr)
{
	struct work_struct *work = addr;

	return work->func;
}

static bool work_is_static(void *addr)
{
	return debug_obj_is_static(addr) && work_hint(addr);
}

static void lost_work(struct work_struct *work)
{
	WARN(1, "work: an item that nobody has made ready was queued\n");
}

static bool stop_work(void *addr, enum debug_obj_state state)
{
	if (preemptible())
		cancel_work_sync(addr);
	else
		cancel_work(addr);
	return true;
}

/* ---- items of which only the address is known to be good, and nothing is written to ---- */

/* What it counts for is in bit 0. */
void debug_work_queued(struct workqueue_struct *wq, struct work_struct *work)
{
	debug_object_activate(work, &work_debug_descr);
	debug_object_set_owner(work, (void *)((unsigned long)wq | wq->color));
}

static bool cut_out_locked(struct workqueue_struct *wq, struct work_struct *work,
			   unsigned int color)
{
	lockdep_assert_held(&wq->lock);
	if (!list_cut_out(&wq->works, &work->entry))
		return false;
	release_flushers_locked(&wq->flushers, work);
	uncount_locked(wq, color);
	return true;
}

/* On a stack that is freed something else may have been written over it. */
static bool forget_work(void *addr, enum debug_obj_state state)
{
	unsigned long owner = (unsigned long)debug_object_owner(addr), flags;
	struct work_struct same = { .wq = (void *)(owner & ~1UL) };
	struct workqueue_struct *wq = lock_queue_of(&same, &flags);

	if (wq) {
		cut_out_locked(wq, addr, owner & 1);
		spin_unlock_irqrestore(&wq->lock, flags);
	}
	return true;
}

void debug_drop_lost_work(struct workqueue_struct *wq)
{
	struct work_struct *work;
	unsigned long owner;

again:
	list_for_each_entry(work, &wq->works, entry) {
		if (!debug_object_is_lost(work, &work_debug_descr, "run"))
			continue;
		owner = (unsigned long)debug_object_owner(work);
		debug_object_forget(work);
		if (cut_out_locked(wq, work, owner & 1))
			goto again;
		INIT_LIST_HEAD(&wq->works);
		break;
	}
}

static bool make_work_ready(void *addr, enum debug_obj_state state)
{
	struct work_struct *work = addr;

	if (state != ODEBUG_STATE_NOTAVAILABLE)
		return false;
	if (object_is_on_stack(addr))
		INIT_WORK_ONSTACK(work, lost_work);
	else
		INIT_WORK(work, lost_work);
	return true;
}

const struct debug_obj_descr work_debug_descr = {
	.name = "work_struct",
	.debug_hint = work_hint,
	.is_static_object = work_is_static,
	.fixup_init = stop_work,
	.fixup_activate = make_work_ready,
	.fixup_free = forget_work,
	.fixup_assert_init = make_work_ready,
};
#endif
