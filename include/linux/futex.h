/* SPDX-License-Identifier: MIT */
/* Waiting for a word of user memory (kernel/process/futex.c). */
#ifndef _LINUX_FUTEX_H
#define _LINUX_FUTEX_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <uapi/linux/futex.h>

/**
 * do_futex() - the system call, its time limit already taken from user memory
 * @timeout: FUTEX_WAIT: how long, FUTEX_WAIT_BITSET: until when, in ns; NULL: for ever
 * @val2: FUTEX_REQUEUE, FUTEX_CMP_REQUEUE: how many waiters move at most
 *
 * In a process. May sleep. Return: as futex(2), or -errno.
 */
long do_futex(u32 __user *uaddr, int op, u32 val, const s64 *timeout, u32 __user *uaddr2, u32 val2,
	      u32 val3);

#endif
