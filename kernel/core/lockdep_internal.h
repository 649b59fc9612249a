/* SPDX-License-Identifier: MIT */
/* What the parts of lockdep share. The idea is told in lockdep.c. */
#ifndef K896_LOCKDEP_INTERNAL_H
#define K896_LOCKDEP_INTERNAL_H

#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/stackdepot.h>

#define MAX_LOCKDEP_KEYS    1024
#define MAX_LOCKDEP_ENTRIES 4096
#define MAX_LOCKDEP_CHAINS  4096 /* a power of two */

/* How a class has been used, in reports "{IN-HARDIRQ-W}" and so on; each with its reading sister behind it. */
enum lock_usage_bit {
	LOCK_USED_IN_HARDIRQ,	  /* taken in a hard interrupt */
	LOCK_ENABLED_HARDIRQ = 2, /* held while hard interrupts could come */
	LOCK_USED_IN_SOFTIRQ = 4,
	LOCK_ENABLED_SOFTIRQ = 6,
	LOCK_USED = 8,
	NR_LOCK_USAGES = 10,
};
#define USAGE(bit)    (1U << (bit))
#define USAGE_READ    1 /* added to a bit */
#define USED_IN_IRQ   0x33U
#define ENABLED_IRQ   0xccU
#define WRITING_USAGE 0x55U /* of those about interrupts */

/**
 * struct lock_class - what is known of all locks that one place initialised
 *
 * Under lockdep's lock. Index 0 of the table is nobody. A class whose key is NULL is free.
 */
struct lock_class {
	const void *key; /* address of the key's byte for the subclass */
	const char *name;
	u8 subclass;
	u8 wait_type_outer, wait_type_inner;
	u8 name_version; /* how many classes had this name before */
	u16 hash_next;
	u16 after, before; /* first edge to a lock taken inside it, and from one around it */
	u16 usage_mask;
	u16 reported; /* usages that contradict others, and have been reported */
	depot_stack_handle_t usage_stack[NR_LOCK_USAGES];
	unsigned int visited[2]; /* by which search, with any edge and with one of readers only */
};

/*
 * The kinds of an order A before B: is A only read (S, shared) or also written (E), may B's reader come past a
 * writer that waits (R, recursive) or not (N)? Two steps, the first ending in R and the second beginning with S, cannot
 * block each other: such a path is no order.
 */
enum {
	DEP_SR = 1,
	DEP_SN = 2,
	DEP_ER = 4,
	DEP_EN = 8,
};

/* @to was taken while @from was held. Index 0 is the end of a list. */
struct lock_edge {
	u16 from, to;
	u16 next_after;	 /* same from */
	u16 next_before; /* same to; or the next free one */
	u8 dep;
	u8 reported; /* kinds that contradicted what was known, and have been reported: no path goes there */
	depot_stack_handle_t stack; /* of the first time */
};

/* A row of locks that was held at once, in that order, and has been checked. */
struct lock_chain {
	u32 key; /* 0: free */
	u16 base;
	u8 depth;
	u8 irq_context;
};
#define MAX_LOCKDEP_CHAIN_HLOCKS (MAX_LOCKDEP_CHAINS * 4)

/* A step of a search: a class, and how the search came there. */
struct lock_node {
	u16 class_idx;
	bool weak; /* only by an edge that the next one must not begin, or end, with a reader */
	u16 edge;
	u16 parent; /* index of a node; the first one is its own */
};

extern struct lock_class lock_classes[MAX_LOCKDEP_KEYS];
extern struct lock_edge lock_edges[MAX_LOCKDEP_ENTRIES];
extern struct lock_chain lock_chains[MAX_LOCKDEP_CHAINS];
extern u16 lock_chain_hlocks[MAX_LOCKDEP_CHAIN_HLOCKS]; /* class, with bit 15 set for a reader */
extern unsigned int nr_lock_classes, nr_lock_edges, nr_lock_chains, nr_lock_chain_hlocks;

static inline struct lock_class *class_of(const struct held_lock *hlock)
{
	return &lock_classes[hlock->class_idx];
}

/* lockdep.c: the lock of all tables, with interrupts off and lockdep_recursion set. */
DECLARE_PER_CPU(unsigned int, lockdep_recursion);
void lockdep_lock_graph(void);
void lockdep_unlock_graph(void);
/* All three together, from outside. */
void lockdep_enter(unsigned long *flags);
void lockdep_leave(unsigned long flags);

/* ---- chains; interrupts off, the task's own (lockdep_chain.c) ---- */

static __always_inline u32 lockdep_next_key(u32 key, unsigned int class_idx, unsigned int read)
{
	key = (key ^ (class_idx | read << 13)) * 0x9e3779b1;
	return key ^ key >> 15;
}

static __always_inline u32 lockdep_first_key(unsigned int irq_context)
{
	return irq_context + 1;
}

/* Where it is, or where it would be. */
static __always_inline struct lock_chain *lockdep_find_chain(u32 key)
{
	unsigned int i = key % MAX_LOCKDEP_CHAINS;

	while (lock_chains[i].key != key && lock_chains[i].key)
		i = (i + 1) % MAX_LOCKDEP_CHAINS;
	return &lock_chains[i];
}

/* held_locks[@depth] is the last of a chain that is not in the table. */
void lockdep_new_chain(struct task_struct *curr, unsigned int depth, u32 key);
/* It sleeps, and is where nothing may sleep: has might_sleep() reported it? Then it is not looked at. */
bool lockdep_has_been_told(struct task_struct *curr, unsigned int depth);
/* Is the order of this lock looked at? */
bool lockdep_is_checked(const struct held_lock *hlock);

/* ---- all below: under the lock of the tables ---- */

void lockdep_forget_chains(void);

/* lockdep_class.c. NULL: it is not watched, which has been reported. */
struct lock_class *lockdep_register_class(struct lockdep_map *map, unsigned int subclass);
bool lockdep_key_is_known(const struct lock_class_key *key);
/* For a report: @map may lie in memory that was written over. Print no more than 60 bytes of it. */
const char *lockdep_map_name(const struct lockdep_map *map);

/* lockdep_graph.c */
typedef bool (*lock_match_t)(const struct lock_node *node, void *data);
/* Return: the node that matches and is nearest, or NULL. Good until the next search. */
const struct lock_node *lockdep_search(u16 start, bool weak, bool forwards, lock_match_t match,
				       void *data);
const struct lock_node *lockdep_parent(const struct lock_node *node); /* NULL: it is the first */
void lockdep_add_order(struct task_struct *curr, struct held_lock *prev, struct held_lock *next);
void lockdep_forget_edges(u16 class_idx);

/* lockdep_usage.c. Usages that contradict this one. */
unsigned int lockdep_conflicts(unsigned int bit);
bool lockdep_has_usage(const struct lock_node *node, void *mask);
void lockdep_mark_usage(struct held_lock *hlock, unsigned int usage);
/* Return: true when an order from @prev to @next would contradict interrupts; then it has been reported. */
bool lockdep_check_irq_order(const struct held_lock *prev, const struct held_lock *next);

/* lockdep_report.c: the stack, from @ip on; 0: there is no room for it. */
depot_stack_handle_t lockdep_save_stack(unsigned long ip);
void lockdep_print_stack(depot_stack_handle_t stack, const char *indent);

/* ---- lockdep_report.c ---- */

/* "(&a->lock){+.+.}-{2:2}" */
#define CLASS_TEXT 96
const char *lockdep_class_text(char *buf, const struct lock_class *class);
const char *lockdep_class_name(char *buf, const struct lock_class *class); /* without usages */
const char *lockdep_usage_letters(char buf[5], const struct lock_class *class);
/* A line: the lock, its class, where it was taken. */
void lockdep_print_held(const char *before, const struct held_lock *hlock);

/* False: too many reports. */
bool lockdep_begin_report(unsigned long *flags, const char *title);
/* The same, as a part of the report that the lock itself makes of this mistake: it is not counted. */
bool lockdep_continue_report(unsigned long *flags, const char *title);
/* With the locks that the task holds, and its stack. */
void lockdep_end_report(unsigned long flags);

void lockdep_report_circle(const struct held_lock *prev, const struct held_lock *next,
			   const struct lock_node *target);
void lockdep_report_recursion(const struct held_lock *prev, const struct held_lock *next);
/* @told: it has been reported, or will be, by the lock itself. */
void lockdep_report_wait_context(const struct held_lock *next, unsigned int context, bool told);
void lockdep_report_unlock(struct lockdep_map *map, unsigned long ip, bool told);
void lockdep_report_full(const char *table);

/* lockdep_report_irq.c */
void lockdep_report_usage(const struct held_lock *hlock, unsigned int new_bit,
			  unsigned int old_bit);
void lockdep_report_inversion(const struct held_lock *hlock, unsigned int new_bit,
			      const struct lock_node *other, unsigned int other_bit);
void lockdep_report_irq_order(const struct held_lock *prev, const struct held_lock *next,
			      const struct lock_class *safe, unsigned int safe_bit,
			      const struct lock_class *unsafe, unsigned int unsafe_bit);

#endif
