/* SPDX-License-Identifier: MIT */
/*
 * Call stacks, each distinct one kept once and named by a number, for books that note a stack with everything that is
 * handed out: page_owner, KASAN. In the builds that have those (DEBUG=1, SAN=addr); lib/stackdepot.c has the idea.
 *
 *	unsigned long entries[16];
 *	depot_stack_handle_t handle;
 *
 *	handle = stack_depot_save(entries, stack_trace_save(entries, ARRAY_SIZE(entries), 0), GFP_NOWAIT);
 *	...
 *	stack_depot_print(handle);
 */
#ifndef _LINUX_STACKDEPOT_H
#define _LINUX_STACKDEPOT_H

#include <linux/atomic.h>
#include <linux/types.h>

/* 0: no stack. */
typedef u32 depot_stack_handle_t;

/* Callers that are kept of a stack, at most. */
#define STACK_DEPOT_DEPTH 24

#ifdef CONFIG_STACKDEPOT
/**
 * stack_depot_save() - the number of a stack
 * @entries: return addresses, the innermost first
 * @nr_entries: how many; those above STACK_DEPOT_DEPTH are left out
 * @gfp: of no meaning here: nothing is allocated
 *
 * Any context, the middle of an allocator and of this function itself included. Return: the same number for the same
 * entries; 0 for no entries, before boot has handed the memory over, and when that is full, which is counted.
 */
depot_stack_handle_t stack_depot_save(const unsigned long *entries, unsigned int nr_entries,
				      gfp_t gfp);

/* The entries behind a number, which stay; returns how many, 0 for 0 and for what is no stack's number. Any context. */
unsigned int stack_depot_fetch(depot_stack_handle_t handle, unsigned long **entries);

/* The stack on the console, a line for each entry, as Linux's; nothing for 0. Any context. (kernel/core/stacktrace.c) */
void stack_depot_print(depot_stack_handle_t handle);

/* A counter that goes with the stack and is the caller's own (page_owner's: the pages that this stack has). */
atomic_t *stack_depot_counter(depot_stack_handle_t handle);

/* All numbers, one after the other: the one after @handle; from 0, until 0. Any context. */
depot_stack_handle_t stack_depot_next(depot_stack_handle_t handle);

/* How many stacks there are, the bytes that they and the table take and could take, and how many found no room. */
struct stack_depot_counts {
	unsigned long stacks, used, size, dropped;
};
struct stack_depot_counts stack_depot_counts(void);

/* The zeroed memory in which all this lives, a word-aligned @size of it; once, at boot. */
void stack_depot_give_memory(void *memory, size_t size);
#endif

#endif
