/* SPDX-License-Identifier: MIT */
/*
 * Strings in user memory, and copies that fault no page in (see linux/uaccess.h).
 *
 * Tests: tests/kernel/x86/uaccess_test.c.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/uaccess.h>

long copy_to_user_nofault(void __user *to, const void *from, size_t n)
{
	unsigned long left = n;

	pagefault_disable();
	if (access_ok(to, n))
		left = __copy_to_user_inatomic(to, from, n);
	pagefault_enable();
	return left ? -EFAULT : 0;
}

long copy_from_user_nofault(void *to, const void __user *from, size_t n)
{
	unsigned long left = n;

	pagefault_disable();
	if (access_ok(from, n))
		left = __copy_from_user_inatomic(to, from, n);
	pagefault_enable();
	return left ? -EFAULT : 0;
}

/* How many of @n bytes from @s on can be user memory at all. */
static unsigned long below_task_size(const char __user *s, unsigned long n)
{
	unsigned long addr = (unsigned long)s;

	return addr < TASK_SIZE ? min(n, TASK_SIZE - addr) : 0;
}

static int load_byte(char *c, const char __user *from)
{
	int err = -EFAULT;
	u8 value;

	__get_user_asm(value, from, err);
	*c = value;
	return err;
}

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	long max;

	might_fault();
	if (count <= 0)
		return 0;
	max = below_task_size(src, count);
	for (long i = 0; i < max; i++) {
		if (load_byte(&dst[i], src + i))
			return -EFAULT;
		if (!dst[i])
			return i;
	}
	return max == count ? count : -EFAULT;
}

long strnlen_user(const char __user *s, long n)
{
	char c;
	long max;

	might_fault();
	if (n <= 0)
		return 0;
	max = below_task_size(s, n);
	for (long i = 0; i < max; i++) {
		if (load_byte(&c, s + i))
			return 0;
		if (!c)
			return i + 1;
	}
	return max == n ? n + 1 : 0;
}
