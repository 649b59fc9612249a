/* SPDX-License-Identifier: MIT */
/*
 * System calls about files, each with its success, its errors and its edges, on what every Linux has: the program
 * itself, /dev/null, /dev/zero and files of memfd_create().
 *
 *	filetest	what is the same everywhere
 *	filetest -k	on the files of the initramfs
 *
 * Longer than 500 lines: one program, with a short function for each call.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

#define PAGE 4096L
#define BAD  0x10L
#define SELF "/proc/self/exe"

/* What the kernel returned. */
static long is(long result)
{
	return result == -1 ? -errno : result;
}

static int memory_file(void)
{
	return raw(SYS_memfd_create, "file", 0L);
}

/* ---- opening, closing, copies ---- */

static void t_open(void)
{
	static char long_name[300] = "/", long_path[5000] = "/";
	long fd;

	memset(long_name + 1, 'x', sizeof(long_name) - 2);
	memset(long_path, '/', sizeof(long_path) - 1);
	subject("open");
	fd = raw(SYS_open, SELF, (long)O_RDONLY, 0L);
	say("itself", fd);
	say("the next", raw(SYS_open, SELF, (long)O_RDONLY, 0L) == fd + 1);
	close(fd);
	say("the lowest again", raw(SYS_open, SELF, (long)O_RDONLY, 0L) == fd);
	close(fd);
	close(fd + 1);
	say("no such file", raw(SYS_open, "/no-such-file", (long)O_RDONLY, 0L));
	say("no such folder", raw(SYS_open, "/no-such-folder/x", (long)O_RDONLY, 0L));
	say("through a file", raw(SYS_open, "/dev/null/x", (long)O_RDONLY, 0L));
	say("slash behind a file", raw(SYS_open, "/dev/null/", (long)O_RDONLY, 0L));
	say("empty", raw(SYS_open, "", (long)O_RDONLY, 0L));
	say("bad path", raw(SYS_open, BAD, (long)O_RDONLY, 0L));
	say("long name", raw(SYS_open, long_name, (long)O_RDONLY, 0L));
	say("long path", raw(SYS_open, long_path, (long)O_RDONLY, 0L));
	say("folder for writing", raw(SYS_open, "/", (long)O_WRONLY, 0L));
	say("file as a folder", raw(SYS_open, "/dev/null", (long)O_DIRECTORY, 0L));
	say("make what is there", raw(SYS_open, "/dev/null", (long)(O_CREAT | O_EXCL), 0L));
	say("make a folder", raw(SYS_open, "/dev", (long)(O_CREAT | O_DIRECTORY), 0L));
	say("dots", is(close(raw(SYS_open, "//dev/../dev/./null", (long)O_RDWR, 0L))));
	subject("openat");
	say("bad folder", raw(SYS_openat, 999L, "x", (long)O_RDONLY, 0L));
	say("bad folder, absolute path",
	    is(close(raw(SYS_openat, 999L, "/dev/null", (long)O_RDONLY, 0L))));
	fd = raw(SYS_open, "/dev", (long)O_DIRECTORY, 0L);
	say("in a folder", is(close(raw(SYS_openat, fd, "null", (long)O_RDONLY, 0L))));
	close(fd);
	fd = raw(SYS_open, "/dev/null", (long)O_RDONLY, 0L);
	say("in a file", raw(SYS_openat, fd, "null", (long)O_RDONLY, 0L));
	close(fd);
	subject("close");
	say("closed", raw(SYS_close, fd));
	say("-1", raw(SYS_close, -1L));
}

static int exhaust(void *arg)
{
	struct rlimit limit = { 20, 20 };
	long fd, last = -1;

	setrlimit(RLIMIT_NOFILE, &limit);
	while ((fd = raw(SYS_open, "/dev/null", (long)O_RDONLY, 0L)) >= 0)
		last = fd;
	say("limit of 20", fd);
	say("the last", last);
	say("dup", raw(SYS_dup, 0L));
	say("dup2 onto 20", raw(SYS_dup2, 0L, 20L));
	say("F_DUPFD from 20", raw(SYS_fcntl64, 0L, (long)F_DUPFD, 20L));
	return 0;
}

static int many_files(void *arg)
{
	struct rlimit limit = { 1000, 1000 };
	int fd = 0;

	setrlimit(RLIMIT_NOFILE, &limit);
	while (fd >= 0 && fd < 900)
		fd = open("/dev/null", O_RDONLY);
	say("nine hundred", fd);
	say("far away", is(dup2(0, 999)));
	return 0;
}

static int exec_again(void *fd)
{
	char number[16];

	snprintf(number, sizeof(number), "%ld", (long)fd);
	execl(SELF, "filetest", "-f", number, (char *)NULL);
	return 1;
}

static void t_dup(void)
{
	long fd = raw(SYS_open, SELF, (long)O_RDONLY, 0L), copy;
	char byte;

	subject("dup");
	copy = raw(SYS_dup, fd);
	say("copy", copy == fd + 1);
	lseek(fd, 100, SEEK_SET);
	say("one position", is(lseek(copy, 0, SEEK_CUR)));
	say("bad", raw(SYS_dup, 999L));
	say("dup2", raw(SYS_dup2, fd, 50L));
	say("dup2 onto itself", raw(SYS_dup2, 50L, 50L));
	say("dup2 of none onto itself", raw(SYS_dup2, 51L, 51L));
	say("dup2 far", raw(SYS_dup2, fd, 0x7fffffffL));
	say("dup3 onto itself", raw(SYS_dup3, fd, fd, 0L));
	say("dup3 bad flag", raw(SYS_dup3, fd, 51L, 1L));
	say("dup3", raw(SYS_dup3, fd, 51L, (long)O_CLOEXEC));
	subject("fcntl64");
	say("GETFD", raw(SYS_fcntl64, 51L, (long)F_GETFD, 0L));
	say("SETFD", raw(SYS_fcntl64, 51L, (long)F_SETFD, 0L));
	say("GETFD again", raw(SYS_fcntl64, 51L, (long)F_GETFD, 0L));
	say("DUPFD", raw(SYS_fcntl64, fd, (long)F_DUPFD, 60L));
	say("DUPFD_CLOEXEC", raw(SYS_fcntl64, fd, (long)F_DUPFD_CLOEXEC, 60L));
	say("GETFD of that", raw(SYS_fcntl64, 61L, (long)F_GETFD, 0L));
	say("GETFL", raw(SYS_fcntl64, fd, (long)F_GETFL, 0L) & O_ACCMODE);
	say("unknown", raw(SYS_fcntl64, fd, 12345L, 0L));
	say("bad", raw(SYS_fcntl64, 999L, (long)F_GETFD, 0L));
	printf("exec, kept: %s\n", run_in_child(exec_again, (void *)60));
	printf("exec, closed: %s\n", run_in_child(exec_again, (void *)61));
	for (int i = 50; i < 62; i++)
		close(i);
	close(copy);
	close(fd);
	say("read what is closed", raw(SYS_read, fd, &byte, 1L));
	subject("descriptors");
	run_in_child(exhaust, NULL);
	run_in_child(many_files, NULL);
}

/* ---- reading and writing ---- */

static void t_read(void)
{
	long fd = raw(SYS_open, SELF, (long)O_RDONLY, 0L), end,
	     folder = raw(SYS_open, "/dev", 0L, 0L);
	char buf[16] = "";

	subject("read");
	say("four bytes", raw(SYS_read, fd, buf, 4L));
	printf("read, an ELF file: %d\n", !memcmp(buf, "\177ELF", 4));
	say("none", raw(SYS_read, fd, buf, 0L));
	say("none, bad pointer", raw(SYS_read, fd, BAD, 0L));
	say("bad pointer", raw(SYS_read, fd, BAD, 4L));
	say("bad descriptor", raw(SYS_read, 999L, buf, 4L));
	say("position kept", is(lseek(fd, 0, SEEK_CUR)));
	end = lseek(fd, 0, SEEK_END);
	say("at the end", raw(SYS_read, fd, buf, 4L));
	lseek(fd, end - 2, SEEK_SET);
	say("before the end", raw(SYS_read, fd, buf, 4L));
	lseek(fd, end + 100, SEEK_SET);
	say("behind the end", raw(SYS_read, fd, buf, 4L));
	say("write", raw(SYS_write, fd, buf, 4L));
	say("a folder", raw(SYS_read, folder, buf, 4L));
	subject("pread64");
	say("four bytes", raw(SYS_pread64, fd, buf, 4L, 1L, 0L));
	printf("pread64, %.3s\n", buf);
	say("negative position", raw(SYS_pread64, fd, buf, 4L, 0L, -1L));
	say("far behind", raw(SYS_pread64, fd, buf, 4L, 0L, 1L));
	subject("lseek");
	say("negative", raw(SYS_lseek, fd, -1L, (long)SEEK_SET));
	say("bad whence", raw(SYS_lseek, fd, 0L, 99L));
	say("bad descriptor", raw(SYS_lseek, 999L, 0L, 0L));
	say("_llseek to 8 GiB", raw(SYS__llseek, fd, 2L, 5L, buf, (long)SEEK_SET));
	printf("_llseek, %lld\n", *(long long *)buf);
	say("_llseek bad pointer", raw(SYS__llseek, fd, 0L, 0L, BAD, (long)SEEK_SET));
	close(fd);
	close(folder);
}

static void t_devices(void)
{
	long null = raw(SYS_open, "/dev/null", (long)O_RDWR, 0L);
	long zero = raw(SYS_open, "/dev/zero", (long)O_RDWR, 0L);
	char buf[16] = "xxxxxxxxxxxxxxx", *p;
	struct stat st;

	subject("/dev/null");
	say("read", raw(SYS_read, null, buf, 4L));
	say("write", raw(SYS_write, null, buf, 4L));
	say("write from nowhere", raw(SYS_write, null, BAD, 4L));
	say("lseek", raw(SYS_lseek, null, 100L, (long)SEEK_SET));
	say("fstat", is(fstat(null, &st)));
	printf("/dev/null, a character device %d, %#lx\n", S_ISCHR(st.st_mode),
	       (unsigned long)st.st_rdev);
	subject("/dev/zero");
	say("read", raw(SYS_read, zero, buf, 4L));
	printf("/dev/zero, %d%d%d%d%c\n", buf[0], buf[1], buf[2], buf[3], buf[4]);
	say("read to nowhere", raw(SYS_read, zero, BAD, 4L));
	say("write", raw(SYS_write, zero, buf, 4L));
	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, PAGE);
	p[PAGE] = 5;
	printf("/dev/zero, mapped %d %d\n", p[0], p[PAGE]);
	munmap(p, 2 * PAGE);
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, zero, 0);
	printf("/dev/zero, shared %d\n", p != MAP_FAILED && *p == 0);
	say("null mapped", raw(SYS_mmap2, 0L, PAGE, (long)PROT_READ, (long)MAP_PRIVATE, null, 0L));
	close(null);
	close(zero);
}

static void t_vectors(void)
{
	int fd = memory_file();
	char a[4] = "", b[4] = "";
	struct iovec out[3] = { { "one", 3 }, { NULL, 0 }, { "two", 3 } };
	struct iovec in[2] = { { a, 3 }, { b, 3 } };
	struct iovec bad[2] = { { a, 3 }, { (void *)BAD, 3 } }, negative = { a, -1 };

	subject("writev");
	say("three", raw(SYS_writev, (long)fd, out, 3L));
	say("none", raw(SYS_writev, (long)fd, out, 0L));
	say("too many", raw(SYS_writev, (long)fd, out, 1025L));
	say("negative", raw(SYS_writev, (long)fd, &negative, 1L));
	say("bad vector", raw(SYS_writev, (long)fd, BAD, 1L));
	say("bad descriptor", raw(SYS_writev, 999L, out, 1L));
	subject("readv");
	lseek(fd, 0, SEEK_SET);
	say("two", raw(SYS_readv, (long)fd, in, 2L));
	printf("readv, %s %s\n", a, b);
	lseek(fd, 0, SEEK_SET);
	say("second is bad", raw(SYS_readv, (long)fd, bad, 2L));
	say("position", is(lseek(fd, 0, SEEK_CUR)));
	close(fd);
}

static void t_memfd(void)
{
	int fd = memory_file(), other;
	char text[300], path[32], *p;
	struct stat st;

	subject("memfd_create");
	say("flags", raw(SYS_memfd_create, "x", 0x8000L));
	say("bad name", raw(SYS_memfd_create, BAD, 0L));
	memset(text, 'n', sizeof(text));
	text[250] = 0;
	say("long name", raw(SYS_memfd_create, text, 0L));
	say("write", raw(SYS_write, (long)fd, "0123456789", 10L));
	say("write from nowhere", raw(SYS_write, (long)fd, BAD, 10L));
	say("fstat", is(fstat(fd, &st)));
	printf("memfd_create, a file %d of %ld bytes\n", S_ISREG(st.st_mode), (long)st.st_size);
	say("behind the end", is(pwrite(fd, "x", 1, 10000)));
	memset(text, 1, sizeof(text));
	say("the hole", is(pread(fd, text, 10, 5000)));
	printf("memfd_create, reads as %d\n", text[0] | text[9]);
	say("smaller", is(ftruncate(fd, 5)));
	say("greater", is(ftruncate(fd, 20)));
	say("read", is(pread(fd, text, 100, 0)));
	printf("memfd_create, %.5s, then %d\n", text, text[5] | text[19]);
	say("negative size", raw(SYS_ftruncate64, (long)fd, 0L, -1L));
	say("size of none", raw(SYS_ftruncate64, 999L, 0L, 0L));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	other = open(path, O_RDONLY);
	say("opened again", is(read(other, text, 5)));
	printf("memfd_create, %.5s\n", text);
	say("that is read-only", is(write(other, "x", 1)));
	say("and cannot be truncated", is(ftruncate(other, 0)));
	say("nor mapped for writing", raw(SYS_mmap2, 0L, PAGE, (long)(PROT_READ | PROT_WRITE),
					  (long)MAP_SHARED, (long)other, 0L));
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, other, 0);
	p[0] = 'X';
	printf("memfd_create, private %.5s\n", p);
	say("file unchanged", is(pread(fd, text, 1, 0)));
	printf("memfd_create, %.5s\n", text);
	munmap(p, PAGE);
	close(other);
	say("append", is(fcntl(fd, F_SETFL, O_APPEND)));
	lseek(fd, 0, SEEK_SET);
	say("to the end", is(write(fd, "end", 3)));
	say("position", is(lseek(fd, 0, SEEK_CUR)));
	say("nothing, to the end", is(lseek(fd, 2, SEEK_SET)));
	say("written", is(write(fd, "", 0)));
	say("stays", is(lseek(fd, 0, SEEK_CUR)));
	close(fd);
	say("opened when closed", is(open(path, O_RDONLY)));
}

/* O_TRUNC on a file without a name: by whatever way it is opened. */
static void t_truncating_open(void)
{
	static const int flags[] = { O_WRONLY | O_TRUNC, O_RDWR | O_TRUNC | O_APPEND,
				     O_RDONLY | O_TRUNC, O_PATH | O_TRUNC, O_WRONLY | O_APPEND };
	int fd = memory_file(), other;
	char path[32], text[30];
	struct stat st;

	subject("O_TRUNC");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (unsigned int i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		pwrite(fd, "0123456789", 10, 0);
		other = open(path, flags[i]);
		say("opened", other > 0);
		fstat(fd, &st);
		printf("O_TRUNC, %ld bytes\n", (long)st.st_size);
		ftruncate(fd, 20);
		memset(text, 'x', sizeof(text));
		say("greater", is(pread(fd, text, 30, 0)));
		printf("O_TRUNC, byte 0 is %d, byte 19 is %d\n", text[0], text[19]);
		ftruncate(fd, 0);
		close(other);
	}
	write(fd, "0123456789", 10);
	say("made anew", is(close(creat(path, 0600))));
	fstat(fd, &st);
	printf("O_TRUNC, %ld bytes\n", (long)st.st_size);
	write(fd, "0123456789", 10);
	say("not through a link", raw(SYS_open, path, (long)(O_RDWR | O_TRUNC | O_NOFOLLOW), 0L));
	say("nor in its place",
	    raw(SYS_open, path, (long)(O_RDWR | O_TRUNC | O_CREAT | O_EXCL), 0L));
	say("as a folder", raw(SYS_open, path, (long)(O_PATH | O_TRUNC | O_DIRECTORY), 0L));
	other = open(path, O_PATH | O_TRUNC | O_APPEND | O_CREAT | O_EXCL | O_RDWR);
	say("flags of a place", raw(SYS_fcntl64, (long)other, (long)F_GETFL, 0L) & ~0100000L);
	close(other);
	fstat(fd, &st);
	printf("O_TRUNC, %ld bytes\n", (long)st.st_size);
	say("a device", is(close(open("/dev/null", O_WRONLY | O_TRUNC))));
	say("a folder", is(open("/", O_RDONLY | O_TRUNC)));
	close(fd);
}

/* A descriptor that is only a place. */
static void t_place(void)
{
	long fd = raw(SYS_open, "/dev/null", (long)O_PATH, 0L), copy;
	struct stat st;
	char text[4];

	subject("O_PATH");
	say("read", raw(SYS_read, fd, text, 1L));
	say("write", raw(SYS_write, fd, text, 1L));
	say("pread", raw(SYS_pread64, fd, text, 1L, 0L, 0L));
	say("pwrite", raw(SYS_pwrite64, fd, text, 1L, 0L, 0L));
	say("readv", raw(SYS_readv, fd, BAD, 1L));
	say("lseek", raw(SYS_lseek, fd, 0L, 0L));
	say("ftruncate", raw(SYS_ftruncate64, fd, 0L, 0L));
	say("mmap", raw(SYS_mmap2, 0L, PAGE, (long)PROT_READ, (long)MAP_PRIVATE, fd, 0L));
	say("ioctl", raw(SYS_ioctl, fd, (long)TCGETS, BAD));
	say("F_SETFL", raw(SYS_fcntl64, fd, (long)F_SETFL, 0L));
	say("F_GETLK", raw(SYS_fcntl64, fd, (long)F_GETLK, BAD));
	say("F_GETFL", raw(SYS_fcntl64, fd, (long)F_GETFL, 0L) & O_PATH);
	say("F_SETFD", raw(SYS_fcntl64, fd, (long)F_SETFD, 1L));
	say("F_GETFD", raw(SYS_fcntl64, fd, (long)F_GETFD, 0L));
	say("fstat", is(fstat(fd, &st)));
	copy = raw(SYS_dup, fd);
	say("dup", copy > fd);
	say("close", raw(SYS_close, copy));
	close(fd);
	fd = raw(SYS_open, "/dev", (long)(O_PATH | O_DIRECTORY), 0L);
	say("getdents64", raw(SYS_getdents64, fd, BAD, 100L));
	say("from there", is(close(raw(SYS_openat, fd, "null", (long)O_RDONLY, 0L))));
	close(fd);
}

static int run_memory_file(void *arg)
{
	int in = open(SELF, O_RDONLY), out = memory_file();
	char *argv[] = { "hello", "from", "memory", NULL }, *envp[] = { NULL }, buf[4096];
	ssize_t n;

	while ((n = read(in, buf, sizeof(buf))) > 0)
		if (write(out, buf, n) != n)
			return 1;
	fexecve(out, argv, envp);
	return 2;
}

/* ---- what a file is ---- */

static void t_stat(void)
{
	struct stat st, other;
	struct statx stx;
	int fd = open(SELF, O_RDONLY);

	subject("stat");
	say("itself", is(stat(SELF, &st)));
	printf("stat, a file %d, executable %d, not empty %d\n", S_ISREG(st.st_mode),
	       !!(st.st_mode & 0111), st.st_size > 0);
	say("open", is(fstat(fd, &other)));
	printf("stat, the same %d\n", st.st_ino == other.st_ino && st.st_size == other.st_size &&
					      st.st_dev == other.st_dev);
	say("no such file", is(stat("/no-such-file", &st)));
	say("bad pointer", raw(SYS_stat64, "/", BAD));
	say("bad path", raw(SYS_stat64, BAD, &st));
	say("fstat of none", is(fstat(999, &st)));
	say("root", is(stat("/", &st)));
	printf("stat, a folder %d\n", S_ISDIR(st.st_mode));
	say("fstatat64 flags", raw(SYS_fstatat64, (long)AT_FDCWD, "/", &st, 0x8000L));
	say("fstatat64 empty path", raw(SYS_fstatat64, (long)fd, "", &st, 0L));
	say("fstatat64 of the descriptor",
	    raw(SYS_fstatat64, (long)fd, "", &st, (long)AT_EMPTY_PATH));
	subject("statx");
	say("itself", raw(SYS_statx, (long)AT_FDCWD, SELF, 0L, (long)STATX_BASIC_STATS, &stx));
	printf("statx, the same %d\n",
	       stx.stx_size == (unsigned long long)other.st_size && stx.stx_mode == other.st_mode);
	say("flags", raw(SYS_statx, (long)AT_FDCWD, SELF, 0x8000L, 0L, &stx));
	say("reserved mask", raw(SYS_statx, (long)AT_FDCWD, SELF, 0L, 0x80000000L, &stx));
	say("bad pointer", raw(SYS_statx, (long)AT_FDCWD, SELF, 0L, 0L, BAD));
	close(fd);
	subject("access");
	say("read", is(access(SELF, R_OK)));
	say("execute", is(access(SELF, X_OK)));
	say("device, execute", is(access("/dev/null", X_OK)));
	say("device, write", is(access("/dev/null", W_OK)));
	say("no such file", is(access("/no-such-file", F_OK)));
	say("bad mode", raw(SYS_access, "/", 8L));
}

static void t_links(void)
{
	char buf[256];
	long n;

	subject("readlink");
	n = raw(SYS_readlink, SELF, buf, (long)sizeof(buf));
	printf("readlink, an absolute path %d\n", n > 0 && buf[0] == '/');
	say("one byte of room", raw(SYS_readlink, SELF, buf, 1L));
	say("no room", raw(SYS_readlink, SELF, buf, 0L));
	say("negative room", raw(SYS_readlink, SELF, buf, -1L));
	say("bad pointer", raw(SYS_readlink, SELF, BAD, 10L));
	say("no link", raw(SYS_readlink, "/dev/null", buf, 10L));
	say("no such file", raw(SYS_readlink, "/no-such-file", buf, 10L));
	subject("ioctl");
	n = open("/dev/null", O_RDWR);
	say("TCGETS of null", raw(SYS_ioctl, n, (long)TCGETS, buf));
	say("bad descriptor", raw(SYS_ioctl, 999L, (long)TCGETS, buf));
	say("FIOCLEX", raw(SYS_ioctl, n, (long)FIOCLEX, 0L));
	say("GETFD", is(fcntl(n, F_GETFD)));
	close(n);
}

/* In which order they come is the file system's business. */
static int lists(long fd, const char *name)
{
	char buf[1024];
	long n;

	lseek(fd, 0, SEEK_SET);
	while ((n = raw(SYS_getdents64, fd, buf, (long)sizeof(buf))) > 0)
		for (char *entry = buf; entry < buf + n; entry += *(unsigned short *)(entry + 16))
			if (!strcmp(entry + 19, name))
				return 1;
	return 0;
}

static void t_folders(void)
{
	char buf[1024];
	long fd = raw(SYS_open, "/dev", (long)O_DIRECTORY, 0L), n,
	     file = raw(SYS_open, SELF, 0L, 0L);

	subject("getdents64");
	printf("getdents64, has .: %d, null: %d, nonsense: %d\n", lists(fd, "."), lists(fd, "null"),
	       lists(fd, "nonsense"));
	lseek(fd, 0, SEEK_SET);
	say("no room", raw(SYS_getdents64, fd, buf, 3L));
	say("bad pointer", raw(SYS_getdents64, fd, BAD, 1000L));
	while ((n = raw(SYS_getdents64, fd, buf, (long)sizeof(buf))) > 0)
		;
	say("at the end", n);
	say("a file", raw(SYS_getdents64, file, buf, 1000L));
	say("bad descriptor", raw(SYS_getdents64, 999L, buf, 1000L));
	close(fd);
	close(file);
	subject("getcwd");
	say("no room", raw(SYS_getcwd, buf, 1L));
	say("bad pointer", raw(SYS_getcwd, BAD, 1000L));
	n = raw(SYS_getcwd, buf, 1000L);
	printf("getcwd, absolute %d, its length %d\n", buf[0] == '/', n == (long)strlen(buf) + 1);
}

/* ---- the initramfs ---- */

static void list(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	printf("%s:", path);
	while (dir && (e = readdir(dir)))
		printf(" %s", e->d_name);
	printf("\n");
	closedir(dir);
}

static void t_initramfs(void)
{
	char buf[64] = "";
	struct stat st;
	long fd = raw(SYS_open, "/etc/motd", 0L, 0L);

	subject("initramfs");
	say("read", raw(SYS_read, fd, buf, 63L));
	printf("initramfs, %s", buf);
	say("negative count", raw(SYS_read, fd, buf, -1L));
	raw(SYS__llseek, fd, 2L, 5L, buf, (long)SEEK_SET);
	say("a position that lseek cannot tell", raw(SYS_lseek, fd, 0L, (long)SEEK_CUR));
	say("for writing", raw(SYS_open, "/etc/motd", (long)O_WRONLY, 0L));
	say("to truncate", raw(SYS_open, "/etc/motd", (long)O_TRUNC, 0L));
	say("new", raw(SYS_open, "/etc/new", (long)(O_CREAT | O_WRONLY), 0644L));
	say("new in no folder", raw(SYS_open, "/no/new", (long)(O_CREAT | O_WRONLY), 0644L));
	say("make what is there", raw(SYS_open, "/etc/motd", (long)O_CREAT, 0644L));
	say("access to write", is(access("/etc/motd", W_OK)));
	say("access to execute", is(access("/etc/motd", X_OK)));
	say("executed", is(execl("/etc/motd", "x", (char *)NULL)));
	say("mapped, shared for writing",
	    raw(SYS_mmap2, 0L, PAGE, (long)(PROT_READ | PROT_WRITE), (long)MAP_SHARED, fd, 0L));
	say("a link", is(readlink("/etc/issue", buf, sizeof(buf))));
	say("through it", is(stat("/etc/issue", &st)));
	printf("initramfs, %ld bytes\n", (long)st.st_size);
	say("itself", is(lstat("/etc/issue", &st)));
	printf("initramfs, a link %d\n", S_ISLNK(st.st_mode));
	say("not to be followed", raw(SYS_open, "/etc/issue", (long)O_NOFOLLOW, 0L));
	printf("initramfs, a terminal %d\n", isatty(1));
	say("stdin by name", is(fstat(open("/dev/stdin", O_RDONLY), &st)));
	printf("initramfs, a device %d\n", S_ISCHR(st.st_mode));
	list("/");
	list("/etc");
}

/* After exec: is this descriptor open? */
static int is_open(const char *number)
{
	printf("descriptor %s: %s\n", number, fcntl(atoi(number), F_GETFD) < 0 ? "closed" : "open");
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 2 && !strcmp(argv[1], "-f"))
		return is_open(argv[2]);
	if (argc > 1 && !strcmp(argv[1], "-k")) {
		t_initramfs();
		return 0;
	}
	t_open();
	t_dup();
	t_read();
	t_devices();
	t_vectors();
	t_memfd();
	t_truncating_open();
	t_place();
	printf("a program from memory: %s\n", run_in_child(run_memory_file, NULL));
	t_stat();
	t_links();
	t_folders();
	return 0;
}
