/* SPDX-License-Identifier: MIT */
/*
 * mmap as a system call: from a file descriptor to the file; the rest is mm/user/mmap.c.
 *
 * Two numbers, one meaning: mmap2 (192) takes its offset in pages and its arguments in registers; the old mmap
 * (90) takes it in bytes, and one pointer to all six arguments, since the first kernels had no sixth register.
 *
 * Tests: tests/mm/user/mmap_test.c.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/asm/mman.h>
#include <uapi/linux/personality.h>

static unsigned long mmap_fd(unsigned long addr, unsigned long len, unsigned long prot,
			     unsigned long flags, unsigned long fd, unsigned long pgoff)
{
	struct file *file = NULL;
	unsigned long ret;

	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
	}
	if (prot & PROT_READ && current->personality & READ_IMPLIES_EXEC)
		prot |= PROT_EXEC;
	ret = vm_mmap_pgoff(file, addr, len, prot, flags, pgoff);
	if (file)
		fput(file);
	return ret;
}

SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len, unsigned long, prot, unsigned long,
		flags, unsigned long, fd, unsigned long, pgoff)
{
	return mmap_fd(addr, len, prot, flags, fd, pgoff);
}

/* What the pointer of the old call leads to. */
struct mmap_arg_struct {
	unsigned long addr, len, prot, flags, fd, offset;
};

SYSCALL_DEFINE1(mmap, const struct mmap_arg_struct __user *, arg)
{
	struct mmap_arg_struct a;

	if (copy_from_user(&a, arg, sizeof(a)))
		return -EFAULT;
	if (offset_in_page(a.offset))
		return -EINVAL;
	return mmap_fd(a.addr, a.len, a.prot, a.flags, a.fd, a.offset >> PAGE_SHIFT);
}
