/* SPDX-License-Identifier: MIT */
/*
 * System calls about memory and processes, each with its success, its errors and its edges. What it prints is the same
 * on every i386 Linux, a 64-bit host's 32-bit side included.
 *
 *	systest		all that is the same everywhere
 *	systest -k	what depends on user space ending at 0xc0000000
 *
 * Files: user/filetest.c.
 *
 * Longer than 500 lines: one program, with a short function for each call.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

#define PAGE  4096L
#define RW    (PROT_READ | PROT_WRITE)
#define ANON  (MAP_PRIVATE | MAP_ANONYMOUS)
#define BAD   0x10L	  /* never mapped: below the lowest address that mmap() gives */
#define ABOVE 0xfffff000L /* behind every user space */

static char *area(long pages)
{
	return mmap(NULL, pages * PAGE, RW, ANON, -1, 0);
}

/* Would touching it be a signal? */
static int touch(void *p)
{
	*(volatile char *)p;
	return 0;
}

static int poke(void *p)
{
	*(volatile char *)p = 1;
	return 0;
}

static const char *touching(void *p)
{
	return run_in_child(touch, p);
}

static const char *poking(void *p)
{
	return run_in_child(poke, p);
}

/* ---- memory ---- */

static void t_brk(void)
{
	long now = raw(SYS_brk, 0L), grown;

	subject("brk");
	grown = raw(SYS_brk, now + PAGE);
	say("one page more", grown == now + PAGE);
	*(char *)now = 1;
	say("unaligned", raw(SYS_brk, now + 100) == now + 100);
	say("back", raw(SYS_brk, now) == now);
	say("below the beginning", raw(SYS_brk, PAGE) == now);
	say("into the stack", raw(SYS_brk, ABOVE) == now);
	say("wrapped", raw(SYS_brk, -1L) == now);
	grown = raw(SYS_brk, now + 2 * PAGE);
	printf("brk, fresh pages read as %d\n", ((char *)now)[PAGE]);
	raw(SYS_brk, now);
}

static void t_mmap(void)
{
	char *p, *q;

	subject("mmap2");
	say("no length", raw(SYS_mmap2, 0L, 0L, RW, ANON, -1L, 0L));
	say("length that wraps", raw(SYS_mmap2, 0L, -1L, RW, ANON, -1L, 0L));
	say("neither private nor shared", raw(SYS_mmap2, 0L, PAGE, RW, MAP_ANONYMOUS, -1L, 0L));
	say("bad descriptor", raw(SYS_mmap2, 0L, PAGE, RW, MAP_PRIVATE, -1L, 0L));
	say("fixed, unaligned", raw(SYS_mmap2, 0x50000001L, PAGE, RW, ANON | MAP_FIXED, -1L, 0L));
	say("fixed, above", raw(SYS_mmap2, ABOVE, PAGE, RW, ANON | MAP_FIXED, -1L, 0L));
	say("fixed, too long",
	    raw(SYS_mmap2, 0x50000000L, 0xc0000000L, RW, ANON | MAP_FIXED, -1L, 0L));
	say("more than there is", raw(SYS_mmap2, 0L, 0xffffe000L, RW, ANON, -1L, 0L));
	p = area(4);
	printf("mmap2, fresh memory reads as %d\n", p[0] | p[PAGE] | p[4 * PAGE - 1]);
	memset(p, 7, 4 * PAGE);
	q = mmap(p + PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0);
	printf("mmap2, fixed in the middle: there %d, fresh %d, beside it %d %d\n", q == p + PAGE,
	       q[0], p[0], p[2 * PAGE]);
	say("not to replace, taken",
	    raw(SYS_mmap2, (long)p, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1L, 0L));
	munmap(p + PAGE, PAGE);
	say("not to replace, free", raw(SYS_mmap2, (long)(p + PAGE), PAGE, RW,
					ANON | MAP_FIXED_NOREPLACE, -1L, 0L) == (long)(p + PAGE));
	munmap(p, 4 * PAGE);
	p = mmap(NULL, PAGE, PROT_NONE, ANON, -1, 0);
	printf("mmap2, no rights: read %s", touching(p));
	printf(", write %s\n", poking(p));
	p = mmap(NULL, PAGE, PROT_READ, ANON, -1, 0);
	printf("mmap2, read only: read %s", touching(p));
	printf(", write %s\n", poking(p));
	p = mmap(NULL, PAGE, RW, ANON | MAP_POPULATE, -1, 0);
	printf("mmap2, populated: write %s\n", poking(p));
}

static int write_shared(void *p)
{
	strcpy(p, "from the child");
	return 0;
}

static void t_shared(void)
{
	char *p = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0), *q;
	int fd = raw(SYS_memfd_create, "shared", 0L);

	subject("shared memory");
	run_in_child(write_shared, p);
	printf("shared memory, read %s\n", p);
	munmap(p, PAGE);
	say("file of two pages", ftruncate(fd, 2 * PAGE));
	p = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
	q = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, PAGE);
	p[PAGE] = 'a';
	printf("shared memory, private mapping sees %c\n", q[0]);
	q[0] = 'b';
	p[PAGE] = 'c';
	printf("shared memory, after a write of its own %c\n", q[0]);
	run_in_child(write_shared, p);
	printf("shared memory, file mapping of a child %s\n", p);
	say("read-only file, writable", raw(SYS_mmap2, 0L, PAGE, RW, MAP_SHARED, 0x7fffL, 0L));
	munmap(p, 2 * PAGE);
	munmap(q, PAGE);
	close(fd);
}

static void t_munmap(void)
{
	char *p = area(3);

	subject("munmap");
	say("unaligned", raw(SYS_munmap, 0x50000001L, PAGE));
	say("no length", raw(SYS_munmap, (long)p, 0L));
	say("above", raw(SYS_munmap, ABOVE, 2 * PAGE));
	say("length that wraps", raw(SYS_munmap, (long)p, -1L));
	say("nothing there", raw(SYS_munmap, 0x1000L, PAGE));
	say("one byte is a page", raw(SYS_munmap, (long)(p + PAGE), 1L));
	printf("munmap, the middle %s", touching(p + PAGE));
	printf(", beside it %s", touching(p));
	printf(" %s\n", touching(p + 2 * PAGE));
	say("over a hole", raw(SYS_munmap, (long)p, 3 * PAGE));
	say("again", raw(SYS_munmap, (long)p, 3 * PAGE));
}

static void t_mprotect(void)
{
	char *p = area(3);

	subject("mprotect");
	memset(p, 5, 3 * PAGE);
	say("unaligned", raw(SYS_mprotect, (long)p + 1, PAGE, PROT_READ));
	say("no length", raw(SYS_mprotect, (long)p, 0L, PROT_READ));
	say("unknown right", raw(SYS_mprotect, (long)p, PAGE, 0x100L));
	say("grows down and up", raw(SYS_mprotect, (long)p, PAGE, PROT_READ | 0x03000000L));
	say("nothing there", raw(SYS_mprotect, 0x1000L, PAGE, PROT_READ));
	say("read only in the middle", raw(SYS_mprotect, (long)(p + PAGE), PAGE, PROT_READ));
	printf("mprotect, write there %s", poking(p + PAGE));
	printf(", beside it %s, kept %d\n", poking(p), p[PAGE]);
	say("no rights", raw(SYS_mprotect, (long)(p + PAGE), PAGE, PROT_NONE));
	printf("mprotect, read there %s\n", touching(p + PAGE));
	say("all rights again", raw(SYS_mprotect, (long)p, 3 * PAGE, RW));
	printf("mprotect, write there %s, kept %d\n", poking(p + PAGE), p[PAGE]);
	munmap(p + PAGE, PAGE);
	say("over a hole", raw(SYS_mprotect, (long)p, 3 * PAGE, PROT_READ));
	printf("mprotect, before the hole %s", poking(p));
	printf(", behind it %s\n", poking(p + 2 * PAGE));
	munmap(p, 3 * PAGE);
}

static void t_mremap(void)
{
	char *p = area(8), *q;

	subject("mremap");
	memset(p, 9, 2 * PAGE);
	munmap(p + 4 * PAGE, 4 * PAGE);
	say("unaligned", raw(SYS_mremap, (long)p + 1, PAGE, PAGE, 0L));
	say("unknown flag", raw(SYS_mremap, (long)p, PAGE, PAGE, 64L));
	say("to no length", raw(SYS_mremap, (long)p, PAGE, 0L, 0L));
	say("nothing there", raw(SYS_mremap, 0x1000L, PAGE, 2 * PAGE, (long)MREMAP_MAYMOVE));
	say("fixed without may move",
	    raw(SYS_mremap, (long)p, PAGE, PAGE, (long)MREMAP_FIXED, (long)p));
	say("fixed onto itself", raw(SYS_mremap, (long)p, 2 * PAGE, 2 * PAGE,
				     (long)(MREMAP_FIXED | MREMAP_MAYMOVE), (long)(p + PAGE)));
	say("longer than the area",
	    raw(SYS_mremap, (long)p, 6 * PAGE, 7 * PAGE, (long)MREMAP_MAYMOVE));
	say("smaller", raw(SYS_mremap, (long)p, 4 * PAGE, 2 * PAGE, 0L) == (long)p);
	printf("mremap, behind the end %s\n", touching(p + 2 * PAGE));
	say("greater in place", raw(SYS_mremap, (long)p, 2 * PAGE, 3 * PAGE, 0L) == (long)p);
	printf("mremap, kept %d, fresh %d\n", p[PAGE], p[2 * PAGE]);
	mmap(p + 3 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0);
	mprotect(p + 3 * PAGE, PAGE, PROT_READ);
	say("no room, may not move", raw(SYS_mremap, (long)p, 3 * PAGE, 5 * PAGE, 0L));
	q = (char *)raw(SYS_mremap, (long)p, 3 * PAGE, 100 * PAGE, (long)MREMAP_MAYMOVE);
	printf("mremap, moved %d, kept %d, fresh %d\n", q != p, q[PAGE], q[99 * PAGE]);
	printf("mremap, the old place %s\n", touching(p));
	say("to a place", raw(SYS_mremap, (long)q, 100 * PAGE, 2 * PAGE,
			      (long)(MREMAP_FIXED | MREMAP_MAYMOVE), 0x51000000L) == 0x51000000L);
	printf("mremap, kept there %d\n", ((char *)0x51000000)[PAGE]);
	munmap((void *)0x51000000, 2 * PAGE);
	munmap(p + 3 * PAGE, PAGE);
}

static void t_madvise(void)
{
	char *p = area(3);

	subject("madvise");
	memset(p, 3, 3 * PAGE);
	say("unaligned", raw(SYS_madvise, (long)p + 1, PAGE, (long)MADV_NORMAL));
	say("unknown", raw(SYS_madvise, (long)p, PAGE, 12345L));
	say("no length", raw(SYS_madvise, (long)p, 0L, (long)MADV_DONTNEED));
	say("not needed", raw(SYS_madvise, (long)(p + PAGE), PAGE, (long)MADV_DONTNEED));
	printf("madvise, reads as %d, beside it %d %d\n", p[PAGE], p[0], p[2 * PAGE]);
	munmap(p + PAGE, PAGE);
	say("over a hole", raw(SYS_madvise, (long)p, 3 * PAGE, (long)MADV_DONTNEED));
	printf("madvise, done on both sides %d %d\n", p[0], p[2 * PAGE]);
	munmap(p, 3 * PAGE);
}

static int in_limit(void *arg)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };
	long end = raw(SYS_brk, 0L);

	setrlimit(RLIMIT_AS, &limit);
	printf("limits, 128 MB of address space: %d",
	       mmap(NULL, 128 << 20, RW, ANON, -1, 0) == MAP_FAILED);
	printf(", 16 MB: %d\n", mmap(NULL, 16 << 20, RW, ANON, -1, 0) == MAP_FAILED);
	limit.rlim_cur = limit.rlim_max = 1 << 20;
	setrlimit(RLIMIT_DATA, &limit);
	printf("limits, 8 MB of heap: %d\n", raw(SYS_brk, end + (8 << 20)) == end);
	return 0;
}

/* ---- processes ---- */

static int exit_with(void *code)
{
	return (long)code;
}

static void t_fork(void)
{
	int status = 0;
	pid_t child = start_child(exit_with, (void *)42);

	subject("wait4");
	say("the child", raw(SYS_wait4, (long)child, &status, 0L, 0L) == child);
	printf("wait4, status %#x\n", status);
	say("again", raw(SYS_wait4, (long)child, &status, 0L, 0L));
	say("no child", raw(SYS_wait4, -1L, &status, 0L, 0L));
	say("unknown option", raw(SYS_wait4, -1L, &status, 0x10L, 0L));
	child = fork();
	if (!child) {
		pause();
		_exit(0);
	}
	say("nothing yet", raw(SYS_wait4, (long)child, &status, (long)WNOHANG, 0L));
	say("bad pointer, alive", raw(SYS_wait4, (long)child, BAD, (long)WNOHANG, 0L));
	kill(child, SIGKILL);
	say("bad pointer", raw(SYS_wait4, (long)child, BAD, 0L, 0L));
	say("gone all the same", raw(SYS_wait4, (long)child, &status, 0L, 0L));
	subject("clone");
	say("handlers without memory", raw(SYS_clone, (long)CLONE_SIGHAND, 0L, 0L, 0L, 0L));
	say("thread without handlers", raw(SYS_clone, (long)CLONE_THREAD, 0L, 0L, 0L, 0L));
}

static void t_vfork(void)
{
	volatile int shared = 1;
	pid_t child = vfork();

	if (!child) {
		shared = 2;
		_exit(9);
	}
	printf("vfork, the child wrote %d\n", shared);
	printf("vfork, %s\n", end_of(child));
}

static int exec_self(void *name)
{
	execl("/proc/self/exe", name, "a", "b", (char *)NULL);
	return 1;
}

static int exec_long(void *bytes)
{
	char *arg = malloc((long)bytes), *argv[] = { "hello", arg, NULL }, *envp[] = { NULL };
	long result;

	memset(arg, 'x', (long)bytes - 1);
	arg[(long)bytes - 1] = 0;
	result = raw(SYS_execve, "/proc/self/exe", argv, envp);
	say("long argument", result);
	return 0;
}

static int exec_many(void *count)
{
	long n = (long)count;
	char **argv = malloc((n + 1) * sizeof(*argv)), *envp[] = { NULL };

	for (long i = 0; i < n; i++)
		argv[i] = "nothing-in-particular";
	argv[0] = "hello";
	argv[n] = NULL;
	say("many arguments", raw(SYS_execve, "/proc/self/exe", argv, envp));
	return 0;
}

static void t_exec(void)
{
	char *argv[] = { "x", NULL }, *bad_argv[] = { "x", (char *)BAD, NULL };
	int fd = raw(SYS_memfd_create, "program", 0L);
	char path[32];

	subject("execve");
	say("no such file", raw(SYS_execve, "/no/such/file", argv, 0L));
	say("a directory", raw(SYS_execve, "/dev", argv, 0L));
	say("through a file", raw(SYS_execve, "/dev/null/x", argv, 0L));
	say("a device", raw(SYS_execve, "/dev/null", argv, 0L));
	say("bad path", raw(SYS_execve, BAD, argv, 0L));
	say("empty path", raw(SYS_execve, "", argv, 0L));
	say("bad vector", raw(SYS_execve, "/proc/self/exe", BAD, 0L));
	say("bad string", raw(SYS_execve, "/proc/self/exe", bad_argv, 0L));
	say("bad environment", raw(SYS_execve, "/proc/self/exe", argv, BAD));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	say("an empty file", raw(SYS_execve, path, argv, 0L));
	if (write(fd, "no program", 10) == 10)
		say("text", raw(SYS_execve, path, argv, 0L));
	if (write(fd, "\177ELF, but cut off", 17) == 17)
		say("text with more", raw(SYS_execve, path, argv, 0L));
	close(fd);
	printf("execve, itself: %s\n", run_in_child(exec_self, "hello"));
	printf("execve, 200 KiB in one: %s\n", run_in_child(exec_long, (void *)(200L << 10)));
	printf("execve, 10 MB in many: %s\n", run_in_child(exec_many, (void *)500000));
}

static void t_ids(void)
{
	pid_t self = getpid();

	subject("ids");
	say("getpid is gettid", raw(SYS_getpid) == raw(SYS_gettid));
	say("getppid of a child", self > 0);
	say("getpgid of nobody", raw(SYS_getpgid, 99999999L));
	say("getsid of nobody", raw(SYS_getsid, 99999999L));
	say("getpgid of oneself", raw(SYS_getpgid, 0L) == raw(SYS_getpgrp));
	say("setpgid of nobody", raw(SYS_setpgid, 99999999L, 0L));
	say("setpgid negative", raw(SYS_setpgid, 0L, -1L));
	say("set_tid_address", raw(SYS_set_tid_address, 0L) == raw(SYS_gettid));
}

static void t_tls(void)
{
	struct user_desc d = { .entry_number = -1,
			       .base_addr = 0x1000,
			       .limit = 0xfffff,
			       .seg_32bit = 1,
			       .limit_in_pages = 1,
			       .useable = 1 };
	struct user_desc back = { .entry_number = 0 };

	subject("set_thread_area");
	say("bad pointer", raw(SYS_set_thread_area, BAD));
	say("a free entry", raw(SYS_set_thread_area, &d));
	printf("set_thread_area, chosen %d\n", d.entry_number >= 6 && d.entry_number <= 14);
	back.entry_number = d.entry_number;
	say("read back", raw(SYS_get_thread_area, &back));
	printf("set_thread_area, base %#x, limit %#x\n", (unsigned int)back.base_addr, back.limit);
	d.entry_number = 1000;
	say("no such entry", raw(SYS_set_thread_area, &d));
	back.entry_number = 0;
	say("no such entry read", raw(SYS_get_thread_area, &back));
}

/* ---- time, limits, the machine ---- */

static void t_time(void)
{
	struct timespec t = { 0, 0 }, bad = { 0, 1000000000 }, negative = { -1, 0 }, now, later;
	struct timeval tv;

	subject("nanosleep");
	say("no time", raw(SYS_nanosleep, &t, 0L));
	say("bad nanoseconds", raw(SYS_nanosleep, &bad, 0L));
	say("negative", raw(SYS_nanosleep, &negative, 0L));
	say("bad pointer", raw(SYS_nanosleep, BAD, 0L));
	clock_gettime(CLOCK_MONOTONIC, &now);
	t.tv_nsec = 20000000;
	nanosleep(&t, NULL);
	clock_gettime(CLOCK_MONOTONIC, &later);
	printf("nanosleep, at least as long as asked for: %d\n",
	       (later.tv_sec - now.tv_sec) * 1000000000LL + later.tv_nsec - now.tv_nsec >=
		       20000000);
	subject("clock_gettime");
	say("realtime", raw(SYS_clock_gettime, (long)CLOCK_REALTIME, &now));
	say("no such clock", raw(SYS_clock_gettime, 99L, &now));
	say("bad pointer", raw(SYS_clock_gettime, 0L, BAD));
	say("64 bits", raw(SYS_clock_gettime64, 0L, BAD));
	subject("gettimeofday");
	say("well", raw(SYS_gettimeofday, &tv, 0L));
	say("nothing asked", raw(SYS_gettimeofday, 0L, 0L));
	say("bad pointer", raw(SYS_gettimeofday, BAD, 0L));
	printf("gettimeofday, after the year 2020: %d\n", tv.tv_sec > 1577836800);
	say("time agrees", labs(raw(SYS_time, 0L) - tv.tv_sec) <= 1);
}

static void t_limits(void)
{
	struct rlimit limit;
	struct rusage usage;

	subject("limits");
	say("ugetrlimit", raw(SYS_ugetrlimit, (long)RLIMIT_STACK, &limit));
	say("no such limit", raw(SYS_ugetrlimit, 99L, &limit));
	say("bad pointer", raw(SYS_ugetrlimit, (long)RLIMIT_STACK, BAD));
	say("prlimit64 of nobody", raw(SYS_prlimit64, 99999999L, (long)RLIMIT_STACK, 0L, 0L));
	say("prlimit64, no such limit", raw(SYS_prlimit64, 0L, 99L, 0L, 0L));
	limit.rlim_cur = 2;
	limit.rlim_max = 1;
	say("soft above hard", raw(SYS_setrlimit, (long)RLIMIT_CORE, &limit));
	printf("limits, child: %s\n", run_in_child(in_limit, NULL));
	subject("getrusage");
	say("self", raw(SYS_getrusage, (long)RUSAGE_SELF, &usage));
	printf("getrusage, has had page faults: %d\n", usage.ru_minflt > 0);
	say("whom else", raw(SYS_getrusage, 99L, &usage));
	say("bad pointer", raw(SYS_getrusage, (long)RUSAGE_SELF, BAD));
}

static void t_machine(void)
{
	struct utsname name;
	struct sysinfo info;
	char bytes[64] = "";

	subject("uname");
	say("well", raw(SYS_uname, &name));
	printf("uname, %s\n", name.sysname);
	say("bad pointer", raw(SYS_uname, BAD));
	subject("sysinfo");
	say("well", raw(SYS_sysinfo, &info));
	printf("sysinfo, some of it is free: %d\n", info.totalram > info.freeram && info.freeram);
	say("bad pointer", raw(SYS_sysinfo, BAD));
	subject("getrandom");
	say("64 bytes", raw(SYS_getrandom, bytes, 64L, 0L));
	say("unknown flag", raw(SYS_getrandom, bytes, 64L, 0x100L));
	say("bad pointer", raw(SYS_getrandom, BAD, 64L, 0L));
	say("none", raw(SYS_getrandom, bytes, 0L, 0L));
	subject("sched_yield");
	say("well", raw(SYS_sched_yield));
	subject("no call");
	say("9999", raw(9999L));
	say("-1", raw(-1L));
	say("17, an old one", raw(17L));
}

static void t_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	uint64_t set = 0;

	subject("rt_sigaction");
	say("bad signal", raw(SYS_rt_sigaction, 65L, 0L, 0L, 8L));
	say("signal 0", raw(SYS_rt_sigaction, 0L, 0L, 0L, 8L));
	say("bad size", raw(SYS_rt_sigaction, (long)SIGUSR1, 0L, 0L, 4L));
	say("bad pointer", raw(SYS_rt_sigaction, (long)SIGUSR1, BAD, 0L, 8L));
	say("SIGKILL", raw(SYS_rt_sigaction, (long)SIGKILL, &action, 0L, 8L));
	say("SIGKILL asked", raw(SYS_rt_sigaction, (long)SIGKILL, 0L, &action, 8L));
	subject("rt_sigprocmask");
	say("asked", raw(SYS_rt_sigprocmask, 0L, 0L, &set, 8L));
	say("bad how", raw(SYS_rt_sigprocmask, 99L, &set, 0L, 8L));
	say("bad size", raw(SYS_rt_sigprocmask, 0L, 0L, &set, 16L));
	say("bad pointer", raw(SYS_rt_sigprocmask, 0L, BAD, 0L, 8L));
	set = ~0ULL;
	raw(SYS_rt_sigprocmask, (long)SIG_SETMASK, &set, 0L, 8L);
	raw(SYS_rt_sigprocmask, (long)SIG_SETMASK, 0L, &set, 8L);
	printf("rt_sigprocmask, all but two: %llx\n", (unsigned long long)set);
	set = 0;
	raw(SYS_rt_sigprocmask, (long)SIG_SETMASK, &set, 0L, 8L);
	subject("kill");
	say("bad signal", raw(SYS_kill, (long)getpid(), 65L));
	say("nobody", raw(SYS_kill, 99999999L, 0L));
	say("oneself", raw(SYS_kill, (long)getpid(), 0L));
	say("tgkill nobody", raw(SYS_tgkill, (long)getpid(), 99999999L, 0L));
	say("tgkill oneself", raw(SYS_tgkill, (long)getpid(), (long)getpid(), 0L));
	say("tgkill negative", raw(SYS_tgkill, -1L, -1L, 0L));
	subject("sigaltstack");
	say("bad pointer", raw(SYS_sigaltstack, BAD, 0L));
	say("too small", raw(SYS_sigaltstack, &(stack_t){ .ss_sp = &set, .ss_size = 8 }, 0L));
}

/* ---- where user space ends at 0xc0000000 ---- */

static void t_border(void)
{
	char *end = (char *)0xc0000000;

	subject("border");
	say("map across", raw(SYS_mmap2, 0xbffff000L, 2 * PAGE, RW, ANON | MAP_FIXED, -1L, 0L));
	say("map above", raw(SYS_mmap2, 0xc0000000L, PAGE, RW, ANON | MAP_FIXED, -1L, 0L));
	say("map 3 GiB", raw(SYS_mmap2, 0L, 0xc0000000L, RW, ANON, -1L, 0L));
	say("unmap across", raw(SYS_munmap, 0xbffff000L, 2 * PAGE));
	say("unmap above", raw(SYS_munmap, 0xc0000000L, PAGE));
	say("protect above", raw(SYS_mprotect, 0xc0000000L, PAGE, PROT_READ));
	say("protect, wrapped", raw(SYS_mprotect, 0x50000000L, -PAGE, PROT_READ));
	say("advise, wrapped", raw(SYS_madvise, 0x50000000L, -PAGE, (long)MADV_DONTNEED));
	say("write from above", raw(SYS_write, 1L, end, 1L));
	say("write from across", raw(SYS_write, 1L, end - 1, 2L));
	say("read to above", raw(SYS_read, 0L, end, 1L));
	say("path above", raw(SYS_open, end, 0L, 0L));
	say("exec path above", raw(SYS_execve, end, 0L, 0L));
	say("fixed at 0", raw(SYS_mmap2, 0L, PAGE, RW, ANON | MAP_FIXED, -1L, 0L));
	printf("border, the last byte is the stack's: %s\n", touching(end - 1));
	printf("border, the first of the kernel: %s\n", touching(end));
}

int main(int argc, char **argv)
{
	static void (*const parts[])(void) = {
		t_brk,	 t_mmap, t_shared, t_munmap, t_mprotect, t_mremap, t_madvise, t_fork,
		t_vfork, t_exec, t_ids,	   t_tls,    t_time,	 t_limits, t_machine, t_signals,
	};

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "-k")) {
		t_border();
		return 0;
	}
	for (unsigned int i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i]();
	return 0;
}
