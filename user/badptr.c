/* SPDX-License-Identifier: MIT */
/*
 * Every kind of bad pointer in every pointer argument: not mapped, the kernel's, the last bytes of the address space, a
 * page without rights, one that may not be written, a struct that begins on a good page and ends on a bad one. The
 * answer is an error, and the process lives.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

#define PAGE 4096L

static struct {
	const char *name;
	long address;
} bad[] = {
	{ "not mapped", 0x10 },	 { "the kernel's", 0xc0100000 },
	{ "the last word", -4 }, { "no rights", 0 },
	{ "cut off", 0 },
};

#define NR_BAD (sizeof(bad) / sizeof(bad[0]))

/* P is the bad pointer, R a page that may only be read, G a good buffer. */
enum { P = 0x7001, R, G };

/* A call with at most one bad pointer; the rest is right. */
static const struct call {
	const char *name;
	long number;
	long arg[6];
} calls[] = {
	{ "read", SYS_read, { 3, P, 64 } },
	{ "read to a constant", SYS_read, { 3, R, 64 } },
	{ "write", SYS_write, { 4, P, 64 } },
	{ "readv", SYS_readv, { 3, P, 2 } },
	{ "writev", SYS_writev, { 4, P, 2 } },
	{ "pread64", SYS_pread64, { 3, P, 64, 0, 0 } },
	{ "open", SYS_open, { P, 0, 0 } },
	{ "openat", SYS_openat, { -100, P, 0, 0 } },
	{ "access", SYS_access, { P, 0 } },
	{ "readlink path", SYS_readlink, { P, G, 64 } },
	{ "stat64 path", SYS_stat64, { P, G } },
	{ "stat64", SYS_stat64, { -1, P } },
	{ "fstat64", SYS_fstat64, { 3, P } },
	{ "fstat64 to a constant", SYS_fstat64, { 3, R } },
	{ "statx path", SYS_statx, { -100, P, 0, 0x7ff, G } },
	{ "_llseek", SYS__llseek, { 3, 0, 0, P, 0 } },
	{ "execve path", SYS_execve, { P, 0, 0 } },
	{ "wait4 usage", SYS_getrusage, { 0, P } },
	{ "nanosleep", SYS_nanosleep, { P, 0 } },
	{ "clock_gettime", SYS_clock_gettime, { 0, P } },
	{ "clock_gettime to a constant", SYS_clock_gettime, { 0, R } },
	{ "gettimeofday", SYS_gettimeofday, { P, 0 } },
	{ "time", SYS_time, { P } },
	{ "uname", SYS_uname, { P } },
	{ "uname to a constant", SYS_uname, { R } },
	{ "sysinfo", SYS_sysinfo, { P } },
	{ "getrandom", SYS_getrandom, { P, 64, 0 } },
	{ "ugetrlimit", SYS_ugetrlimit, { 3, P } },
	{ "setrlimit", SYS_setrlimit, { 4, P } },
	{ "prlimit64", SYS_prlimit64, { 0, 3, 0, P } },
	{ "set_thread_area", SYS_set_thread_area, { P } },
	{ "get_thread_area", SYS_get_thread_area, { P } },
	{ "rt_sigaction", SYS_rt_sigaction, { SIGUSR1, P, 0, 8 } },
	{ "rt_sigaction old", SYS_rt_sigaction, { SIGUSR1, 0, P, 8 } },
	{ "rt_sigprocmask", SYS_rt_sigprocmask, { 0, P, 0, 8 } },
	{ "rt_sigprocmask old", SYS_rt_sigprocmask, { 0, 0, P, 8 } },
	{ "rt_sigpending", SYS_rt_sigpending, { P, 8 } },
	{ "sigaltstack", SYS_sigaltstack, { P, 0 } },
	{ "sigaltstack old", SYS_sigaltstack, { 0, P } },
	{ "setitimer", SYS_setitimer, { 0, P, 0 } },
	{ "getitimer", SYS_getitimer, { 0, P } },
	{ "memfd_create", SYS_memfd_create, { P, 0 } },
};

#define NR_CALLS (sizeof(calls) / sizeof(calls[0]))

static long constant, good;

static void set_up(void)
{
	char *two =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(two, '/', PAGE);
	mprotect(two + PAGE, PAGE, PROT_NONE);
	bad[3].address = (long)two + PAGE;
	bad[4].address = (long)two + PAGE - 2;
	constant = (long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	good = (long)mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long value(long arg, long pointer)
{
	return arg == P ? pointer : arg == R ? constant : arg == G ? good : arg;
}

static long make(const struct call *c, long pointer)
{
	long arg[6];

	for (int i = 0; i < 6; i++)
		arg[i] = value(c->arg[i], pointer);
	if (c->number == SYS_stat64 && arg[0] == -1)
		arg[0] = (long)"/";
	return raw(c->number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}

static int has_pointer(const struct call *c)
{
	for (int i = 0; i < 6; i++)
		if (c->arg[i] == P)
			return 1;
	return 0;
}

int main(void)
{
	int zero = raw(SYS_open, "/dev/zero", 0L, 0L), memory = raw(SYS_memfd_create, "x", 0L);

	setvbuf(stdout, NULL, _IOLBF, 0);
	dup2(zero, 3);
	dup2(memory, 4);
	set_up();
	for (unsigned int i = 0; i < NR_CALLS; i++) {
		subject(calls[i].name);
		if (!has_pointer(&calls[i])) {
			say("read only", make(&calls[i], 0));
			continue;
		}
		for (unsigned int b = 0; b < NR_BAD; b++)
			say(bad[b].name, make(&calls[i], bad[b].address));
	}
	return 0;
}
