/* SPDX-License-Identifier: MIT */
/*
 * The CPU's side of a user task: the table of system calls, what is asked on the way back to user mode, the
 * registers that a program starts with, and what changes hands beside stack and page directory when user
 * tasks take turns (FPU state, thread-local storage).
 *
 * The functions that do the work are in folders to the right of this one, and register themselves: exit_work is
 * set by kernel/process/signal_deliver.c, the table is filled by kernel/process/syscall_table.c, and
 * kernel/process/missing_syscall.c tells of calls that are missing.
 *
 * Tests: tests/kernel/x86/entry_test.c.
 */
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/ldt.h>
#include <asm/process.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/traps.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/syscalls.h>

/* entry.asm counts on these. */
static_assert(offsetof(struct pt_regs, ax) == 24);
static_assert(offsetof(struct pt_regs, vector) == 44);
static_assert(offsetof(struct pt_regs, orig_ax) == 48);
static_assert(offsetof(struct pt_regs, cs) == 56);
static_assert(offsetof(struct pt_regs, flags) == 60);
static_assert(sizeof(struct pt_regs) == 72);
static_assert(offsetof(struct task_struct, thread_flags) == 8);
static_assert(offsetof(struct task_struct, thread.sp0) == 16);
#ifdef CONFIG_LOCKDEP
static_assert(offsetof(struct task_struct, lockdep_depth) == 60);
#endif
static_assert(IRET_VECTOR == 256);

/* The bound of the table, for entry.asm: a symbol whose address is the number. */
asm(".globl NR_SYSCALLS_IN_TABLE\n"
    ".set NR_SYSCALLS_IN_TABLE, " __stringify(NR_SYSCALLS));

static void tell_nobody(const struct pt_regs *regs)
{
}

void (*missing_syscall)(const struct pt_regs *regs) = tell_nobody;

long sys_ni_syscall(const struct pt_regs *regs)
{
	missing_syscall(regs);
	return -ENOSYS;
}

sys_call_ptr_t sys_call_table[NR_SYSCALLS] = { [0 ... NR_SYSCALLS - 1] = sys_ni_syscall };

static void no_work(struct pt_regs *regs)
{
}

void (*exit_work)(struct pt_regs *regs) = no_work;

void start_user_regs(struct pt_regs *regs, unsigned long ip, unsigned long sp)
{
	*regs = (struct pt_regs){
		.ds = __USER_DS,
		.es = __USER_DS,
		.ss = __USER_DS,
		.cs = __USER_CS,
		.ip = ip,
		.sp = sp,
		.orig_ax = -1,
		.flags = X86_EFLAGS_FIXED | X86_EFLAGS_IF,
	};
}

void switch_user_state(struct task_struct *prev, struct task_struct *next)
{
	fpu_switch(prev, next);
	if (next->thread.fpu)
		load_tls(&next->thread);
}
