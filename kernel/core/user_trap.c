/* SPDX-License-Identifier: MIT */
/*
 * Exceptions of user mode: each becomes a signal to the program, none concerns the kernel. The table says which
 * signal, its code, and what Linux calls the exception in the line that it prints when the program has no handler:
 *
 *	traps: divide[12] trap divide error ip:8049123 sp:bffff7c0 error:0 in divide[8049000+65000]
 *
 * Page faults are mm/user/fault.c's. A code of 0 says "from the kernel, no more to say" (SI_KERNEL).
 *
 * Tests: tests/kernel/x86/entry_test.c, tests/user.
 */
#include <asm/cpufeature.h>
#include <asm/fpu.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/traps.h>
#include <k896/traps.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/signal.h>

struct signal_hooks signal_hooks;
void (*print_user_ip)(unsigned long ip);

struct user_trap {
	u8 sig, code;
	bool has_address; /* si_addr is the instruction */
	const char *name; /* NULL: no line */
};

static const struct user_trap user_traps[NR_EXCEPTIONS] = {
	[X86_TRAP_DE] = { SIGFPE, FPE_INTDIV, true, "trap divide error" },
	[X86_TRAP_BP] = { SIGTRAP, 0, false, "trap int3" },
	[X86_TRAP_OF] = { SIGSEGV, 0, false, "trap overflow" },
	[X86_TRAP_BR] = { SIGSEGV, 0, false, "trap bounds" },
	[X86_TRAP_UD] = { SIGILL, ILL_ILLOPN, true, "trap invalid opcode" },
	[9] = { SIGFPE, 0, false, "trap coprocessor segment overrun" },
	[X86_TRAP_TS] = { SIGSEGV, 0, false, "trap invalid TSS" },
	[X86_TRAP_NP] = { SIGBUS, 0, false, "trap segment not present" },
	[X86_TRAP_SS] = { SIGBUS, 0, false, "trap stack segment" },
	[X86_TRAP_GP] = { SIGSEGV, 0, false, "general protection fault" },
	[X86_TRAP_AC] = { SIGBUS, BUS_ADRALN, false, "trap alignment check" },
};

static const struct user_trap bad_return = { SIGILL, ILL_BADSTK, false, "trap iret exception" };

void note_user_trap(const struct pt_regs *regs, unsigned long address)
{
	struct thread_struct *thread = &current->thread;

	thread->trap_nr = regs->vector == IRET_VECTOR ? X86_TRAP_IRET : regs->vector;
	thread->error_code = regs->orig_ax;
	thread->cr2 = address;
}

unsigned int user_traps_held_back;

bool may_print_user_trap(int sig)
{
	static DEFINE_RATELIMIT_STATE(show_unhandled_signals, 5 * HZ, 10);

	if (signal_hooks.unhandled_signal && !signal_hooks.unhandled_signal(current, sig))
		return false;
	if (__ratelimit(&show_unhandled_signals))
		return true;
	user_traps_held_back++;
	return false;
}

static void print_line(const struct pt_regs *regs, const struct user_trap *trap)
{
	pr_info("traps: %s[%d] %s ip:%lx sp:%lx error:%lx", current->comm, current->pid, trap->name,
		regs->ip, regs->sp, regs->orig_ax);
	if (print_user_ip)
		print_user_ip(regs->ip);
	pr_cont("\n");
}

static void send(int sig, int code, unsigned long address)
{
	if (!signal_hooks.force_sig_fault)
		panic("%s[%d]: signal %d for user mode, and no signals yet", current->comm,
		      current->pid, sig);
	if (code)
		signal_hooks.force_sig_fault(sig, code, (void __user *)address);
	else
		signal_hooks.force_sig(sig);
}

static void do_user_trap(const struct pt_regs *regs, const struct user_trap *trap)
{
	if (trap->name && may_print_user_trap(trap->sig))
		print_line(regs, trap);
	send(trap->sig, trap->code, trap->has_address ? regs->ip : 0);
}

/* ---- debug exceptions ---- */

#define DR6_TRAPS 0x0000000f
#define DR6_STEP  0x00004000
#define DR6_FIXED 0xffff0ff0

static unsigned long take_dr6(void)
{
	unsigned long dr6;

	asm volatile("mov %%dr6, %0" : "=r"(dr6));
	asm volatile("mov %0, %%dr6" : : "r"(DR6_FIXED));
	return dr6;
}

/* Single step, or the one-byte instruction 0xf1, which looks at no privilege. */
static void do_user_debug(const struct pt_regs *regs, unsigned long dr6)
{
	int code = dr6 & DR6_STEP ? TRAP_TRACE : dr6 & DR6_TRAPS ? TRAP_HWBKPT : TRAP_BRKPT;

	send(SIGTRAP, code, regs->ip);
}

void do_debug(struct pt_regs *regs)
{
	unsigned long dr6 = take_dr6();

	if (user_mode(regs)) {
		note_user_trap(regs, current->thread.cr2);
		local_irq_enable();
		do_user_debug(regs, dr6);
		return;
	}
	regs->flags &= ~X86_EFLAGS_TF;
	pr_warn("debug exception at %pSL without a debugger, ignored\n", (void *)regs->ip);
}

/* ---- the floating point unit ---- */

/* Which of the exceptions that are not masked: the six bits have the same places in SWD and MXCSR. */
static int fpu_code(u32 status)
{
	if (status & 0x01)
		return FPE_FLTINV;
	if (status & 0x04)
		return FPE_FLTDIV;
	if (status & 0x08)
		return FPE_FLTOVF;
	if (status & 0x12) /* denormal or underflow */
		return FPE_FLTUND;
	return status & 0x20 ? FPE_FLTRES : 0;
}

static u32 x87_exceptions(const union fpregs_state *state)
{
	u32 swd = boot_cpu_has(X86_FEATURE_FXSR) ? state->fxsave.swd : state->fsave.swd;
	u32 cwd = boot_cpu_has(X86_FEATURE_FXSR) ? state->fxsave.cwd : state->fsave.cwd;

	return swd & ~cwd;
}

static u32 sse_exceptions(const union fpregs_state *state)
{
	u32 mxcsr = state->fxsave.mxcsr;

	return mxcsr & ~(mxcsr >> 7);
}

static void do_fpu_trap(const struct pt_regs *regs)
{
	union fpregs_state *state = current->thread.fpu;
	int code;

	fpu_save(state, state);
	code = fpu_code(regs->vector == X86_TRAP_MF ? x87_exceptions(state) :
						      sse_exceptions(state));
	if (code) /* else it is gone already */
		send(SIGFPE, code, regs->ip);
}

/* ---- all of them ---- */

bool user_exception(struct pt_regs *regs)
{
	const struct user_trap *trap = NULL;

	if (regs->vector < NR_EXCEPTIONS)
		trap = &user_traps[regs->vector];
	else if (regs->vector == IRET_VECTOR)
		trap = &bad_return;
	note_user_trap(regs, current->thread.cr2);
	if (regs->vector == X86_TRAP_MF || regs->vector == X86_TRAP_XF) {
		local_irq_enable();
		do_fpu_trap(regs);
		return true;
	}
	if (!trap || !trap->sig)
		return false;
	local_irq_enable();
	do_user_trap(regs, trap);
	return true;
}
