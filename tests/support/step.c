/* SPDX-License-Identifier: MIT */
/* See step.h. */
#include <asm/ptrace.h>
#include <asm/traps.h>
#include <k896/traps.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/sched.h>

#include "step.h"

static unsigned int left; /* 0: disarmed */
static void (*injected)(void);

static void on_step(struct pt_regs *regs)
{
	if (left && !(regs->flags & X86_EFLAGS_IF))
		return;
	if (left && --left)
		return;
	/* Flags saved before, and restored later, may set it once more: then there is nothing to do. */
	regs->flags &= ~X86_EFLAGS_TF;
	if (!injected)
		return;
	irq_enter();
	injected();
	injected = NULL;
	irq_exit();
	if (!this_cpu_read(__preempt_count) && regs->flags & X86_EFLAGS_IF)
		preempt_schedule_irq();
}

bool interrupt_is_to_come(void)
{
	return READ_ONCE(injected) != NULL;
}

bool run_interrupted(unsigned int n, void (*fn)(void *arg), void *arg, void (*inject)(void))
{
	bool was_injected;

	set_trap_handler(X86_TRAP_DB, on_step);
	injected = inject;
	left = n;
	arch_local_irq_restore(arch_local_save_flags() | X86_EFLAGS_TF);
	fn(arg);
	arch_local_irq_restore(arch_local_save_flags() & ~X86_EFLAGS_TF);
	was_injected = !injected;
	injected = NULL;
	left = 0;
	set_trap_handler(X86_TRAP_DB, do_debug); /* programs that step want theirs */
	return was_injected;
}
