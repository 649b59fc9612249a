/* SPDX-License-Identifier: MIT */
/*
 * The table of a process: from a small number to an open file.
 *
 * It begins with room for 32 files inside the struct itself, and moves to a block of its own, twice the
 * size, when that is full. next_fd is a lower bound of the lowest free number, so opening does not search
 * from 0.
 *
 * The lock is for tables that several tasks share; a file found under it is taken with a reference, so that
 * another's close() cannot pull it away.
 *
 * Tests: tests/fs/file_test.c, tests/fs/fd_test.c, user/filetest.c
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/syscalls.h>

#include "files.h"

#define NR_OPEN_DEFAULT 32
#define NR_OPEN_MAX	(1024 * 1024) /* whatever the limit says */

struct files_struct {
	atomic_t count;
	spinlock_t file_lock; /* all that follows */
	unsigned int max_fds;
	unsigned int next_fd;
	struct file **fd;
	unsigned long *close_on_exec; /* a bit each */
	struct file *fd_array[NR_OPEN_DEFAULT];
	unsigned long close_on_exec_array[BITS_TO_LONGS(NR_OPEN_DEFAULT)];
};

static struct kmem_cache *files_cache;

/* ---- the table itself ---- */

struct files_struct *alloc_files(void)
{
	struct files_struct *files = kmem_cache_zalloc(files_cache, GFP_KERNEL);

	if (!files)
		return NULL;
	atomic_set(&files->count, 1);
	spin_lock_init(&files->file_lock);
	files->max_fds = NR_OPEN_DEFAULT;
	files->fd = files->fd_array;
	files->close_on_exec = files->close_on_exec_array;
	return files;
}

struct files_struct *get_files(struct files_struct *files)
{
	atomic_inc(&files->count);
	return files;
}

/* A block for @n files, their bits behind them. */
static struct file **alloc_table(unsigned int n)
{
	return kvzalloc(n * sizeof(struct file *) + BITS_TO_LONGS(n) * sizeof(long), GFP_KERNEL);
}

static void free_table(struct files_struct *files, struct file **table)
{
	if (table != files->fd_array)
		kvfree(table);
}

/* Moves to @table with room for @n and returns the old block. */
static struct file **move_locked(struct files_struct *files, struct file **table, unsigned int n)
{
	struct file **old = files->fd;
	unsigned long *bits = (unsigned long *)(table + n);

	lockdep_assert_held(&files->file_lock);
	memcpy(table, old, files->max_fds * sizeof(*table));
	bitmap_copy(bits, files->close_on_exec, files->max_fds);
	files->fd = table;
	files->close_on_exec = bits;
	files->max_fds = n;
	return old;
}

/* Room for number @fd. Called without the lock. 0 or -ENOMEM. */
static int expand(struct files_struct *files, unsigned int fd)
{
	unsigned int n = roundup_pow_of_two(fd + 1);
	struct file **table = alloc_table(n), **old = table;

	if (!table)
		return -ENOMEM;
	spin_lock(&files->file_lock);
	if (n > files->max_fds)
		old = move_locked(files, table, n);
	spin_unlock(&files->file_lock);
	free_table(files, old);
	return 0;
}

static void close_all(struct files_struct *files)
{
	for (unsigned int fd = 0; fd < files->max_fds; fd++)
		if (files->fd[fd])
			fput(files->fd[fd]);
}

void put_files(struct files_struct *files)
{
	if (!atomic_dec_and_test(&files->count))
		return;
	close_all(files);
	free_table(files, files->fd);
	kmem_cache_free(files_cache, files);
}

/* With @old's files and bits, as many as fit; with a reference each. */
static void copy_locked(struct files_struct *new, const struct files_struct *old)
{
	lockdep_assert_held(&old->file_lock);
	for (unsigned int fd = 0; fd < old->max_fds; fd++)
		if (old->fd[fd])
			new->fd[fd] = get_file(old->fd[fd]);
	bitmap_copy(new->close_on_exec, old->close_on_exec, old->max_fds);
	new->next_fd = old->next_fd;
}

struct files_struct *dup_files(struct files_struct *old)
{
	struct files_struct *new = alloc_files();

	if (!new)
		return NULL;
	spin_lock(&old->file_lock);
	while (new->max_fds < old->max_fds) {
		unsigned int n = old->max_fds;

		spin_unlock(&old->file_lock);
		if (expand(new, n - 1)) {
			put_files(new);
			return NULL;
		}
		spin_lock(&old->file_lock);
	}
	copy_locked(new, old);
	spin_unlock(&old->file_lock);
	return new;
}

struct files_struct *unshare_files(struct files_struct *files)
{
	struct files_struct *own;

	if (atomic_read(&files->count) == 1)
		return files;
	own = dup_files(files);
	if (own)
		put_files(files);
	return own;
}

/* ---- one entry ---- */

static struct file *file_locked(struct files_struct *files, unsigned int fd)
{
	lockdep_assert_held(&files->file_lock);
	return fd < files->max_fds ? files->fd[fd] : NULL;
}

struct file *fget_raw(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (!files)
		return NULL;
	spin_lock(&files->file_lock);
	file = file_locked(files, fd);
	if (file)
		get_file(file);
	spin_unlock(&files->file_lock);
	return file;
}

struct file *fget(unsigned int fd)
{
	struct file *file = fget_raw(fd);

	if (likely(!file || !(file->f_flags & O_PATH)))
		return file;
	fput(file);
	return NULL;
}

static void set_close_on_exec_locked(struct files_struct *files, unsigned int fd, bool on)
{
	if (on)
		__set_bit(fd, files->close_on_exec);
	else
		__clear_bit(fd, files->close_on_exec);
}

static void put_in_locked(struct files_struct *files, unsigned int fd, struct file *file,
			  bool cloexec)
{
	VM_BUG_ON(fd >= files->max_fds || files->fd[fd] || atomic_read(&file->f_count) < 1);
	files->fd[fd] = file;
	set_close_on_exec_locked(files, fd, cloexec);
	if (fd == files->next_fd)
		files->next_fd = fd + 1;
}

/* Takes the entry out; what was there is the caller's to fput(). */
static struct file *take_out_locked(struct files_struct *files, unsigned int fd)
{
	struct file *file = file_locked(files, fd);

	if (file) {
		files->fd[fd] = NULL;
		__clear_bit(fd, files->close_on_exec);
		files->next_fd = min(files->next_fd, fd);
	}
	return file;
}

static unsigned int max_open(void)
{
	return min_t(unsigned long, rlimit(RLIMIT_NOFILE), NR_OPEN_MAX);
}

static unsigned int lowest_free_locked(struct files_struct *files, unsigned int from)
{
	unsigned int fd = max(from, files->next_fd);

	lockdep_assert_held(&files->file_lock);
	while (fd < files->max_fds && files->fd[fd])
		fd++;
	return fd;
}

/* fd_install_new() from number @from on. */
static int install_from(struct files_struct *files, struct file *file, unsigned int flags,
			unsigned int from)
{
	unsigned int fd;

	for (;;) {
		spin_lock(&files->file_lock);
		fd = lowest_free_locked(files, from);
		if (fd >= max_open()) {
			spin_unlock(&files->file_lock);
			return -EMFILE;
		}
		if (fd < files->max_fds)
			break;
		spin_unlock(&files->file_lock);
		if (expand(files, fd))
			return -ENOMEM;
	}
	put_in_locked(files, fd, file, flags & O_CLOEXEC);
	spin_unlock(&files->file_lock);
	return fd;
}

int fd_install_new(struct files_struct *files, struct file *file, unsigned int flags)
{
	return install_from(files, file, flags, 0);
}

void close_on_exec(struct files_struct *files)
{
	struct file *file;

	spin_lock(&files->file_lock);
	for (unsigned int fd = 0; fd < files->max_fds; fd++) {
		if (!test_bit(fd, files->close_on_exec))
			continue;
		file = take_out_locked(files, fd);
		spin_unlock(&files->file_lock);
		if (file)
			fput(file);
		spin_lock(&files->file_lock);
	}
	spin_unlock(&files->file_lock);
}

struct files_struct *alloc_files_on_console(void)
{
	struct file *console = filp_open("/dev/console", O_RDWR, 0);
	struct files_struct *files;

	if (IS_ERR(console))
		return ERR_CAST(console);
	files = alloc_files();
	for (unsigned int fd = 0; files && fd <= 2; fd++)
		put_in_locked(files, fd, get_file(console), false);
	fput(console);
	return files ?: ERR_PTR(-ENOMEM);
}

/* ---- system calls ---- */

SYSCALL_DEFINE1(close, unsigned int, fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	spin_lock(&files->file_lock);
	file = take_out_locked(files, fd);
	spin_unlock(&files->file_lock);
	if (!file)
		return -EBADF;
	fput(file);
	return 0;
}

static long dup_from(unsigned int oldfd, unsigned int from, unsigned int flags)
{
	struct file *file = fget_raw(oldfd);
	int fd;

	if (!file)
		return -EBADF;
	fd = install_from(current->files, file, flags, from);
	if (fd < 0)
		fput(file);
	return fd;
}

SYSCALL_DEFINE1(dup, unsigned int, oldfd)
{
	return dup_from(oldfd, 0, 0);
}

/* Puts @file, whose reference it takes over, at exactly @fd. */
static long install_at(unsigned int fd, struct file *file, unsigned int flags)
{
	struct files_struct *files = current->files;
	struct file *old;

	if (fd >= files->max_fds && expand(files, fd)) {
		fput(file);
		return -ENOMEM;
	}
	spin_lock(&files->file_lock);
	old = take_out_locked(files, fd);
	put_in_locked(files, fd, file, flags & O_CLOEXEC);
	spin_unlock(&files->file_lock);
	if (old)
		fput(old);
	return fd;
}

static long do_dup3(unsigned int oldfd, unsigned int newfd, unsigned int flags)
{
	struct file *file;

	if (newfd >= max_open())
		return -EBADF;
	file = fget_raw(oldfd);
	return file ? install_at(newfd, file, flags) : -EBADF;
}

SYSCALL_DEFINE2(dup2, unsigned int, oldfd, unsigned int, newfd)
{
	struct file *file;

	if (oldfd != newfd)
		return do_dup3(oldfd, newfd, 0);
	file = fget_raw(oldfd);
	if (!file)
		return -EBADF;
	fput(file);
	return newfd;
}

SYSCALL_DEFINE3(dup3, unsigned int, oldfd, unsigned int, newfd, int, flags)
{
	if (flags & ~O_CLOEXEC || oldfd == newfd)
		return -EINVAL;
	return do_dup3(oldfd, newfd, flags);
}

/* ---- fcntl ---- */

static long get_fd_flags(unsigned int fd)
{
	struct files_struct *files = current->files;
	bool on;

	spin_lock(&files->file_lock);
	on = test_bit(fd, files->close_on_exec);
	spin_unlock(&files->file_lock);
	return on ? FD_CLOEXEC : 0;
}

static long set_fd_flags(unsigned int fd, unsigned long arg)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	if (file_locked(files, fd))
		set_close_on_exec_locked(files, fd, arg & FD_CLOEXEC);
	spin_unlock(&files->file_lock);
	return 0;
}

/* Of the flags, those that may change while a file is open. */
#define SETFL_MASK (O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME | FASYNC)

static long do_fcntl(unsigned int fd, struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (arg >= max_open())
			return -EINVAL;
		return dup_from(fd, arg, cmd == F_DUPFD_CLOEXEC ? O_CLOEXEC : 0);
	case F_GETFD:
		return get_fd_flags(fd);
	case F_SETFD:
		return set_fd_flags(fd, arg);
	case F_GETFL:
		return file->f_flags;
	case F_SETFL:
		if (file->f_flags & O_PATH)
			return -EBADF;
		file->f_flags = (file->f_flags & ~SETFL_MASK) | (arg & SETFL_MASK);
		return 0;
	}
	return file->f_flags & O_PATH ? -EBADF : -EINVAL;
}

SYSCALL_DEFINE3(fcntl64, unsigned int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct file *file = fget_raw(fd);
	long result;

	if (!file)
		return -EBADF;
	result = do_fcntl(fd, file, cmd, arg);
	fput(file);
	return result;
}

#define FIONCLEX 0x5450
#define FIOCLEX	 0x5451

SYSCALL_DEFINE3(ioctl, unsigned int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct file *file = fget(fd);
	long result = -ENOTTY;

	if (!file)
		return -EBADF;
	if (cmd == FIOCLEX || cmd == FIONCLEX)
		result = set_fd_flags(fd, cmd == FIOCLEX ? FD_CLOEXEC : 0);
	else if (file->f_op->ioctl)
		result = file->f_op->ioctl(file, cmd, arg);
	fput(file);
	return result;
}

static int __init files_init(void)
{
	files_cache = KMEM_CACHE(files_struct, SLAB_PANIC);
	return 0;
}
core_initcall(files_init);
