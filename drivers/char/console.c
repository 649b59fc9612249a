/* SPDX-License-Identifier: MIT */
/*
 * /dev/console: what a program writes appears on all consoles. It reads as empty until a terminal driver takes its
 * place.
 */
#include <linux/console.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>

#define TCGETS 0x5401
#define PART   128 /* bytes that go out at once */

static ssize_t write_console(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char part[PART];
	size_t done = 0, n, got;

	while (done < count) {
		n = min_t(size_t, count - done, PART);
		got = n - copy_from_user(part, buf + done, n);
		console_write(part, got);
		done += got;
		if (got < n)
			return done ? done : -EFAULT;
	}
	return done;
}

static ssize_t read_console(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return 0;
}

/* struct termios of 36 bytes; zeroes are a terminal in raw mode. */
static long console_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd != TCGETS)
		return -ENOTTY;
	return clear_user((void __user *)arg, 36) ? -EFAULT : 0;
}

static const struct file_operations console_fops = {
	.read = read_console,
	.write = write_console,
	.ioctl = console_ioctl,
};

static int __init console_device_init(void)
{
	return register_chrdev_file("console", MKDEV(5, 1), &console_fops) ?:
		       register_chrdev_file("tty", MKDEV(5, 0), &console_fops);
}
device_initcall(console_device_init);
