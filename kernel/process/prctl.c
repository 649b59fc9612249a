/* SPDX-License-Identifier: MIT */
/*
 * prctl(): what a process sets about itself, and asks. Whatever is set is kept and given back.
 *
 *	PDEATHSIG	a signal when the parent dies (exit.c); the child of a fork has none
 *	CHILD_SUBREAPER	orphans among the descendants become children of this process (exit.c); not inherited
 *	NO_NEW_PRIVS	no program may give more rights: nothing here could, so it is only kept, for good, by children too
 *	DUMPABLE	belongs to the memory: a fresh program is; nobody writes dumps
 *	NAME		of the task, 15 bytes and zeroes
 *
 * Tests: user/settings.c.
 */
#include <linux/errno.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#define PR_SET_PDEATHSIG       1
#define PR_GET_PDEATHSIG       2
#define PR_GET_DUMPABLE	       3
#define PR_SET_DUMPABLE	       4
#define PR_SET_NAME	       15
#define PR_GET_NAME	       16
#define PR_SET_CHILD_SUBREAPER 36
#define PR_GET_CHILD_SUBREAPER 37
#define PR_SET_NO_NEW_PRIVS    38
#define PR_GET_NO_NEW_PRIVS    39

static long set_name(const char __user *from)
{
	char name[TASK_COMM_LEN] = {};

	if (strncpy_from_user(name, from, TASK_COMM_LEN - 1) < 0)
		return -EFAULT;
	name[TASK_COMM_LEN - 1] = 0;
	set_tsk_comm(current, name);
	return 0;
}

static long set_pdeath_signal(unsigned long sig)
{
	if (sig > _NSIG)
		return -EINVAL;
	current->pdeath_signal = sig;
	return 0;
}

static long set_dumpable(unsigned long on)
{
	if (on > 1)
		return -EINVAL;
	current->mm->dumpable = on;
	return 0;
}

/* It cannot be taken back. */
static long set_no_new_privs(unsigned long on)
{
	if (on != 1)
		return -EINVAL;
	current->no_new_privs = true;
	return 0;
}

SYSCALL_DEFINE5(prctl, int, option, unsigned long, arg2, unsigned long, arg3, unsigned long, arg4,
		unsigned long, arg5)
{
	switch (option) {
	case PR_SET_PDEATHSIG:
		return set_pdeath_signal(arg2);
	case PR_GET_PDEATHSIG:
		return put_user(current->pdeath_signal, (int __user *)arg2);
	case PR_GET_DUMPABLE:
		return current->mm->dumpable;
	case PR_SET_DUMPABLE:
		return set_dumpable(arg2);
	case PR_SET_NAME:
		return set_name((const char __user *)arg2);
	case PR_GET_NAME:
		return copy_to_user((void __user *)arg2, current->comm, TASK_COMM_LEN) ? -EFAULT :
											 0;
	case PR_SET_CHILD_SUBREAPER:
		current->signal->is_child_subreaper = arg2;
		return 0;
	case PR_GET_CHILD_SUBREAPER:
		return put_user(current->signal->is_child_subreaper, (int __user *)arg2);
	case PR_SET_NO_NEW_PRIVS:
		return arg3 || arg4 || arg5 ? -EINVAL : set_no_new_privs(arg2);
	case PR_GET_NO_NEW_PRIVS:
		return arg2 || arg3 || arg4 || arg5 ? -EINVAL : current->no_new_privs;
	}
	return -EINVAL;
}
