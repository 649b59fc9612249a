/* SPDX-License-Identifier: MIT */
/*
 * From one kernel stack to another. What the compiler keeps across a call is all there is to save:
 *
 *	thread.sp -> [ esi ][ edi ][ ebx ][ ebp ][ return address ] ...
 *	                                  ^ looks like any other stack frame: a walk starts here
 *
 * Above all that, up to thread.sp0, is room for the registers of user mode (current_pt_regs()).
 * A new task is given such a frame by hand, which "returns" to task_entry. kernel/x86/switch.asm.
 */
#ifndef _ASM_SWITCH_TO_H
#define _ASM_SWITCH_TO_H

#include <asm/ptrace.h>
#include <linux/sched.h>

struct inactive_task_frame {
	unsigned long si, di, bx, bp, ret_addr;
};

/* Calls bx(prev, si, di), prev being the task that ran before. bx must not return. */
void task_entry(void);

/*
 * Saves the registers and @save_sp = ESP, goes on at @new_sp; returns, in the task that has been
 * switched to, the one that ran before. Interrupts off.
 */
struct task_struct *switch_stacks(unsigned long *save_sp, unsigned long new_sp,
				  struct task_struct *prev);

static __always_inline struct task_struct *switch_to(struct task_struct *prev,
						     struct task_struct *next)
{
	return switch_stacks(&prev->thread.sp, next->thread.sp, prev);
}

typedef void (*task_entry_t)(struct task_struct *prev, void (*first)(void *arg), void *arg);

/* Lays a first frame on an unused stack. */
static inline void init_task_frame(struct thread_struct *thread, unsigned long top,
				   task_entry_t entry, void (*first)(void *arg), void *arg)
{
	struct pt_regs *user = (struct pt_regs *)top - 1;
	struct inactive_task_frame *frame = (struct inactive_task_frame *)user - 1;

	*frame = (struct inactive_task_frame){
		.si = (unsigned long)first,
		.di = (unsigned long)arg,
		.bx = (unsigned long)entry,
		.ret_addr = (unsigned long)task_entry,
	};
	thread->sp = (unsigned long)frame;
	thread->sp0 = top;
}

/*
 * Calls fn(arg) on the stack that ends at @top, and comes back to this one. The frame pointers lead from that stack to this,
 * so a walk does not notice. Interrupts off: a task that gave the CPU away there would lose the stack to the next.
 */
static __always_inline void call_on_stack(void *top, void (*fn)(void *arg), void *arg)
{
	asm volatile("xchg %%ebx, %%esp; call *%%edi; mov %%ebx, %%esp"
		     : "+b"(top), "+a"(arg)
		     : "D"(fn)
		     : "ecx", "edx", "memory", "cc");
}

/* Where the walk over the stack of a task that does not run begins (asm/stacktrace.h). */
static inline unsigned long sleeping_frame(const struct task_struct *p)
{
	return (unsigned long)&((struct inactive_task_frame *)p->thread.sp)->bp;
}

#endif
