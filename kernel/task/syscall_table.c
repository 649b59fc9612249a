/* SPDX-License-Identifier: MIT */
/*
 * Which system calls there are: the one list, in the order of Linux's numbers (uapi/asm/unistd.h). Each is
 * defined by SYSCALL_DEFINE where its subject lives; every other number answers -ENOSYS.
 */
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
	CALL(execve)				\
	CALL(time)				\
	CALL(lseek)				\
	CALL(getpid)				\
	CALL(getuid)				\
	CALL(alarm)				\
	CALL(pause)				\
	CALL(access)				\
	CALL(kill)				\
	CALL(dup)				\
	CALL(times)				\
	CALL(brk)				\
	CALL(getgid)				\
	CALL(signal)				\
	CALL(geteuid)				\
	CALL(getegid)				\
	CALL(ioctl)				\
	CALL(setpgid)				\
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
	CALL(readlink)				\
	CALL(mmap)				\
	CALL(munmap)				\
	CALL(ftruncate)				\
	CALL(setitimer)				\
	CALL(getitimer)				\
	CALL(wait4)				\
	CALL(sysinfo)				\
	CALL(sigreturn)				\
	CALL(clone)				\
	CALL(uname)				\
	CALL(mprotect)				\
	CALL(sigprocmask)			\
	CALL(getpgid)				\
	CALL(personality)			\
	CALL(_llseek)				\
	CALL(readv)				\
	CALL(writev)				\
	CALL(getsid)				\
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
	CALL(getcwd)				\
	CALL(sigaltstack)			\
	CALL(vfork)				\
	CALL(ugetrlimit)			\
	CALL(mmap2)				\
	CALL(ftruncate64)			\
	CALL(stat64)				\
	CALL(lstat64)				\
	CALL(fstat64)				\
	CALL(getuid32)				\
	CALL(getgid32)				\
	CALL(geteuid32)				\
	CALL(getegid32)				\
	CALL(madvise)				\
	CALL(getdents64)			\
	CALL(fcntl64)				\
	CALL(gettid)				\
	CALL(tkill)				\
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
	CALL(waitid)				\
	CALL(openat)				\
	CALL(fstatat64)				\
	CALL(readlinkat)			\
	CALL(faccessat)				\
	CALL(set_robust_list)			\
	CALL(getcpu)				\
	CALL(dup3)				\
	CALL(rt_tgsigqueueinfo)			\
	CALL(prlimit64)				\
	CALL(getrandom)				\
	CALL(memfd_create)			\
	CALL(statx)				\
	CALL(clock_gettime64)			\
	CALL(clock_getres_time64)		\
	CALL(clock_nanosleep_time64)		\
	CALL(rt_sigtimedwait_time64)		\
	CALL(faccessat2)			\
/* clang-format on */

#define DECLARE(name) long sys_##name(const struct pt_regs *regs);
SYSCALLS(DECLARE)

#define ENTRY(name) { __NR_##name, #name, sys_##name },
static const struct syscall {
	unsigned int number;
	const char *name;
	sys_call_ptr_t function;
} syscalls[] = { SYSCALLS(ENTRY) };

const char *syscall_name(unsigned int number)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(syscalls); i++)
		if (syscalls[i].number == number)
			return syscalls[i].name;
	return NULL;
}

static int __init syscall_table_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(syscalls); i++)
		sys_call_table[syscalls[i].number] = syscalls[i].function;
	return 0;
}
core_initcall(syscall_table_init);
