/* SPDX-License-Identifier: MIT */
/*
 * Walking a kernel stack by its frame pointers. An interrupt or exception in the middle is seen:
 * entry.asm leaves the address of its pt_regs in EBP with bit 0 set.
 */
#ifndef _ASM_STACKTRACE_H
#define _ASM_STACKTRACE_H

#include <linux/types.h>

struct pt_regs;

struct stack_walk {
	unsigned long bp;     /* next frame */
	struct pt_regs *regs; /* set for the entry at which the stack was interrupted */
	unsigned long ip;     /* the entry just found; 0 at the end */
	unsigned int left;    /* entries that may still come: a broken chain must end */
};

/* Start at the caller of the calling function, at given registers, or at a saved frame pointer. */
void stack_walk_start_here(struct stack_walk *w);
void stack_walk_start_regs(struct stack_walk *w, struct pt_regs *regs);
void stack_walk_start_frame(struct stack_walk *w, unsigned long bp);

/* Finds the next entry; false at the end. Reads only memory that can be read. Any context. */
bool stack_walk_next(struct stack_walk *w);

#endif
