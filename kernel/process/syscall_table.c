/* SPDX-License-Identifier: MIT */
/*
 * Which system calls there are: the one list, in the order of Linux's numbers (uapi/asm/unistd.h). Each is
 * defined by SYSCALL_DEFINE where its subject lives; every other number answers -ENOSYS, and one line in the log
 * says which program asked for it (missing_syscall.c). A number that is too large, or that two calls have,
 * does not build.
 */
#include <linux/build_bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/syscalls.h>
#include <uapi/asm/unistd.h>

/* clang-format off */
#define SYSCALLS(CALL)				\
	CALL(restart_syscall)			\
	CALL(exit)				\
	CALL(fork)				\
	CALL(read)				\
	CALL(write)				\
	CALL(open)				\
	CALL(close)				\
	CALL(waitpid)				\
	CALL(creat)				\
	CALL(link)				\
	CALL(unlink)				\
	CALL(execve)				\
	CALL(chdir)				\
	CALL(time)				\
	CALL(mknod)				\
	CALL(chmod)				\
	CALL(lchown)				\
	CALL(lseek)				\
	CALL(getpid)				\
	CALL(getuid)				\
	CALL(alarm)				\
	CALL(pause)				\
	CALL(utime)				\
	CALL(access)				\
	CALL(sync)				\
	CALL(kill)				\
	CALL(rename)				\
	CALL(mkdir)				\
	CALL(rmdir)				\
	CALL(dup)				\
	CALL(times)				\
	CALL(brk)				\
	CALL(getgid)				\
	CALL(signal)				\
	CALL(geteuid)				\
	CALL(getegid)				\
	CALL(ioctl)				\
	CALL(setpgid)				\
	CALL(umask)				\
	CALL(dup2)				\
	CALL(getppid)				\
	CALL(getpgrp)				\
	CALL(setsid)				\
	CALL(sigaction)				\
	CALL(sigsuspend)			\
	CALL(sigpending)			\
	CALL(setrlimit)				\
	CALL(getrlimit)				\
	CALL(getrusage)				\
	CALL(gettimeofday)			\
	CALL(symlink)				\
	CALL(readlink)				\
	CALL(mmap)				\
	CALL(munmap)				\
	CALL(truncate)				\
	CALL(ftruncate)				\
	CALL(fchmod)				\
	CALL(fchown)				\
	CALL(setitimer)				\
	CALL(getitimer)				\
	CALL(wait4)				\
	CALL(sysinfo)				\
	CALL(fsync)				\
	CALL(sigreturn)				\
	CALL(clone)				\
	CALL(uname)				\
	CALL(mprotect)				\
	CALL(sigprocmask)			\
	CALL(getpgid)				\
	CALL(fchdir)				\
	CALL(personality)			\
	CALL(_llseek)				\
	CALL(readv)				\
	CALL(writev)				\
	CALL(getsid)				\
	CALL(fdatasync)				\
	CALL(sched_yield)			\
	CALL(nanosleep)				\
	CALL(mremap)				\
	CALL(prctl)				\
	CALL(rt_sigreturn)			\
	CALL(rt_sigaction)			\
	CALL(rt_sigprocmask)			\
	CALL(rt_sigpending)			\
	CALL(rt_sigtimedwait)			\
	CALL(rt_sigqueueinfo)			\
	CALL(rt_sigsuspend)			\
	CALL(pread64)				\
	CALL(pwrite64)				\
	CALL(chown)				\
	CALL(getcwd)				\
	CALL(sigaltstack)			\
	CALL(vfork)				\
	CALL(ugetrlimit)			\
	CALL(mmap2)				\
	CALL(truncate64)			\
	CALL(ftruncate64)			\
	CALL(stat64)				\
	CALL(lstat64)				\
	CALL(fstat64)				\
	CALL(lchown32)				\
	CALL(getuid32)				\
	CALL(getgid32)				\
	CALL(geteuid32)				\
	CALL(getegid32)				\
	CALL(fchown32)				\
	CALL(chown32)				\
	CALL(madvise)				\
	CALL(getdents64)			\
	CALL(fcntl64)				\
	CALL(gettid)				\
	CALL(tkill)				\
	CALL(futex)				\
	CALL(sched_setaffinity)			\
	CALL(sched_getaffinity)			\
	CALL(set_thread_area)			\
	CALL(get_thread_area)			\
	CALL(exit_group)			\
	CALL(set_tid_address)			\
	CALL(clock_gettime)			\
	CALL(clock_getres)			\
	CALL(clock_nanosleep)			\
	CALL(tgkill)				\
	CALL(utimes)				\
	CALL(waitid)				\
	CALL(openat)				\
	CALL(mkdirat)				\
	CALL(mknodat)				\
	CALL(fchownat)				\
	CALL(futimesat)				\
	CALL(fstatat64)				\
	CALL(unlinkat)				\
	CALL(renameat)				\
	CALL(linkat)				\
	CALL(symlinkat)				\
	CALL(readlinkat)			\
	CALL(fchmodat)				\
	CALL(faccessat)				\
	CALL(set_robust_list)			\
	CALL(getcpu)				\
	CALL(utimensat)				\
	CALL(dup3)				\
	CALL(rt_tgsigqueueinfo)			\
	CALL(prlimit64)				\
	CALL(renameat2)				\
	CALL(getrandom)				\
	CALL(memfd_create)			\
	CALL(statx)				\
	CALL(clock_gettime64)			\
	CALL(clock_getres_time64)		\
	CALL(clock_nanosleep_time64)		\
	CALL(utimensat_time64)			\
	CALL(rt_sigtimedwait_time64)		\
	CALL(futex_time64)			\
	CALL(faccessat2)			\
/* clang-format on */

#define DECLARE(name) long sys_##name(const struct pt_regs *regs);
SYSCALLS(DECLARE)

#define CHECK(name)                                                                                \
	static_assert(__NR_##name < NR_SYSCALLS, #name " has a number behind the end of the table");
SYSCALLS(CHECK)

/* ---- names: of all numbers, made from uapi/asm/unistd.h by the Makefile ---- */

static const char *const names[NR_SYSCALLS] = {
#include "syscall_names.h"
};

const char *linux_syscall_name(unsigned int number)
{
	return number < NR_SYSCALLS ? names[number] : NULL;
}

const char *syscall_name(unsigned int number)
{
	bool there = number < NR_SYSCALLS && sys_call_table[number] != sys_ni_syscall;

	return there ? names[number] : NULL;
}

/* ---- functions ---- */

#define CASE(name)                                                                                 \
	case __NR_##name:                                                                          \
		return sys_##name;

/* Two calls with one number do not build. */
static sys_call_ptr_t __init function_of(unsigned int number)
{
	switch (number) {
		SYSCALLS(CASE)
	}
	return sys_ni_syscall;
}

static int __init syscall_table_init(void)
{
	for (unsigned int number = 0; number < NR_SYSCALLS; number++)
		sys_call_table[number] = function_of(number);
	return 0;
}
core_initcall(syscall_table_init);
