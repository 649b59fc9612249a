/* SPDX-License-Identifier: MIT */
/*
 * Stack walking (see asm/stacktrace.h). All code is built with frame pointers, so a stack is a list:
 *
 *	EBP -> [ caller's EBP ][ return address ] ...
 *
 * An odd EBP is a pt_regs (entry.asm). Every word is read through peek_kernel(): a stack that has
 * been overwritten ends the walk, it does not end the kernel.
 *
 * Tests: tests/kernel/core/stacktrace_test.c
 */
#include <asm/extable.h>
#include <asm/page_types.h>
#include <asm/ptrace.h>
#include <asm/stacktrace.h>
#include <linux/bitops.h>
#include <linux/stacktrace.h>
#include <linux/stddef.h>

#define MAX_ENTRIES 64

void stack_walk_start_frame(struct stack_walk *w, unsigned long bp)
{
	*w = (struct stack_walk){ .bp = bp, .left = MAX_ENTRIES };
}

void stack_walk_start_here(struct stack_walk *w)
{
	/* the caller's frame: our own is gone when we return */
	stack_walk_start_frame(w, *(unsigned long *)__builtin_frame_address(0));
}

void stack_walk_start_regs(struct stack_walk *w, struct pt_regs *regs)
{
	stack_walk_start_frame(w, (unsigned long)regs | 1);
}

static bool next_regs(struct stack_walk *w)
{
	struct pt_regs *regs = (void *)(w->bp & ~1UL);
	unsigned long cs;

	if (peek_kernel(&regs->cs, &cs) || (cs & 3) || peek_kernel(&regs->ip, &w->ip))
		return false;
	w->regs = regs;
	return !peek_kernel(&regs->bp, &w->bp);
}

static bool next_frame(struct stack_walk *w)
{
	unsigned long *frame = (void *)w->bp;

	if (w->bp < PAGE_OFFSET || w->bp & 3)
		return false;
	w->regs = NULL;
	return !peek_kernel(&frame[1], &w->ip) && !peek_kernel(&frame[0], &w->bp) && w->ip;
}

bool stack_walk_next(struct stack_walk *w)
{
	if (!w->left)
		return false;
	w->left--;
	return w->bp & 1 ? next_regs(w) : next_frame(w);
}

/* ---- saving: with every page that goes out or comes back, so in few instructions ---- */

/* A caller's frame is not further away than that: no stack is larger. */
#define MAX_DISTANCE 0x4000

/* What is in a frame; 0 where it cannot be read. */
static __always_inline void read_frame(unsigned long bp, unsigned long *ip, unsigned long *next)
{
	*ip = *next = 0;
	asm volatile("1: movl 4(%2), %0\n"
		     "2: movl (%2), %1\n"
		     "3:\n" _ASM_EXTABLE(1b, 3b) _ASM_EXTABLE(2b, 3b)
		     : "+&r"(*ip), "+&r"(*next)
		     : "r"(bp)
		     : "memory");
}

/*
 * Does the frame of the caller, which lies higher on the stack, follow? The plain form:
 *
 *	return next > bp && next - bp < MAX_DISTANCE && !(next & 3);
 *
 * At the end of a context there is a pt_regs, whose address is odd here, or 0. @bp is a multiple of 4, so one rotation
 * makes a difference that is none a very large number.
 */
static __always_inline bool is_caller(unsigned long bp, unsigned long next)
{
	return ror32(next - bp, 2) - 1 < MAX_DISTANCE / 4;
}

unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr)
{
	unsigned long bp = (unsigned long)__builtin_frame_address(0), ip, next, *to = store;

	for (read_frame(bp, &ip, &next); skipnr; skipnr--) {
		if (!is_caller(bp, next))
			return 0;
		bp = next;
		read_frame(bp, &ip, &next);
	}
	while (to < store + size && ip) {
		*to++ = ip;
		if (!is_caller(bp, next))
			break;
		bp = next;
		read_frame(bp, &ip, &next);
	}
	return to - store;
}
