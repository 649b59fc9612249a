/* SPDX-License-Identifier: MIT */
/*
 * User memory, touched from the kernel. A user pointer may lie: every access checks that it stays below
 * TASK_SIZE, and a fault that cannot be served lands through the exception table (asm/extable.h) in an error.
 *
 * All of these may sleep (the page may have to be brought in first) and say so, unless page faults are
 * disabled (pagefault_disable()): then a page that is not there is a failure at once. For tasks with an mm; in
 * a kernel thread there is no telling whose memory it is (kthread_use_mm()).
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <asm/uaccess.h>
#include <linux/kasan-checks.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

/* ---- page faults off ---- */

/* From here to pagefault_enable() a user page that is not there is a failure: nothing is brought in. Nests. */
static inline void pagefault_disable(void)
{
	current->pagefault_disabled++;
	barrier();
}

static inline void pagefault_enable(void)
{
	barrier();
	current->pagefault_disabled--;
}

static inline bool pagefault_disabled(void)
{
	return current->pagefault_disabled != 0;
}

/* What the page fault handler asks: may it sleep to bring a page in? */
#define faulthandler_disabled() (pagefault_disabled() || in_atomic())

#define might_fault()                                                                              \
	do {                                                                                       \
		if (!pagefault_disabled())                                                         \
			might_sleep();                                                             \
	} while (0)

/* ---- blocks ---- */

/* Can [addr, addr + size) be user memory? Says nothing about what is there. */
static __always_inline bool access_ok(const void __user *addr, unsigned long size)
{
	return size <= TASK_SIZE && (unsigned long)addr <= TASK_SIZE - size;
}

/**
 * copy_to_user() - from the kernel to the user
 *
 * Return: the number of bytes that were NOT copied, exactly: all before them were. 0: success.
 */
static __always_inline unsigned long __must_check copy_to_user(void __user *to, const void *from,
							       unsigned long n)
{
	might_fault();
	kasan_check_read(from, n);
	return access_ok(to, n) ? copy_user_bytes(to, from, n) : n;
}

/**
 * copy_from_user() - from the user to the kernel
 *
 * Return: the number of bytes that were NOT copied, exactly; that part of @to is zeroed. 0: success.
 */
static __always_inline unsigned long __must_check copy_from_user(void *to, const void __user *from,
								 unsigned long n)
{
	unsigned long left = n;

	might_fault();
	kasan_check_write(to, n);
	if (likely(access_ok(from, n)))
		left = copy_user_bytes(to, from, n);
	if (unlikely(left))
		memset(to + n - left, 0, left);
	return left;
}

/* The same with page faults disabled by the caller: any context, no check of the range, nothing zeroed. */
#define __copy_to_user_inatomic(to, from, n)                                                       \
	(kasan_check_read(from, n), copy_user_bytes(to, from, n))
#define __copy_from_user_inatomic(to, from, n)                                                     \
	(kasan_check_write(to, n), copy_user_bytes(to, from, n))

/* Only what is there already: 0 or -EFAULT. Any context. */
long copy_to_user_nofault(void __user *to, const void *from, size_t n);
long copy_from_user_nofault(void *to, const void __user *from, size_t n);

/* Return: bytes not zeroed. */
static __always_inline unsigned long __must_check clear_user(void __user *to, unsigned long n)
{
	might_fault();
	return access_ok(to, n) ? clear_user_bytes(to, n) : n;
}

/* ---- single values: 1, 2, 4 or 8 bytes ---- */

/* 0, or -EFAULT and @x is 0. */
#define get_user(x, ptr)                                                                           \
	({                                                                                         \
		const __typeof__(*(ptr)) __user *__from = (ptr);                                   \
		__inttype(*(ptr)) __value = 0;                                                     \
		int __err = -EFAULT;                                                               \
                                                                                                   \
		might_fault();                                                                     \
		if (likely(access_ok(__from, sizeof(*__from))))                                    \
			__get_user_asm(__value, __from, __err);                                    \
		(x) = (__force __typeof__(*(ptr)))__value;                                         \
		__err;                                                                             \
	})

/* 0 or -EFAULT. */
#define put_user(x, ptr)                                                                           \
	({                                                                                         \
		__typeof__(*(ptr)) __user *__to = (ptr);                                           \
		__inttype(*(ptr)) __value = (__inttype(*(ptr)))(__typeof__(*(ptr)))(x);            \
		int __err = -EFAULT;                                                               \
                                                                                                   \
		might_fault();                                                                     \
		if (likely(access_ok(__to, sizeof(*__to))))                                        \
			__put_user_asm(__value, __to, __err);                                      \
		__err;                                                                             \
	})

/* ---- strings ---- */

/**
 * strncpy_from_user() - a string from the user
 * @count: room in @dst
 *
 * Return: its length without the NUL; @count if there was none within it, and then @dst has none; -EFAULT.
 */
long __must_check strncpy_from_user(char *dst, const char __user *src, long count);

/* The length of a string with its NUL; above @n if it is longer than that; 0 on a fault. */
long __must_check strnlen_user(const char __user *s, long n);

#endif
