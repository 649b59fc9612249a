/* SPDX-License-Identifier: MIT */
/*
 * The registers at an exception or interrupt, as entry.asm pushes them (lowest address first).
 * sp and ss are there only when the CPU came from user mode: use kernel_stack_pointer().
 */
#ifndef _ASM_PTRACE_H
#define _ASM_PTRACE_H

#include <linux/types.h>
#include <asm/processor.h>

struct pt_regs {
	unsigned long bx, cx, dx, si, di, bp, ax;
	unsigned long ds, es, fs, gs;
	unsigned long vector;  /* exception or interrupt number */
	unsigned long orig_ax; /* error code, or the system call number */
	unsigned long ip, cs, flags;
	unsigned long sp, ss;
};

static inline bool user_mode(const struct pt_regs *regs)
{
	return regs->cs & 3; /* rings 1 and 2 are nobody's */
}

/* The stack pointer at the time of the exception. */
static inline unsigned long kernel_stack_pointer(const struct pt_regs *regs)
{
	return user_mode(regs) ? regs->sp : (unsigned long)&regs->sp;
}

#endif
