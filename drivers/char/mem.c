/* SPDX-License-Identifier: MIT */
/*
 * /dev/null, which swallows everything and is always at its end, and /dev/zero, which never is.
 *
 * Tests: user/filetest.c
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#define MEM_MAJOR 1

static ssize_t read_null(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return 0;
}

static ssize_t write_null(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return count;
}

static ssize_t read_zero(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	size_t done = 0, n, left;

	while (done < count) {
		n = min_t(size_t, count - done, PAGE_SIZE);
		left = clear_user(buf + done, n);
		done += n - left;
		if (left)
			return done ?: -EFAULT;
		if (signal_pending(current))
			break;
	}
	return done;
}

/* Private, it is ordinary memory; shared, a file without a name. */
static int mmap_zero(struct file *file, struct vm_area_struct *vma)
{
	struct file *shared = NULL;

	vma->vm_pgoff = vma->vm_start >> PAGE_SHIFT;
	if (vma->vm_flags & VM_MAYSHARE) {
		shared = shmem_file_setup("/dev/zero (deleted)", vma->vm_end - vma->vm_start, 0);
		if (IS_ERR(shared))
			return PTR_ERR(shared);
		vma->vm_pgoff = 0;
	}
	vma->vm_file = shared;
	fput(file);
	return 0;
}

/* There is one position. */
static loff_t null_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos = 0;
}

static const struct file_operations null_fops = {
	.llseek = null_llseek,
	.read = read_null,
	.write = write_null,
};

static const struct file_operations zero_fops = {
	.llseek = null_llseek,
	.read = read_zero,
	.write = write_null,
	.mmap = mmap_zero,
};

static int __init mem_init_devices(void)
{
	return register_chrdev_file("null", MKDEV(MEM_MAJOR, 3), &null_fops) ?:
		       register_chrdev_file("zero", MKDEV(MEM_MAJOR, 5), &zero_fops);
}
device_initcall(mem_init_devices);
