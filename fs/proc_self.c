/* SPDX-License-Identifier: MIT */
/*
 * The few paths that mean an open file of the caller: what /proc/self will have when there is a /proc.
 *
 *	/proc/self/exe		the program it runs
 *	/proc/self/fd/N		what its descriptor N is open on; also /dev/fd/N, /dev/stdin, /dev/stdout, /dev/stderr
 *
 * Tests: user/filetest.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/string.h>

#include "files.h"

static struct file *program(void)
{
	struct file *exe = current->mm ? current->mm->exe_file : NULL;

	return exe ? get_file(exe) : ERR_PTR(-ENOENT);
}

static struct file *descriptor(const char *number)
{
	unsigned int fd;

	if (kstrtouint(number, 10, &fd))
		return ERR_PTR(-ENOENT);
	return fget_raw(fd) ?: ERR_PTR(-ENOENT);
}

struct file *magic_link(const char *path)
{
	static const char *const standard[] = { "/dev/stdin", "/dev/stdout", "/dev/stderr" };
	static const char *const folders[] = { "/proc/self/fd/", "/dev/fd/" };

	if (path[0] != '/')
		return NULL;
	if (!strcmp(path, "/proc/self/exe"))
		return program();
	for (unsigned int fd = 0; fd < ARRAY_SIZE(standard); fd++)
		if (!strcmp(path, standard[fd]))
			return fget_raw(fd) ?: ERR_PTR(-ENOENT);
	for (unsigned int i = 0; i < ARRAY_SIZE(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return descriptor(path + strlen(folders[i]));
	return NULL;
}
