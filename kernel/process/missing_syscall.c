/* SPDX-License-Identifier: MIT */
/*
 * System calls that are not there: the program sees -ENOSYS, and the log names the call, so that nobody has
 * to guess what a program from elsewhere needs:
 *
 *	prog: system call 331 (pipe2) is not there
 *
 * Once for each program and call, however often it asks and however many processes run it. What has been said is
 * remembered for the last PROGRAMS programs that asked for something in vain, which are told apart by their
 * paths.
 *
 * Nothing is said of a number that Linux has no call for, nor of rseq: the C library asks for it whenever a
 * program starts, and does well without.
 *
 * Tests: tests/kernel/process/missing_syscall_test.c, tests/user/test_missing_calls.py.
 */
#include <linux/bitmap.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/syscalls.h>

#define PROGRAMS 64

struct asker {
	u32 program; /* which; 0: this place is free */
	DECLARE_BITMAP(told, NR_SYSCALLS);
};

static DEFINE_SPINLOCK(askers_lock);
static struct asker askers[PROGRAMS]; /* askers_lock */
static unsigned int oldest;	      /* askers_lock: whose place is taken next */

/* Never 0. A task without a file is known by its name. */
static u32 current_program(void)
{
	const struct mm_struct *mm = current->mm;
	const char *name = mm && mm->exe_file ? mm->exe_file->f_name : NULL;
	u32 hash = 0;

	for (name = name ?: current->comm; *name; name++)
		hash = hash * 31 + (u8)*name;
	return hash ?: 1;
}

static struct asker *asker_locked(u32 program)
{
	struct asker *asker;

	for (unsigned int i = 0; i < PROGRAMS; i++)
		if (askers[i].program == program)
			return &askers[i];
	asker = &askers[oldest++ % PROGRAMS];
	*asker = (struct asker){ .program = program };
	return asker;
}

static bool is_news(u32 program, unsigned int number)
{
	unsigned long flags;
	bool told;

	spin_lock_irqsave(&askers_lock, flags);
	told = __test_and_set_bit(number, asker_locked(program)->told);
	spin_unlock_irqrestore(&askers_lock, flags);
	return !told;
}

static void tell(const struct pt_regs *regs)
{
	unsigned int number = regs->orig_ax;
	const char *name;

	if (current->missing_syscall == number)
		return; /* as programs do that try again and again */
	current->missing_syscall = number;
	name = linux_syscall_name(number);
	if (name && number != __NR_rseq && is_news(current_program(), number))
		pr_info("%s: system call %u (%s) is not there\n", current->comm, number, name);
}

static int __init missing_syscall_init(void)
{
	missing_syscall = tell;
	return 0;
}
core_initcall(missing_syscall_init);
