/* SPDX-License-Identifier: MIT */
/* Locks for the tests of lockdep, each of a class of its own, whose key goes with them. */
#ifndef TESTS_LOCKDEP_LOCKS_H
#define TESTS_LOCKDEP_LOCKS_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct lockdep_locks {
	struct lock_class_key keys[8];
	struct mutex a, b, c;
	spinlock_t s, t, u;
	struct rw_semaphore r, w;
};

static inline struct lockdep_locks *make_lockdep_locks(void)
{
	struct lockdep_locks *l = kzalloc(sizeof(*l), GFP_KERNEL);
	unsigned int n = 0;

	if (!l)
		return NULL;
#define MAKE(init, name)                                                                           \
	do {                                                                                       \
		init(&l->name);                                                                    \
		lockdep_register_key(&l->keys[n]);                                                 \
		lockdep_set_class_and_name(&l->name, &l->keys[n], #name);                          \
		n++;                                                                               \
	} while (0)
	MAKE(mutex_init, a);
	MAKE(mutex_init, b);
	MAKE(mutex_init, c);
	MAKE(spin_lock_init, s);
	MAKE(spin_lock_init, t);
	MAKE(spin_lock_init, u);
	MAKE(init_rwsem, r);
	MAKE(init_rwsem, w);
#undef MAKE
	return l;
}

static inline void drop_lockdep_locks(struct lockdep_locks *l)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(l->keys); i++)
		lockdep_unregister_key(&l->keys[i]);
	kfree(l);
}

#endif
