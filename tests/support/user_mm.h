/* SPDX-License-Identifier: MIT */
/* What the suites on address spaces have in common: an mm for the running test, and touching it. */
#ifndef _TESTS_MM_USER_MM_H
#define _TESTS_MM_USER_MM_H

#include <asm/extable.h>
#include <asm/ptrace.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <uapi/asm/mman.h>

#include "mm/user/vma.h"

#define ANON	 (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW	 (PROT_READ | PROT_WRITE)
#define PAGES(n) ((n)*PAGE_SIZE)
#define FIXED_AT 0x20000000UL /* where nothing else is */

/* The test gets an empty address space; the suite's exit takes it away. test->priv is the mm. */
int use_fresh_mm(struct kunit *test);
void drop_mm(struct kunit *test);

/* One limit (RLIMIT_*) for the running test, and none else; drop_mm() ends it. */
extern struct signal_struct test_limits;
void set_limit(unsigned int which, unsigned long value);

/* What @expr gives under the current mm's lock, as its entries want it. */
#define under_mmap_lock(kind, expr)                                                                \
	({                                                                                         \
		__typeof__(expr) __result;                                                         \
		mmap_##kind##_lock(current->mm);                                                   \
		__result = (expr);                                                                 \
		mmap_##kind##_unlock(current->mm);                                                 \
		__result;                                                                          \
	})

/* One word at a user address, as a program would: 0 or -EFAULT. */
static inline int write_user(unsigned long addr, unsigned long value)
{
	return poke_kernel((void *)addr, value);
}

static inline int read_user(unsigned long addr, unsigned long *value)
{
	return peek_kernel((void *)addr, value);
}

/* The word at @addr; fails the test where there is none. */
unsigned long user_word(struct kunit *test, unsigned long addr);

/* The entry of an address in the current mm, 0 where there is no table. */
pte_t user_pte(unsigned long addr);

/* Frame of a resident page of the current mm; 0: none. */
static inline unsigned long user_pfn(unsigned long addr)
{
	return pte_pfn(user_pte(addr));
}

/* Calls a system call's function: registers are as int 0x80 would have left them. */
#define do_syscall(name, ...)                                                                      \
	({                                                                                         \
		long sys_##name(const struct pt_regs *regs);                                       \
		unsigned long __args[6] = { __VA_ARGS__ };                                         \
		struct pt_regs __regs = { .bx = __args[0],                                         \
					  .cx = __args[1],                                         \
					  .dx = __args[2],                                         \
					  .si = __args[3],                                         \
					  .di = __args[4],                                         \
					  .bp = __args[5] };                                       \
		sys_##name(&__regs);                                                               \
	})

/* A task that looks like a process with @mm, of which it takes a reference; it never runs. */
struct task_struct *pretend_process(struct kunit *test, const char *comm, struct mm_struct *mm);
void end_pretending(struct task_struct *p);

/* Anonymous memory at a fixed place. */
static inline unsigned long map_anon_at(unsigned long addr, unsigned long len, unsigned long prot)
{
	return vm_mmap(NULL, addr, len, prot, ANON | MAP_FIXED, 0);
}

#endif
