/* SPDX-License-Identifier: MIT */
/*
 * Printing stacks. An interrupted place is shown between the marks that Linux uses:
 *
 *	Call Trace:
 *	 <IRQ>
 *	 tick_handler+0x12/0x40
 *	 </IRQ>
 *	 busy_loop+0x7/0x10
 *
 * Tests: tests/kernel/traps_test.c.
 */
#include <asm/extable.h>
#include <asm/ptrace.h>
#include <asm/stacktrace.h>
#include <asm/traps.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/printk.h>

/* An interrupted instruction names itself; a return address names the call before it. */
static void print_entry(const struct stack_walk *w, const char *level)
{
	if (w->regs)
		printk("%s %pS\n", level, (void *)w->ip);
	else
		printk("%s %pB\n", level, (void *)w->ip);
}

static const char *mark_of(const struct pt_regs *regs)
{
	return regs->vector >= IRQ0_VECTOR ? "IRQ" : "EXCEPTION";
}

static void print_walk(struct stack_walk *w, const char *level)
{
	struct stack_walk ahead = *w;
	const char *inside = NULL;

	printk("%sCall Trace:\n", level);
	while (stack_walk_next(&ahead) && !inside)
		if (ahead.regs)
			inside = mark_of(ahead.regs);
	if (inside)
		printk("%s <%s>\n", level, inside);
	while (stack_walk_next(w)) {
		if (w->regs && inside)
			printk("%s </%s>\n", level, inside);
		print_entry(w, level);
	}
}

void dump_stack(void)
{
	struct stack_walk w;

	stack_walk_start_here(&w);
	print_walk(&w, KERN_DEFAULT);
}

/* After a call through a bad pointer the return address is the last thing on the stack: no frame has it. */
static void print_caller_of_nowhere(struct pt_regs *regs, const char *level)
{
	unsigned long caller;

	if (!kernel_text_address(regs->ip) && !user_mode(regs) &&
	    !peek_kernel((void *)kernel_stack_pointer(regs), &caller) && kernel_text_address(caller))
		printk("%s %pB\n", level, (void *)caller);
}

/* Starts below the interrupted place, so that only what led there is shown. */
void show_trace_regs(struct pt_regs *regs, const char *level)
{
	struct stack_walk w;

	stack_walk_start_regs(&w, regs);
	stack_walk_next(&w);
	printk("%sCall Trace:\n", level);
	print_entry(&w, level);
	print_caller_of_nowhere(regs, level);
	while (stack_walk_next(&w))
		print_entry(&w, level);
}

void show_trace_frame(unsigned long bp, const char *level)
{
	struct stack_walk w;

	stack_walk_start_frame(&w, bp);
	print_walk(&w, level);
}
