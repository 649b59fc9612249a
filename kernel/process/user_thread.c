/* SPDX-License-Identifier: MIT */
/*
 * What a user task has on the CPU and a kernel thread has not: registers of user mode, FPU state, thread-local
 * storage. Copied by fork, set back by exec, given back at the end. (Linux: arch/x86/kernel/process.c.)
 *
 * Tests: tests/kernel/x86/fpu_test.c, tests/kernel/x86/tls_test.c.
 */
#include <asm/fpu.h>
#include <asm/ldt.h>
#include <asm/process.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/linux/sched.h>

#include "user_thread.h"

static struct kmem_cache *fpu_cache;

int alloc_user_thread(struct task_struct *p)
{
	union fpregs_state *state;

	if (p->thread.fpu)
		return 0;
	state = kmem_cache_alloc(fpu_cache, GFP_KERNEL);
	if (!state)
		return -ENOMEM;
	fpu_init_state(state);
	p->thread.fpu = state;
	return 0;
}

void exit_thread(struct task_struct *p)
{
	union fpregs_state *state = p->thread.fpu;

	if (!state)
		return;
	p->thread.fpu = NULL;
	fpu_drop(state);
	kmem_cache_free(fpu_cache, state);
}

void flush_thread(void)
{
	struct thread_struct *thread = &current->thread;

	preempt_disable(); /* between the two, another's turn would save the old registers over the fresh ones */
	fpu_init_state(thread->fpu);
	fpu_load(thread->fpu);
	preempt_enable();
	memset(thread->tls, 0, sizeof(thread->tls));
	load_tls(thread);
	current->sas = (stack_t){};
	current->restart_block.fn = NULL;
}

/* ---- thread-local storage ---- */

/* Linux's set_thread_area() of another task, as clone() means it: the entry must be named. */
static int set_child_tls(struct task_struct *p, const struct user_desc __user *from)
{
	struct user_desc info;

	if (copy_from_user(&info, from, sizeof(info)))
		return -EFAULT;
	return tls_set(&p->thread, &info);
}

/* The first member. Not by its name: the user's struct may lie at any address, and C's pointers to structs may not. */
static u32 __user *entry_number_of(struct user_desc __user *u_info)
{
	return (u32 __user *)u_info;
}

SYSCALL_DEFINE1(set_thread_area, struct user_desc __user *, u_info)
{
	struct thread_struct *thread = &current->thread;
	struct user_desc info;
	int index, err;

	if (copy_from_user(&info, u_info, sizeof(info)))
		return -EFAULT;
	if (info.entry_number == -1) {
		index = tls_find_free(thread);
		if (index < 0)
			return index;
		info.entry_number = index;
		if (put_user(index, entry_number_of(u_info)))
			return -EFAULT;
	}
	err = tls_set(thread, &info);
	if (!err)
		load_tls(thread);
	return err;
}

SYSCALL_DEFINE1(get_thread_area, struct user_desc __user *, u_info)
{
	struct user_desc info = {};
	int err;

	if (get_user(info.entry_number, entry_number_of(u_info)))
		return -EFAULT;
	err = tls_get(&current->thread, &info);
	if (err)
		return err;
	return copy_to_user(u_info, &info, sizeof(info)) ? -EFAULT : 0;
}

/* ---- fork ---- */

int copy_thread(struct task_struct *p, unsigned long clone_flags, unsigned long sp,
		unsigned long tls)
{
	struct pt_regs *regs = task_pt_regs(p);
	int err = alloc_user_thread(p);

	if (err)
		return err;
	fpu_save(current->thread.fpu, p->thread.fpu);
	memcpy(p->thread.tls, current->thread.tls, sizeof(p->thread.tls));
	*regs = *current_pt_regs();
	regs->ax = 0;
	if (sp)
		regs->sp = sp;
	if ((clone_flags & (CLONE_VM | CLONE_VFORK)) != CLONE_VM)
		p->sas = current->sas; /* else both would use one stack */
	if (clone_flags & CLONE_SETTLS)
		err = set_child_tls(p, (void __user *)tls);
	if (err)
		exit_thread(p);
	return err;
}

static int __init user_thread_init(void)
{
	fpu_cache =
		kmem_cache_create("fpu_state", sizeof(union fpregs_state), 16, SLAB_PANIC, NULL);
	return 0;
}
core_initcall(user_thread_init);
