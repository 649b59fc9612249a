/* SPDX-License-Identifier: MIT */
/*
 * Objects that are followed from their initialization to their end, in a DEBUG=1 build.
 *
 * A timer, a work item, a completion is lent to the kernel while it is in use: it is in a list, on a queue, somebody waits for
 * it. Whose it is must not initialize it anew meanwhile, or free its memory. Who does so breaks a list that somebody else
 * walks later, and that one gets the blame. So here is a note for each object, kept outside of it:
 *
 *	          init                  activate                   the memory is freed, or it is initialized:
 *	 (none) ---------> initialized <----------> active  ------> "ODEBUG: free active", "ODEBUG: init active"
 *	   |                           deactivate
 *	   `-- activate: "ODEBUG: activate not available", unless the compiler initialized it
 *
 * After the report its kind's fixup stops the object, or makes it ready, and all goes on.
 *
 * Notes are found by the page that the object lies in. So the question at each kfree() and each page that is freed, is there
 * an object in these bytes, is mostly one look at a list that is empty. A stack is freed when its thread is gone; besides,
 * where an object on a stack is used, one may ask whether the function that had it there has returned.
 *
 * Notes come from a pool that has its memory from boot: nothing is allocated here. When it is empty, that is said once, and
 * nothing is followed any more.
 *
 * Lock: interrupts off, until there are several CPUs; then one that no finder watches. It is not held while a report is made
 * or a fixup called.
 *
 * Tests: tests/kernel/core/debugobjects_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_DEBUG_OBJECTS
#include <asm/stacktrace.h>
#include <asm/switch_to.h>
#include <linux/bug.h>
#include <linux/debugobjects.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/printk.h>
#include <linux/sched/task_stack.h>

static const char *const state_names[] = {
	[ODEBUG_STATE_NONE] = "none",		[ODEBUG_STATE_INIT] = "initialized",
	[ODEBUG_STATE_INACTIVE] = "inactive",	[ODEBUG_STATE_ACTIVE] = "active",
	[ODEBUG_STATE_DESTROYED] = "destroyed", [ODEBUG_STATE_NOTAVAILABLE] = "not available",
};

struct debug_obj *debug_obj_hash[ODEBUG_HASH_SIZE] __no_kmemleak;
static struct debug_obj *pool;
static bool disabled = true; /* before the pool has memory, and when that was not enough */

/* ---- notes; interrupts off in all of these ---- */

/* The link to the note of the object, or to the end of the list. */
static struct debug_obj **find(const void *addr)
{
	struct debug_obj **link = debug_obj_list(addr);

	while (*link && (*link)->object != addr)
		link = &(*link)->next;
	return link;
}

static void drop(struct debug_obj **link)
{
	struct debug_obj *obj = *link;

	*link = obj->next;
	obj->next = pool;
	pool = obj;
}

static void __cold give_up(void)
{
	disabled = true;
	for (unsigned int i = 0; i < ODEBUG_HASH_SIZE; i++)
		while (debug_obj_hash[i])
			drop(&debug_obj_hash[i]);
	pr_warn("ODEBUG: Out of memory. ODEBUG disabled\n");
}

/* Objects on a stack: the frame of the function that has it there is the first one whose base is above it. */
static void note_frame(struct debug_obj *obj)
{
	struct stack_walk w;

	obj->task = current;
	stack_walk_start_frame(&w, (unsigned long)__builtin_frame_address(0));
	do {
		obj->frame = w.bp;
		if (!stack_walk_next(&w))
			obj->task = NULL;
	} while (obj->task && (obj->frame & 1 || obj->frame < (unsigned long)obj->object));
	obj->back = w.ip;
}

/* Its task is this one, or it does not run. */
static bool frame_is_gone(const struct debug_obj *obj)
{
	unsigned long start = obj->task == current ? (unsigned long)__builtin_frame_address(0) :
						     sleeping_frame(obj->task);
	struct stack_walk w;

	stack_walk_start_frame(&w, start);
	for (unsigned long frame = w.bp; stack_walk_next(&w); frame = w.bp)
		if (frame == obj->frame)
			return w.ip != obj->back;
	return w.left; /* with none left, it may be further up: nobody knows */
}

/* NULL: there is no room. */
static struct debug_obj *make(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj *obj = pool, **list = debug_obj_list(addr);

	if (!obj && !disabled)
		give_up();
	if (disabled)
		return NULL;
	pool = obj->next;
	*obj = (struct debug_obj){
		.next = *list,
		.object = addr,
		.descr = descr,
	};
	if (object_is_on_stack(addr))
		note_frame(obj);
	*list = obj;
	return obj;
}

/* The note; that of a static object is made now. NULL: nobody knows the object, or there is no room, so nothing is followed. */
static struct debug_obj *find_or_make(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj *obj = *find(addr);

	if (obj || !descr->is_static_object || !descr->is_static_object(addr))
		return obj;
	obj = make(addr, descr);
	if (obj)
		obj->state = ODEBUG_STATE_INIT;
	return obj;
}

/* ---- reports ---- */

static void *hint_of(void *addr, const struct debug_obj_descr *descr)
{
	return descr && descr->debug_hint ? descr->debug_hint(addr) : NULL;
}

/* The note as it is now; of an object that is not known, one that says so. */
static struct debug_obj copy_of(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj *obj,
		copy = { .object = addr, .descr = descr, .state = ODEBUG_STATE_NOTAVAILABLE };
	unsigned long flags;

	local_irq_save(flags);
	obj = *find(addr);
	if (obj)
		copy = *obj;
	else
		copy.hint = hint_of(addr, descr);
	local_irq_restore(flags);
	return copy;
}

static void __cold report(const struct debug_obj *obj, const char *what, const char *more)
{
	WARN(1, "ODEBUG: %s %s (active state 0) object type: %s hint: %pSL%s\n", what,
	     state_names[obj->state], obj->descr->name, obj->hint, more);
}

static void __cold report_and_fix(const struct debug_obj *obj, const char *what,
				  bool (*fixup)(void *addr, enum debug_obj_state state))
{
	report(obj, what, "");
	if (fixup)
		fixup(obj->object, obj->state);
}

static void __cold report_place(const void *addr, bool on_stack)
{
	WARN(1, "ODEBUG: object %px is %son stack %px, but %sannotated.\n", addr,
	     on_stack ? "" : "NOT ", task_stack_page(current), on_stack ? "NOT " : "");
}

/* ---- what happens to an object ---- */

static void init(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj *obj, copy = {};
	unsigned long flags;

	local_irq_save(flags);
	obj = disabled ? NULL : *find(addr) ?: make(addr, descr);
	if (obj) {
		if (unlikely(obj->state == ODEBUG_STATE_ACTIVE))
			copy = *obj;
		obj->descr = descr;
		obj->state = ODEBUG_STATE_INIT;
		if (obj->task)
			note_frame(obj);
	}
	local_irq_restore(flags);
	if (unlikely(copy.state == ODEBUG_STATE_ACTIVE))
		report_and_fix(&copy, "init", copy.descr->fixup_init);
}

void debug_object_init(void *addr, const struct debug_obj_descr *descr)
{
	init(addr, descr);
	if (unlikely(object_is_on_stack(addr)))
		report_place(addr, true);
}

void debug_object_init_on_stack(void *addr, const struct debug_obj_descr *descr)
{
	init(addr, descr);
	if (unlikely(!object_is_on_stack(addr)))
		report_place(addr, false);
}

void debug_object_init_anywhere(void *addr, const struct debug_obj_descr *descr)
{
	init(addr, descr);
}

void debug_object_forget(void *addr)
{
	struct debug_obj **link;
	unsigned long flags;

	local_irq_save(flags);
	link = find(addr);
	if (*link)
		drop(link);
	local_irq_restore(flags);
}

/* Return: how it was before. */
static enum debug_obj_state set_active(void *addr, const struct debug_obj_descr *descr)
{
	enum debug_obj_state before = ODEBUG_STATE_NOTAVAILABLE;
	struct debug_obj *obj;
	unsigned long flags;

	local_irq_save(flags);
	obj = find_or_make(addr, descr);
	if (obj) {
		before = obj->state;
		if (before < ODEBUG_STATE_ACTIVE) {
			obj->state = ODEBUG_STATE_ACTIVE;
			obj->hint = hint_of(addr, descr);
		}
	}
	local_irq_restore(flags);
	return before;
}

int debug_object_activate(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj copy;

	if (likely(set_active(addr, descr) < ODEBUG_STATE_ACTIVE || disabled))
		return 0;
	copy = copy_of(addr, descr);
	report_and_fix(&copy, "activate", descr->fixup_activate);
	return copy.state == ODEBUG_STATE_NOTAVAILABLE && /* the fixup has made it ready */
			       set_active(addr, descr) < ODEBUG_STATE_ACTIVE ?
		       0 :
		       -EINVAL;
}

void debug_object_deactivate(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj *obj, copy;
	unsigned long flags;
	bool good;

	local_irq_save(flags);
	obj = *find(addr);
	good = obj && obj->state != ODEBUG_STATE_DESTROYED;
	if (good)
		obj->state = ODEBUG_STATE_INACTIVE;
	local_irq_restore(flags);
	if (likely(good || disabled))
		return;
	copy = copy_of(addr, descr);
	report(&copy, "deactivate", "");
}

/* An active object is stopped before it is forgotten. */
static void stop(const struct debug_obj *obj, const char *what)
{
	if (unlikely(obj->state == ODEBUG_STATE_ACTIVE))
		report_and_fix(obj, what, obj->descr->fixup_free);
}

void debug_object_destroy(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj *obj, copy = copy_of(addr, descr);
	unsigned long flags;

	stop(&copy, "destroy");
	local_irq_save(flags);
	obj = *find(addr);
	if (obj)
		obj->state = ODEBUG_STATE_DESTROYED;
	local_irq_restore(flags);
}

void debug_object_free(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj copy = copy_of(addr, descr);

	stop(&copy, "free");
	debug_object_forget(addr);
}

void debug_object_assert_init(void *addr, const struct debug_obj_descr *descr)
{
	struct debug_obj copy;
	unsigned long flags;
	bool known;

	local_irq_save(flags);
	known = find_or_make(addr, descr);
	local_irq_restore(flags);
	if (likely(known || disabled))
		return;
	copy = copy_of(addr, descr);
	report_and_fix(&copy, "assert_init", descr->fixup_assert_init);
}

void debug_object_set_owner(void *addr, void *owner)
{
	struct debug_obj *obj;
	unsigned long flags;

	local_irq_save(flags);
	obj = *find(addr);
	if (obj)
		obj->owner = owner;
	local_irq_restore(flags);
}

void *debug_object_owner(void *addr)
{
	return copy_of(addr, NULL).owner;
}

/* ---- memory ---- */

bool debug_obj_is_static(void *addr)
{
	extern char _sdata[], _end[];

	return addr >= (void *)_sdata && addr < (void *)_end;
}

/* A copy of the first object in [start, end) of a list. false: there is none. */
static bool first_in(struct debug_obj *const *list, const void *start, const void *end,
		     struct debug_obj *copy)
{
	const struct debug_obj *obj;
	unsigned long flags;

	local_irq_save(flags);
	for (obj = *list; obj && (obj->object < start || obj->object >= end); obj = obj->next)
		;
	if (obj)
		*copy = *obj;
	local_irq_restore(flags);
	return obj;
}

void debug_check_no_obj_freed(const void *address, unsigned long size)
{
	const void *end = address + size;
	struct debug_obj copy;

	for (const void *page = (void *)((unsigned long)address & -4096); page < end; page += 4096)
		while (unlikely(*debug_obj_list(page)) &&
		       first_in(debug_obj_list(page), address, end, &copy)) {
			stop(&copy, "free");
			debug_object_forget(copy.object);
		}
}

bool debug_object_is_known(const void *addr)
{
	unsigned long flags;
	bool known;

	local_irq_save(flags);
	known = *find(addr);
	local_irq_restore(flags);
	return known;
}

bool debug_object_is_lost(void *addr, const struct debug_obj_descr *descr, const char *what)
{
	struct debug_obj *obj, copy;
	unsigned long flags;
	bool known, left;

	local_irq_save(flags);
	obj = find_or_make(addr, descr);
	known = obj;
	left = obj && obj->task && frame_is_gone(obj);
	local_irq_restore(flags);
	if (likely((known && !left) || disabled))
		return false;
	copy = copy_of(addr, descr);
	report(&copy, what, left ? ", the function that had it on its stack has returned" : "");
	return true;
}

void debug_objects_give_memory(void *memory, unsigned long size)
{
	struct debug_obj *notes = memory;

	while (size >= sizeof(*notes)) {
		notes->next = pool;
		pool = notes++;
		size -= sizeof(*notes);
	}
	disabled = false;
}
#endif
