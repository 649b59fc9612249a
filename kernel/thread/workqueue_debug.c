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
	.fixup_free = stop_work,
	.fixup_assert_init = make_work_ready,
};
#endif
