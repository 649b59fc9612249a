/* SPDX-License-Identifier: MIT */
/*
 * System calls. int 0x80 enters kernel/x86/entry.asm; EAX is the number, EBX ECX EDX ESI EDI EBP the
 * arguments, the result goes back in EAX. The table (kernel/process/syscall_table.c) names a function for
 * each number that exists; each is defined where its subject lives:
 *
 *	SYSCALL_DEFINE2(munmap, unsigned long, addr, size_t, len)
 *	{
 *		...
 *		return 0 or -errno;
 *	}
 *
 * which makes long sys_munmap(const struct pt_regs *regs), and its two events for the trace. Arguments arrive as
 * the user left them in the registers: trust none. Runs in the task, interrupts on, nothing held.
 */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <asm/ptrace.h>
#include <k896/trace_syscalls.h>
#include <linux/types.h>
#include <uapi/asm/unistd.h>

#define __SC_ARG1 regs->bx
#define __SC_ARG2 regs->cx
#define __SC_ARG3 regs->dx
#define __SC_ARG4 regs->si
#define __SC_ARG5 regs->di
#define __SC_ARG6 regs->bp

#define __SC_HEAD(name, fmt)                                                                       \
	long sys_##name(const struct pt_regs *regs);                                               \
	SYSCALL_EVENTS(name, fmt);                                                                 \
	long sys_##name(const struct pt_regs *regs)

#define SYSCALL_DEFINE0(name)                                                                      \
	static inline long __do_sys_##name(const struct pt_regs *regs);                            \
	__SC_HEAD(name, "")                                                                        \
	{                                                                                          \
		return __do_sys_##name(regs);                                                      \
	}                                                                                          \
	static inline long __do_sys_##name(const struct pt_regs *regs)
#define __SC_DEFINE(name, fmt, call, ...)                                                          \
	static inline long __do_sys_##name(__VA_ARGS__);                                           \
	__SC_HEAD(name, fmt)                                                                       \
	{                                                                                          \
		return __do_sys_##name call;                                                       \
	}                                                                                          \
	static inline long __do_sys_##name(__VA_ARGS__)
#define SYSCALL_DEFINE1(name, t1, a1) __SC_DEFINE(name, __SC_FMT1(t1, a1), ((t1)__SC_ARG1), t1 a1)
#define SYSCALL_DEFINE2(name, t1, a1, t2, a2)                                                      \
	__SC_DEFINE(name, __SC_FMT2(t1, a1, t2, a2), ((t1)__SC_ARG1, (t2)__SC_ARG2), t1 a1, t2 a2)
#define SYSCALL_DEFINE3(name, t1, a1, t2, a2, t3, a3)                                              \
	__SC_DEFINE(name, __SC_FMT3(t1, a1, t2, a2, t3, a3),                                       \
		    ((t1)__SC_ARG1, (t2)__SC_ARG2, (t3)__SC_ARG3), t1 a1, t2 a2, t3 a3)
#define SYSCALL_DEFINE4(name, t1, a1, t2, a2, t3, a3, t4, a4)                                      \
	__SC_DEFINE(name, __SC_FMT4(t1, a1, t2, a2, t3, a3, t4, a4),                               \
		    ((t1)__SC_ARG1, (t2)__SC_ARG2, (t3)__SC_ARG3, (t4)__SC_ARG4), t1 a1, t2 a2,    \
		    t3 a3, t4 a4)
#define SYSCALL_DEFINE5(name, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)                              \
	__SC_DEFINE(name, __SC_FMT5(t1, a1, t2, a2, t3, a3, t4, a4, t5, a5),                       \
		    ((t1)__SC_ARG1, (t2)__SC_ARG2, (t3)__SC_ARG3, (t4)__SC_ARG4, (t5)__SC_ARG5),   \
		    t1 a1, t2 a2, t3 a3, t4 a4, t5 a5)
#define SYSCALL_DEFINE6(name, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6)                      \
	__SC_DEFINE(name, __SC_FMT6(t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6),               \
		    ((t1)__SC_ARG1, (t2)__SC_ARG2, (t3)__SC_ARG3, (t4)__SC_ARG4, (t5)__SC_ARG5,    \
		     (t6)__SC_ARG6),                                                               \
		    t1 a1, t2 a2, t3 a3, t4 a4, t5 a5, t6 a6)

typedef long (*sys_call_ptr_t)(const struct pt_regs *regs);

/*
 * kernel/x86: the table that the entry reads, with a place for each number below NR_SYSCALLS; every number is
 * sys_ni_syscall (-ENOSYS) until kernel/process hangs its functions in at boot.
 */
extern sys_call_ptr_t sys_call_table[NR_SYSCALLS];
long sys_ni_syscall(const struct pt_regs *regs);

/* Told of a call below NR_SYSCALLS that is not there, before it answers. One hook, kernel/process's. */
extern void (*missing_syscall)(const struct pt_regs *regs);

/* kernel/process/syscall_table.c: what number @number is called; NULL: there is none, here or in Linux. */
const char *linux_syscall_name(unsigned int number);
const char *syscall_name(unsigned int number);

/* The registers with which the current task entered the kernel from user mode: at the top of its stack. */
#define current_pt_regs()  task_pt_regs(current)
#define task_pt_regs(task) ((struct pt_regs *)(task)->thread.sp0 - 1)

#endif
