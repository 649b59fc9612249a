/* SPDX-License-Identifier: MIT */
/*
 * execve(): the same process, another program.
 *
 * Everything that can fail happens in a new address space, beside the old one, which stays whole until the new
 * one is complete:
 *
 *	open the file, read its headers, make a plan
 *	take the strings out of the old memory
 *	new, empty mm; the task steps over into it
 *		map the segments, lay the stack		-- fails: step back, the old program sees an errno
 *	give the old mm up; handlers, descriptors, name, FPU, TLS are reset; registers set
 *
 * So there is no point of no return before the end. Linux has one, where the old memory goes, and kills with
 * SIGSEGV a program that fails behind it; the failures are the same, and here they are errors.
 *
 * Tests: tests/kernel/process/exec_test.c.
 */
#include <asm/process.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <trace/events/sched.h>
#include <uapi/linux/personality.h>

#include "task.h"
#include "user_thread.h"

static struct file *open_exec(const char *filename)
{
	struct file *file = filp_open(filename, O_RDONLY, 0);
	const struct inode *inode;

	if (IS_ERR(file))
		return PTR_ERR(file) == -EISDIR ? ERR_PTR(-EACCES) : file;
	inode = file->f_inode;
	if (S_ISREG(inode->i_mode) && inode->i_mode & 0111)
		return file;
	fput(file);
	return ERR_PTR(-EACCES);
}

/* Arguments, environment, path, in the order in which they will lie. A program has at least one argument. */
static int take_strings(struct arg_pages *args, const char *filename, struct user_strings argv,
			struct user_strings envp)
{
	int err = arg_pages_add_array(args, argv, &args->argc);

	if (!err && !args->argc) {
		err = arg_pages_add(args, "");
		args->argc = 1;
	}
	if (!err)
		err = arg_pages_add_array(args, envp, &args->envc);
	return err ?: arg_pages_add(args, filename);
}

/* Into a new memory with the program in it; the old one is the caller's. ERR_PTR: still in the old one. */
static struct mm_struct *step_over(const struct elf_image *image, struct file *file,
				   const struct arg_pages *args, unsigned long *sp)
{
	struct mm_struct *mm = mm_alloc(), *old;
	int err;

	if (!mm)
		return ERR_PTR(-ENOMEM);
	old = switch_mm_current(mm);
	err = elf_load(image, file, args, sp);
	if (!err)
		return old;
	mmput(switch_mm_current(old));
	return ERR_PTR(err);
}

/* What is the process's and not the program's stays: number, parent, group, limits, pending signals. */
static void become(const char *filename, unsigned long entry, unsigned long sp)
{
	close_on_exec(current->files);
	flush_signal_handlers(current, false);
	set_tsk_comm(current, kbasename(filename));
	current->flags &= ~PF_FORKNOEXEC;
	flush_thread();
	start_user_regs(current_pt_regs(), entry, sp);
}

/* What was shared with others belongs to the old program. */
static int unshare(void)
{
	struct files_struct *files = unshare_files(current->files);

	if (!files)
		return -ENOMEM;
	WRITE_ONCE(current->files, files);
	return unshare_sighand(current) ? 0 : -ENOMEM;
}

/* Nobody's program any more, but for the tasks that share it: they may wait for a word in it. */
static void leave_old(struct mm_struct *old)
{
	if (current->clear_child_tid && atomic_read(&old->mm_users) > 1) {
		struct mm_struct *own = switch_mm_current(old);

		mm_release(current, old);
		switch_mm_current(own);
	}
	current->clear_child_tid = NULL;
	current->missing_syscall = 0;
	current->personality &= ~PER_MASK;
	end_vfork(current);
	mmput(old);
}

/* Whatever the parent was to be told at the end of the old program. */
static void reset_exit_signal(void)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	task_field(current, exit_signal) = SIGCHLD;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

static int load(const struct elf_image *image, struct file *file, const char *filename,
		const struct arg_pages *args)
{
	struct mm_struct *old;
	unsigned long sp;

	if (unshare())
		return -ENOMEM;
	old = step_over(image, file, args, &sp);
	if (IS_ERR(old))
		return PTR_ERR(old);
	if (old) /* else it is the first program */
		leave_old(old);
	reset_exit_signal();
	become(filename, image->plan.entry, sp);
	trace_sched_process_exec(current, current->pid, filename);
	return 0;
}

int do_execve(const char *filename, struct user_strings argv, struct user_strings envp)
{
	struct file *file = open_exec(filename);
	struct elf_image *image;
	struct arg_pages args;
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	arg_pages_init(&args);
	err = take_strings(&args, filename, argv, envp);
	if (err)
		goto out_args;
	image = elf_read(file);
	err = PTR_ERR_OR_ZERO(image);
	if (err)
		goto out_args;
	err = load(image, file, filename, &args);
	kfree(image);
out_args:
	arg_pages_free(&args);
	fput(file);
	return err;
}

SYSCALL_DEFINE3(execve, const char __user *, filename, const char *const *, argv,
		const char *const *, envp)
{
	char *path = getname(filename);
	int err;

	if (IS_ERR(path))
		return PTR_ERR(path);
	err = do_execve(path, (struct user_strings){ argv }, (struct user_strings){ envp });
	kfree(path);
	return err;
}
