/* SPDX-License-Identifier: MIT */
/*
 * Printing stacks. An interrupted place is shown between the marks that Linux uses:
 *
 *	Call Trace:
 *	 <IRQ>
 *	 tick_handler+0x12/0x40
 *	 </IRQ>
 *	 busy_loop+0x7/0x10
 */
#include <asm/ptrace.h>
#include <asm/stacktrace.h>
#include <asm/traps.h>
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

/* Starts below the interrupted place, so that only what led there is shown. */
void show_trace_regs(struct pt_regs *regs, const char *level)
{
	struct stack_walk w;

	stack_walk_start_regs(&w, regs);
	stack_walk_next(&w);
	printk("%sCall Trace:\n", level);
	print_entry(&w, level);
	while (stack_walk_next(&w))
		print_entry(&w, level);
}

void show_trace_frame(unsigned long bp, const char *level)
{
	struct stack_walk w;

	stack_walk_start_frame(&w, bp);
	print_walk(&w, level);
}
