/* SPDX-License-Identifier: MIT */
/*
 * What a lock and a task carry for lockdep, in a DEBUG=1 build (linux/lockdep.h): in each lock a map that names its class,
 * in each task the stack of the locks that it holds. In the plain build all of it is empty.
 */
#ifndef _LINUX_LOCKDEP_TYPES_H
#define _LINUX_LOCKDEP_TYPES_H

#include <linux/types.h>

/* Locks of one class that are taken inside each other, in a known order: each level is a class of its own. */
#define MAX_LOCKDEP_SUBCLASSES 8
#define SINGLE_DEPTH_NESTING   1

/* What a lock may be taken inside of: its outer type must not be above the inner type of any lock that is held. */
enum lockdep_wait_type {
	LD_WAIT_INV = 0, /* not checked */
	LD_WAIT_FREE,	 /* never waits */
	LD_WAIT_SPIN,	 /* spins */
	LD_WAIT_CONFIG = LD_WAIT_SPIN,
	LD_WAIT_SLEEP, /* sleeps */
	LD_WAIT_MAX,
};

#ifdef CONFIG_LOCKDEP

/* One for each place that initialises locks: its address, and that of each byte, is a class. Static, or registered. */
struct lock_class_key {
	union {
		struct lock_class_key *next_registered;
		char subkeys[MAX_LOCKDEP_SUBCLASSES];
	};
};

#define NR_LOCKDEP_CACHING_CLASSES 2

struct lock_class;

struct lockdep_map {
	struct lock_class_key *key; /* NULL: the map's own address is the key */
	struct lock_class *class_cache[NR_LOCKDEP_CACHING_CLASSES];
	const char *name;
	u8 wait_type_outer, wait_type_inner;
	u8 is_spinlock; /* it lies in a spinlock_t */
};

#define MAX_LOCK_DEPTH 48

/**
 * struct held_lock - one lock that a task holds, or waits for
 *
 * The task's own; an interrupt's locks are on the stack of the task that it came to.
 */
struct held_lock {
	struct lockdep_map *instance;
	const struct lockdep_map *nest_lock; /* which orders locks of this class */
	unsigned long acquire_ip;
	u32 prev_chain_key; /* the task's, before this one */
	u16 class_idx;
	u8 irq_context; /* 2 in a hard interrupt, plus 1 in a softirq */
	u8 read : 2;	/* 0 to write, 1 to read, 2 to read where a reader may come again */
	u8 trylock : 1;
	u8 check : 1;	     /* 0: its order is not looked at */
	u8 hardirqs_off : 1; /* ever since it is held */
};

#define __DEP_MAP(lockname, inner)                                                                 \
	.dep_map = { .name = #lockname,                                                            \
		     .wait_type_inner = (inner),                                                   \
		     .is_spinlock = (inner) == LD_WAIT_SPIN },

/* For a map outside of locks; @_key NULL: its own address is the key. */
#define STATIC_LOCKDEP_MAP_INIT(_name, _key)                                                       \
	{                                                                                          \
		.name = (_name), .key = (void *)(_key)                                             \
	}

#else

struct lock_class_key {
};

struct lockdep_map {
};

#define __DEP_MAP(lockname, inner)
#define STATIC_LOCKDEP_MAP_INIT(_name, _key)                                                       \
	{                                                                                          \
	}

#endif

#endif
