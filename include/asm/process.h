/* SPDX-License-Identifier: MIT */
/*
 * From the kernel to user mode and back: what entry.asm and kernel/x86/process.c offer to those who make
 * processes. The first way to user mode of a task:
 *
 *	start_user_regs(current_pt_regs(), ip, sp);	the registers that it begins with
 *	enter_user_mode();
 */
#ifndef _ASM_PROCESS_H
#define _ASM_PROCESS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;
struct task_struct;

/* What a program begins with: flat segments, interrupts on, everything else 0. */
void start_user_regs(struct pt_regs *regs, unsigned long ip, unsigned long sp);

/*
 * entry.asm: to user mode with current_pt_regs(); what else was on the kernel stack is forgotten (tell KASAN before:
 * kasan_unpoison_task_stack_below()). Task.
 */
void enter_user_mode(void) __noreturn;

/* For the scheduler, before the stacks change, if one of them has thread.fpu: FPU and TLS. Interrupts off. */
void switch_user_state(struct task_struct *prev, struct task_struct *next);

/*
 * Called on the way to user mode if the task has a thread flag, is due to lose the CPU, or has a preempt count.
 * Interrupts off before and after, on meanwhile; does not return if the task dies. One hook, kernel/signal/signal.c's.
 */
extern void (*exit_work)(struct pt_regs *regs);

#endif
