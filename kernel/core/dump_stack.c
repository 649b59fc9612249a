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
 * Tests: tests/kernel/core/traps_test.c.
 */
#include <asm/extable.h>
#include <asm/ptrace.h>
#include <asm/stacktrace.h>
#include <asm/traps.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

/* An interrupted instruction names itself; a return address names the call before it. */
static void print_entry(const struct stack_walk *w, const char *level)
{
	if (w->regs)
		printk("%s %pSL\n", level, (void *)w->ip);
	else
		printk("%s %pBL\n", level, (void *)w->ip);
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

/* Has the function at @ip made its frame there? The compiler makes none for a leaf. */
static bool has_frame(unsigned long ip)
{
	static const u8 prologue[] = { 0x55, 0x89, 0xe5 }; /* push %ebp; mov %esp, %ebp */
	unsigned long size, offset;
	const char *name = kallsyms_lookup(ip, &size, &offset);

	if (!name)
		return false;
	return strstr(name, ".cold") ||
	       (offset >= sizeof(prologue) &&
		!memcmp((void *)(ip - offset), prologue, sizeof(prologue)));
}

/*
 * Interrupted without a frame: its return address is in no chain, but most likely on top of the stack or
 * behind one or two registers that the function has saved. So a call through a bad pointer names its
 * caller, and a fault in mm/slab/slab_fast.c does. The mark is Linux's for "maybe".
 */
static void print_frameless_caller(struct pt_regs *regs, const char *level)
{
	unsigned long *stack = (void *)kernel_stack_pointer(regs), word;

	if (user_mode(regs) || has_frame(regs->ip))
		return;
	for (unsigned int i = 0; i < 3 && !peek_kernel(&stack[i], &word); i++) {
		if (kernel_text_address(word)) {
			printk("%s ? %pBL\n", level, (void *)word);
			return;
		}
	}
}

/* Starts below the interrupted place, so that only what led there is shown. */
void show_trace_regs(struct pt_regs *regs, const char *level)
{
	struct stack_walk w;

	stack_walk_start_regs(&w, regs);
	stack_walk_next(&w);
	printk("%sCall Trace:\n", level);
	print_entry(&w, level);
	print_frameless_caller(regs, level);
	while (stack_walk_next(&w))
		print_entry(&w, level);
}

void show_trace_frame(unsigned long bp, const char *level)
{
	struct stack_walk w;

	stack_walk_start_frame(&w, bp);
	print_walk(&w, level);
}
