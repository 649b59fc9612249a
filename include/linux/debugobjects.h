/* SPDX-License-Identifier: MIT */
/*
 * Objects that somebody else uses for a while (timers, work, completions): are they made ready before, and left alone
 * until they are done with? In a DEBUG=1 build; elsewhere all of this is nothing. The idea: kernel/core/debugobjects.c.
 *
 * Who owns such a kind of object describes it and tells what happens to each. Any context, also with locks held; but the
 * fixups, which are called after a report, take the locks of their kind.
 *
 * Tests: tests/kernel/core/debugobjects_test.c.
 */
#ifndef _LINUX_DEBUGOBJECTS_H
#define _LINUX_DEBUGOBJECTS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct task_struct;

enum debug_obj_state {
	ODEBUG_STATE_NONE,
	ODEBUG_STATE_INIT,
	ODEBUG_STATE_INACTIVE,
	ODEBUG_STATE_ACTIVE,
	ODEBUG_STATE_DESTROYED,
	ODEBUG_STATE_NOTAVAILABLE, /* not known */
};

/**
 * struct debug_obj_descr - a kind of objects
 * @name: for reports
 * @debug_hint: an address in the code that tells whose object it is, such as its function
 * @is_static_object: may an object that nobody has initialized be used, because the compiler did it?
 * @fixup_init: an active object is initialized: it is to be stopped
 * @fixup_activate: an object that is not initialized is used: it is to be made ready
 * @fixup_free: the memory of an active object goes: it is to be stopped
 * @fixup_assert_init: as @fixup_activate
 *
 * A fixup is given the state that the object was in, and says whether it did something. All but @name may be NULL.
 */
struct debug_obj_descr {
	const char *name;
	void *(*debug_hint)(void *addr);
	bool (*is_static_object)(void *addr);
	bool (*fixup_init)(void *addr, enum debug_obj_state state);
	bool (*fixup_activate)(void *addr, enum debug_obj_state state);
	bool (*fixup_free)(void *addr, enum debug_obj_state state);
	bool (*fixup_assert_init)(void *addr, enum debug_obj_state state);
};

#ifdef CONFIG_DEBUG_OBJECTS
/* One that is followed. */
struct debug_obj {
	struct debug_obj *next; /* in the list of its chunk, or of those that are not in use */
	void *object;
	const struct debug_obj_descr *descr;
	void *hint; /* of when it was activated: the object may be written over when it is wanted */
	/* On the stack of this task, or NULL; in the frame with this base, which leads back to that address. */
	const struct task_struct *task;
	unsigned long frame, back;
	void *owner; /* of the active object: who knows its kind knows what that is */
	enum debug_obj_state state;
};

void debug_object_init(void *addr, const struct debug_obj_descr *descr);
void debug_object_init_on_stack(void *addr, const struct debug_obj_descr *descr);
/* Return: 0, or -EINVAL: better do not use it. */
int debug_object_activate(void *addr, const struct debug_obj_descr *descr);
void debug_object_deactivate(void *addr, const struct debug_obj_descr *descr);
/* It is not to be used until it is initialized again. */
void debug_object_destroy(void *addr, const struct debug_obj_descr *descr);
/* Its memory is used for something else now. */
void debug_object_free(void *addr, const struct debug_obj_descr *descr);
/* Is it ready? */
void debug_object_assert_init(void *addr, const struct debug_obj_descr *descr);
/* As debug_object_init(), on the stack or not; and as debug_object_free(), in whatever state it is. */
void debug_object_init_anywhere(void *addr, const struct debug_obj_descr *descr);
void debug_object_forget(void *addr);
bool debug_object_is_known(const void *addr);
/*
 * Is the object not known, or has the function returned on whose stack it was? Then that is reported, with @what somebody
 * wants to do with it, and it is better not touched.
 */
bool debug_object_is_lost(void *addr, const struct debug_obj_descr *descr, const char *what);

/* Does it lie in the data of the kernel? There the compiler may have initialized it. */
bool debug_obj_is_static(void *addr);

void debug_object_set_owner(void *addr, void *owner);
void *debug_object_owner(void *addr);

/* These bytes are about to be free. */
void debug_check_no_obj_freed(const void *address, unsigned long size);

/* Boot, once: room for more objects. */
void debug_objects_give_memory(void *memory, unsigned long size);

/* Lists of objects, by the page that they are in: several pages share one. */
#define ODEBUG_HASH_SIZE 4096
extern struct debug_obj *debug_obj_hash[ODEBUG_HASH_SIZE];
#define debug_obj_list(addr) (&debug_obj_hash[(unsigned long)(addr) / 4096 % ODEBUG_HASH_SIZE])

/* false: there is certainly nothing in these bytes for debug_check_no_obj_freed(). For fast paths. */
static __always_inline bool debug_objects_near(const void *addr, unsigned long size)
{
	return size > 4096 || *debug_obj_list(addr) || *debug_obj_list(addr + size - 1);
}

/* ---- the kinds ---- */

extern const struct debug_obj_descr timer_debug_descr, wait_debug_descr, completion_debug_descr;
extern const struct debug_obj_descr work_debug_descr;
#else
#define debug_object_init(addr, descr)		((void)(addr))
#define debug_object_init_on_stack(addr, descr) ((void)(addr))
#define debug_object_init_anywhere(addr, descr) ((void)(addr))
#define debug_object_forget(addr)		((void)(addr))
#define debug_object_activate(addr, descr)	((void)(addr))
#define debug_object_deactivate(addr, descr)	((void)(addr))
#define debug_object_destroy(addr, descr)	((void)(addr))
#define debug_object_free(addr, descr)		((void)(addr))
#define debug_object_assert_init(addr, descr)	((void)(addr))
#define debug_object_set_owner(addr, owner)	((void)(addr), (void)(owner))
#define debug_object_is_known(addr)		((void)sizeof(addr), false)
#define debug_object_is_lost(addr, descr, what) ((void)sizeof(addr), false)
#define debug_check_no_obj_freed(address, size) ((void)sizeof(address), (void)sizeof(size))
#define debug_objects_near(addr, size)		((void)sizeof(addr), (void)sizeof(size), false)
#endif

#endif
