/* SPDX-License-Identifier: MIT */
/*
 * Exceptions, in words. What arrives here is one of
 *
 *	a fault with a landing place (asm/extable.h)	go on there, say nothing
 *	a BUG() or WARN()				the ud2 of linux/bug.h: report; WARN goes on
 *	a page fault that somebody handles		fault_hook, mm's
 *	the program's own doing			a signal: user_trap.c
 *	anything else					registers, trace, panic
 *
 * The forms of the lines are Linux's. The double fault comes on a stack of its own (x86/gdt.c).
 *
 * Tests: tests/kernel/core/traps_test.c; each kind that panics alone in its own VM.
 */
#include <asm/extable.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/stacktrace.h>
#include <asm/traps.h>
#include <k896/report.h>
#include <k896/traps.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>

#define CREATE_TRACE_POINTS
#include <trace/events/exceptions.h>

extern const struct bug_entry __start___bug_table[], __stop___bug_table[];
extern char init_stack_guard[];

bool (*fault_hook)(struct pt_regs *regs, unsigned long address);
void (*describe_address)(unsigned long address);

static const char *const exception_names[NR_EXCEPTIONS] = {
	[X86_TRAP_DE] = "divide error",
	[X86_TRAP_DB] = "debug",
	[X86_TRAP_NMI] = "NMI",
	[X86_TRAP_BP] = "int3",
	[X86_TRAP_OF] = "overflow",
	[X86_TRAP_BR] = "bounds",
	[X86_TRAP_UD] = "invalid opcode",
	[X86_TRAP_NM] = "device not available",
	[X86_TRAP_DF] = "double fault",
	[9] = "coprocessor segment overrun",
	[X86_TRAP_TS] = "invalid TSS",
	[X86_TRAP_NP] = "segment not present",
	[X86_TRAP_SS] = "stack segment",
	[X86_TRAP_GP] = "general protection fault",
	[X86_TRAP_PF] = "page fault",
	[X86_TRAP_MF] = "coprocessor error",
	[X86_TRAP_AC] = "alignment check",
	[X86_TRAP_MC] = "machine check",
	[X86_TRAP_XF] = "simd exception",
};

/* ---- registers ---- */

/* The bytes around the instruction, itself between < and >. */
static void show_code(unsigned long ip)
{
	char line[3 * 64 + 8];
	int n = 0;
	u8 first;

	if (peek_kernel_byte((void *)ip, &first)) {
		pr_emerg("Code: Unable to access opcode bytes at %#lx.\n", ip);
		return;
	}
	for (int i = -43; i < 21; i++) {
		u8 byte;

		if (peek_kernel_byte((void *)(ip + i), &byte))
			n += scnprintf(line + n, sizeof(line) - n, " ??");
		else
			n += scnprintf(line + n, sizeof(line) - n, i ? " %02x" : " <%02x>", byte);
	}
	pr_emerg("Code:%s\n", line);
}

void show_regs(struct pt_regs *regs)
{
	unsigned long cr2 = read_cr2(); /* before show_code() makes faults of its own */

	pr_emerg("CPU: 0 PID: %d Comm: %s\n", current->pid, current->comm);
	pr_emerg("EIP: %pSL\n", (void *)regs->ip);
	show_code(regs->ip);
	pr_emerg("EAX: %08lx EBX: %08lx ECX: %08lx EDX: %08lx\n", regs->ax, regs->bx, regs->cx,
		 regs->dx);
	pr_emerg("ESI: %08lx EDI: %08lx EBP: %08lx ESP: %08lx\n", regs->si, regs->di, regs->bp,
		 regs->vector == X86_TRAP_DF ? regs->sp : kernel_stack_pointer(regs));
	pr_emerg("DS: %04x ES: %04x FS: %04x GS: %04x SS: %04x EFLAGS: %08lx\n", (u16)regs->ds,
		 (u16)regs->es, (u16)regs->fs, (u16)regs->gs,
		 (u16)(user_mode(regs) ? regs->ss : __KERNEL_DS), regs->flags);
	pr_emerg("CR0: %08lx CR2: %08lx CR3: %08lx CR4: %08lx\n", read_cr0(), cr2, read_cr3(),
		 read_cr4());
}

void die(const char *what, struct pt_regs *regs, unsigned long error_code)
{
	static unsigned int count;

	local_irq_disable();
	console_loglevel = CONSOLE_LOGLEVEL_MOTORMOUTH;
	pr_emerg("%s: %04lx [#%u] PREEMPT\n", what, error_code & 0xffff, ++count);
	show_regs(regs);
	show_trace_regs(regs, KERN_EMERG);
	oops_in_progress = true;
	panic("Fatal exception%s", in_interrupt() ? " in interrupt" : "");
}

/* ---- BUG and WARN ---- */

static const struct bug_entry *find_bug(unsigned long ip)
{
	for (const struct bug_entry *b = __start___bug_table; b < __stop___bug_table; b++)
		if (b->addr == ip)
			return b;
	return NULL;
}

static void report_warning(const struct bug_entry *bug, struct pt_regs *regs)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_warn("------------[ cut here ]------------\n");
	pr_warn("WARNING: CPU: 0 PID: %d at %s:%u %pS\n", current->pid, bug->file, bug->line,
		(void *)regs->ip);
	show_trace_regs(regs, KERN_WARNING);
	pr_warn("---[ end trace 0000000000000000 ]---\n");
	report_end(flags);
}

static void do_invalid_op(struct pt_regs *regs)
{
	const struct bug_entry *bug;

	if (user_mode(regs) && user_exception(regs))
		return;
	bug = find_bug(regs->ip);
	if (bug && bug->flags & BUGFLAG_WARNING) {
		report_warning(bug, regs);
		regs->ip += 2; /* past the ud2 */
		return;
	}
	if (bug) {
		pr_emerg("------------[ cut here ]------------\n");
		pr_emerg("kernel BUG at %s:%u!\n", bug->file, bug->line);
	}
	die(exception_names[X86_TRAP_UD], regs, 0);
}

/* ---- page faults ---- */

void show_page_walk(unsigned long address)
{
	unsigned long *dir = __va(read_cr3() & PAGE_MASK), pde, pte;

	if (peek_kernel(&dir[pgd_index(address)], &pde))
		return;
	if (!pgd_present(pde) || pgd_large(pde))
		pr_alert("*pde = %08lx%s\n", pde, pgd_large(pde) ? " (4 MiB page)" : "");
	else if (peek_kernel(&pgd_table(pde)[pte_index(address)], &pte))
		pr_alert("*pde = %08lx *pte = unreadable\n", pde);
	else
		pr_alert("*pde = %08lx *pte = %08lx\n", pde, pte);
}

static void __noreturn bad_page_fault(struct pt_regs *regs, unsigned long address)
{
	unsigned long code = regs->orig_ax;

	if (address < PAGE_SIZE)
		pr_alert("BUG: kernel NULL pointer dereference, address: %08lx\n", address);
	else
		pr_alert("BUG: unable to handle page fault for address: %08lx\n", address);
	pr_alert("#PF: %s %s in %s mode\n", code & X86_PF_USER ? "user" : "supervisor",
		 code & X86_PF_WRITE ? "write access" :
				       /* without NX the CPU does not tell a fetch from a read */
			 code & X86_PF_INSTR || address == regs->ip ? "instruction fetch" :
								      "read access",
		 user_mode(regs) ? "user" : "kernel");
	pr_alert("#PF: error_code(0x%04lx) - %s\n", code,
		 !(code & X86_PF_PROT) ? "not-present page" :
		 code & X86_PF_RSVD    ? "reserved bit violation" :
					 "permissions violation");
	show_page_walk(address);
	if (describe_address)
		describe_address(address);
	die("Oops", regs, code);
}

static void do_page_fault(struct pt_regs *regs)
{
	unsigned long address = read_cr2();

	if (user_mode(regs))
		trace_page_fault_user(address, regs->ip, regs->orig_ax);
	else
		trace_page_fault_kernel(address, regs->ip, regs->orig_ax);
	if (fault_hook && fault_hook(regs, address))
		return;
	if (!user_mode(regs) && fixup_exception(regs))
		return;
	bad_page_fault(regs, address);
}

/* ---- the rest ---- */

static void do_exception(struct pt_regs *regs)
{
	const char *name = regs->vector < NR_EXCEPTIONS ? exception_names[regs->vector] : NULL;

	if (user_mode(regs) ? user_exception(regs) : fixup_exception(regs))
		return;
	die(name ?: "unknown exception", regs, regs->orig_ax);
}

static void do_int3(struct pt_regs *regs)
{
	if (user_mode(regs) && user_exception(regs))
		return;
	pr_warn("int3 at %pSL without a debugger, ignored\n", (void *)(regs->ip - 1));
}

/*
 * A push onto an unmapped page cannot report itself: the report would be pushed too. Then CR2 is just
 * below where the stack pointer ran to, in the page that guards the stack.
 */
static bool is_stack_guard(unsigned long address, unsigned long sp)
{
	unsigned long guard = stack_guard_of ? stack_guard_of(sp) : (unsigned long)init_stack_guard;

	return guard && address - guard < PAGE_SIZE;
}

unsigned long (*stack_guard_of)(unsigned long sp);

static void do_double_fault(struct pt_regs *regs)
{
	unsigned long address = read_cr2();

	if (is_stack_guard(address, regs->sp)) {
		pr_emerg("BUG: kernel stack overflow: task %s/%d ran into the guard page at %08lx (ESP %08lx), %lu bytes deep\n",
			 current->comm, current->pid, address & PAGE_MASK, regs->sp,
			 current->thread.sp0 - regs->sp);
		die("kernel stack overflow", regs, 0);
	}
	pr_emerg("PANIC: double fault, last page fault at %08lx\n", address);
	die(exception_names[X86_TRAP_DF], regs, 0);
}

void __init trap_init(void)
{
	for (unsigned int v = 0; v < NR_EXCEPTIONS; v++)
		set_trap_handler(v, do_exception);
	set_trap_handler(IRET_VECTOR, do_exception);
	set_trap_handler(X86_TRAP_DB, do_debug);
	set_trap_handler(X86_TRAP_UD, do_invalid_op);
	set_trap_handler(X86_TRAP_PF, do_page_fault);
	set_trap_handler(X86_TRAP_BP, do_int3);
	set_double_fault_handler(do_double_fault);
	idt_init();
}
