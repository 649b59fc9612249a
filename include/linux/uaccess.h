/* SPDX-License-Identifier: MIT */
/*
 * User memory, touched from the kernel. A user pointer may lie: every access checks that it stays below
 * TASK_SIZE, and a fault that cannot be served lands through the exception table (asm/extable.h) in an error.
 *
 * All of these may sleep (the page may have to be brought in first) and say so, unless page faults are
 * disabled (pagefault_disable()): then a page that is not there is a failure at once.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/types.h>

/*
 * unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
 * unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
 *	Return: bytes NOT copied, 0 for success. The rest of a copy_from_user() destination is zeroed.
 * int get_user(x, ptr), int put_user(x, ptr): 1, 2, 4 or 8 bytes. 0 or -EFAULT; get_user sets x to 0 on failure.
 * unsigned long clear_user(void __user *to, unsigned long n): bytes not cleared.
 * long strncpy_from_user(char *dst, const char __user *src, long count):
 *	length without the NUL; @count if there was none within it; -EFAULT.
 * long strnlen_user(const char __user *s, long n): length with the NUL; 0 on a fault; above @n if longer.
 * bool access_ok(const void __user *addr, unsigned long size)
 * pagefault_disable(), pagefault_enable(), pagefault_disabled(); __copy_{to,from}_user_inatomic(); copy_{to,from}_user_nofault()
 */

#endif
