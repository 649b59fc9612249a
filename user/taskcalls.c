/* SPDX-License-Identifier: MIT */
/*
 * System calls about processes, time and the machine: what each answers, success, errors and edges, one line a call.
 * Nothing in the lines depends on the kernel that it runs on, so it says the same on Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/say.h"

#define KERNEL ((void *)0xfffff000) /* no address of a program, on a 64-bit kernel either */
#define BAD    ((void *)0x10)

static void end_quietly(int sig)
{
}

static pid_t child_that(int code)
{
	pid_t pid = fork();

	if (!pid)
		_exit(code);
	return pid;
}

static pid_t child_that_stays(void)
{
	pid_t pid = fork();

	while (!pid)
		pause();
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- numbers ---- */

static void numbers(void)
{
	pid_t me = getpid(), child;
	int status;

	HOLDS(syscall(SYS_gettid) == me);
	HOLDS(getppid() != me);
	HOLDS(getpgid(0) == getpgrp());
	HOLDS(getpgid(me) == getpgrp());
	HOLDS(getsid(0) == getsid(me));
	SAY(getpgid(-1));
	SAY(getpgid(INT_MAX));
	SAY(getsid(INT_MAX));
	SAY(setpgid(0, -1));
	SAY(setpgid(INT_MAX, 0));
	SAY(setpgid(1, 0));
	child = child_that_stays();
	SAY(setpgid(child, INT_MAX));
	SAY(setpgid(child, 0));
	HOLDS(getpgid(child) == child);
	SAY(setpgid(child, getpgrp()));
	HOLDS(getpgid(child) == getpgrp());
	end(child);
	child = fork();
	if (!child)
		_exit(setsid() != getpid() || getpgrp() != getpid() || getsid(0) != getpid() ||
		      setsid() >= 0 || errno != EPERM || setpgid(0, 0) >= 0 || errno != EPERM);
	waitpid(child, &status, 0);
	HOLDS(status == 0);
	HOLDS(syscall(SYS_set_tid_address, BAD) == me);
	SAY(syscall(SYS_set_robust_list, 0, 12));
	SAY(syscall(SYS_set_robust_list, 0, 11));
}

/* ---- children ---- */

static void waiting(void)
{
	struct rusage usage;
	int status = -1;
	pid_t child;

	SAY(waitpid(-1, &status, 0));
	SAY(waitpid(-1, &status, WNOHANG));
	SAY(waitpid(INT_MAX, &status, 0));
	SAY(waitpid(-1, &status, 0x100));
	SAY(syscall(SYS_waitpid, INT_MIN, &status, 0));
	child = child_that(0x1ff);
	HOLDS(waitpid(child, &status, 0) == child);
	HOLDS(WIFEXITED(status) && WEXITSTATUS(status) == 0xff);
	child = child_that_stays();
	SAY(waitpid(child, &status, WNOHANG));
	SAY(waitpid(0, &status, WNOHANG));
	SAY(waitpid(-getpgrp(), &status, WNOHANG));
	SAY(waitpid(child, &status, WNOHANG | __WCLONE));
	kill(child, SIGSTOP);
	HOLDS(waitpid(child, &status, WUNTRACED) == child);
	HOLDS(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	kill(child, SIGCONT);
	HOLDS(waitpid(child, &status, WCONTINUED) == child);
	HOLDS(WIFCONTINUED(status));
	kill(child, SIGTERM);
	HOLDS(wait4(child, &status, 0, &usage) == child);
	HOLDS(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	child = child_that(0);
	SAY(waitpid(child, KERNEL, 0));
	SAY(waitpid(child, NULL, 0));
	child = child_that(0);
	SAY(syscall(SYS_wait4, child, NULL, 0, KERNEL));
}

static void waiting_by_id(void)
{
	siginfo_t info;
	pid_t child;

	SAY(waitid(P_ALL, 0, &info, WEXITED));
	SAY(waitid(P_ALL, 0, &info, 0));
	SAY(waitid(P_ALL, 0, &info, WEXITED | 0x100));
	SAY(waitid(99, 0, &info, WEXITED));
	SAY(waitid(P_PID, 0, &info, WEXITED));
	SAY(waitid(P_PGID, -2, &info, WEXITED));
	child = child_that_stays();
	info.si_signo = 99;
	SAY(waitid(P_PID, child, &info, WEXITED | WNOHANG));
	HOLDS(info.si_signo == 0 && info.si_pid == 0);
	kill(child, SIGKILL);
	SAY(waitid(P_PID, child, &info, WEXITED | WNOWAIT));
	HOLDS(info.si_signo == SIGCHLD && info.si_code == CLD_KILLED && info.si_status == SIGKILL);
	SAY(waitid(P_PID, child, &info, WEXITED));
	HOLDS(info.si_pid == child);
	SAY(waitid(P_PID, child, &info, WEXITED));
}

/* Children leave no zombies to who ignores their signal; waiting then waits for all. */
static void ignoring(void)
{
	int status;

	signal(SIGCHLD, SIG_IGN);
	child_that(1);
	SAY(waitpid(-1, &status, 0));
	signal(SIGCHLD, SIG_DFL);
}

static void waiting_is_interrupted(void)
{
	struct sigaction action = { .sa_handler = end_quietly };
	pid_t child = child_that_stays();

	sigaction(SIGALRM, &action, NULL);
	ualarm(20000, 0);
	SAY(waitpid(child, NULL, 0));
	end(child);
}

static void cloning(void)
{
	int status;
	pid_t child;

	SAY(syscall(SYS_clone, CLONE_SIGHAND | SIGCHLD, 0, 0, 0, 0));
	SAY(syscall(SYS_clone, CLONE_THREAD | SIGCHLD, 0, 0, 0, 0));
	SAY(syscall(SYS_clone, CLONE_VM | CLONE_THREAD | SIGCHLD, 0, 0, 0, 0));
	child = syscall(SYS_clone, CLONE_FILES | CLONE_FS | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		_exit(close(0));
	waitpid(child, &status, 0);
	HOLDS(status == 0);
	SAY(close(0));				   /* it is one table */
	child = syscall(SYS_clone, 0, 0, 0, 0, 0); /* no signal: another kind of child */
	if (!child)
		_exit(0);
	SAY(waitpid(child, NULL, 0));
	HOLDS(waitpid(child, NULL, __WALL) == child);
}

/* ---- exec ---- */

static char *const no_arguments[] = { NULL };

static void executing(void)
{
	static char long_path[5000], long_argument[200 << 10];
	char *big[] = { "x", long_argument, NULL };

	memset(long_path, 'a', sizeof(long_path) - 1);
	memset(long_argument, 'a', sizeof(long_argument) - 1);
	SAY(execve("", no_arguments, NULL));
	SAY(execve("/nothing/there", no_arguments, NULL));
	SAY(execve("/", no_arguments, NULL));
	SAY(execve(long_path, no_arguments, NULL));
	SAY(syscall(SYS_execve, NULL, no_arguments, NULL));
	SAY(syscall(SYS_execve, KERNEL, no_arguments, NULL));
	SAY(syscall(SYS_execve, "/proc/self/exe", BAD, NULL));
	SAY(syscall(SYS_execve, "/proc/self/exe", no_arguments, KERNEL));
	SAY(execve("/proc/self/exe", big, NULL));
}

/* ---- time ---- */

static void clocks(void)
{
	struct timespec a, b;
	struct timeval tv;
	struct tms tms;

	SAY(clock_gettime(CLOCK_MONOTONIC, &a));
	SAY(clock_gettime(CLOCK_BOOTTIME, &b));
	HOLDS(a.tv_nsec < 1000000000 && b.tv_nsec < 1000000000);
	clock_gettime(CLOCK_MONOTONIC, &b);
	HOLDS(b.tv_sec > a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec));
	SAY(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a));
	SAY(clock_gettime(99, &a));
	SAY(syscall(SYS_clock_gettime, CLOCK_REALTIME, KERNEL));
	SAY(syscall(SYS_clock_gettime64, CLOCK_REALTIME, KERNEL));
	SAY(clock_getres(CLOCK_MONOTONIC, &a));
	HOLDS(a.tv_sec == 0 && a.tv_nsec == 1);
	SAY(clock_getres(CLOCK_MONOTONIC, NULL));
	SAY(clock_getres(99, NULL));
	SAY(gettimeofday(&tv, NULL));
	clock_gettime(CLOCK_REALTIME, &a);
	HOLDS(labs(tv.tv_sec - a.tv_sec) <= 1 && labs(time(NULL) - a.tv_sec) <= 1);
	HOLDS(a.tv_sec > 1700000000);
	SAY(syscall(SYS_gettimeofday, KERNEL, NULL));
	SAY(syscall(SYS_gettimeofday, NULL, NULL));
	SAY(syscall(SYS_time, KERNEL));
	HOLDS(times(&tms) >= 0);
	SAY(syscall(SYS_times, KERNEL));
}

static void sleeping(void)
{
	struct timespec before, after, t = { 0, 30000000 }, rest = { 9, 9 };
	struct itimerval timer = { { 0, 0 }, { 0, 20000 } }, old;

	clock_gettime(CLOCK_MONOTONIC, &before);
	SAY(nanosleep(&t, NULL));
	clock_gettime(CLOCK_MONOTONIC, &after);
	HOLDS((after.tv_sec - before.tv_sec) * 1000000000ll + after.tv_nsec - before.tv_nsec >=
	      30000000);
	t.tv_nsec = 1000000000;
	SAY(nanosleep(&t, NULL));
	t = (struct timespec){ -1, 0 };
	SAY(nanosleep(&t, NULL));
	SAY(syscall(SYS_nanosleep, KERNEL, NULL));
	t = (struct timespec){ 0, 0 };
	SAY(nanosleep(&t, NULL));
	SAY(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	SAY(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC_RAW, 0, &t, NULL));
	SAY(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &t, NULL));
	SAY(syscall(SYS_clock_nanosleep, 99, 0, &t, NULL));
	SAY(setitimer(ITIMER_REAL, &timer, NULL));
	t = (struct timespec){ 100, 0 };
	SAY(nanosleep(&t, &rest));
	HOLDS(rest.tv_sec >= 98 && rest.tv_sec <= 99);
	SAY(alarm(100));
	SAY(alarm(0));
	SAY(alarm(0));
	SAY(setitimer(99, &timer, NULL));
	timer.it_value.tv_usec = 1000000;
	SAY(setitimer(ITIMER_REAL, &timer, NULL));
	SAY(syscall(SYS_setitimer, ITIMER_REAL, KERNEL, NULL));
	timer = (struct itimerval){ { 5, 0 }, { 50, 0 } };
	setitimer(ITIMER_REAL, &timer, NULL);
	SAY(getitimer(ITIMER_REAL, &old));
	HOLDS(old.it_interval.tv_sec == 5 && old.it_value.tv_sec >= 48);
	SAY(getitimer(99, &old));
	alarm(0);
}

/* ---- limits ---- */

static void limits(void)
{
	struct rlimit r, old;
	struct rusage usage;

	SAY(getrlimit(RLIMIT_STACK, &old));
	HOLDS(old.rlim_cur <= old.rlim_max);
	SAY(syscall(SYS_ugetrlimit, 16, &r));
	SAY(syscall(SYS_ugetrlimit, 0, KERNEL));
	SAY(syscall(SYS_getrlimit, 0, &r));
	HOLDS(r.rlim_cur <= 0x7fffffff);
	r = (struct rlimit){ 2, 1 };
	SAY(syscall(SYS_setrlimit, RLIMIT_CORE, &r));
	SAY(syscall(SYS_setrlimit, 16, &r));
	SAY(syscall(SYS_setrlimit, RLIMIT_CORE, KERNEL));
	r = (struct rlimit){ 100, 200 };
	SAY(setrlimit(RLIMIT_NOFILE, &r));
	SAY(prlimit(0, RLIMIT_NOFILE, NULL, &old));
	HOLDS(old.rlim_cur == 100 && old.rlim_max == 200);
	SAY(prlimit(INT_MAX, RLIMIT_NOFILE, NULL, &old));
	SAY(prlimit(0, 16, NULL, &old));
	SAY(syscall(SYS_prlimit64, 0, RLIMIT_CORE, KERNEL, NULL));
	SAY(syscall(SYS_prlimit64, 0, RLIMIT_CORE, NULL, KERNEL));
	SAY(getrusage(RUSAGE_SELF, &usage));
	HOLDS(usage.ru_maxrss > 0 && usage.ru_minflt > 0);
	SAY(getrusage(RUSAGE_CHILDREN, &usage));
	HOLDS(usage.ru_minflt > 0);
	SAY(getrusage(99, &usage));
	SAY(syscall(SYS_getrusage, RUSAGE_SELF, KERNEL));
}

/* ---- the machine ---- */

static void machine(void)
{
	unsigned long mask[32];
	struct utsname name;
	unsigned int cpu;
	char bytes[64] = {}, zero[64] = {};

	SAY(uname(&name));
	HOLDS(!strcmp(name.sysname, "Linux"));
	SAY(syscall(SYS_uname, KERNEL));
	SAY(syscall(SYS_getrandom, bytes, sizeof(bytes), 0));
	HOLDS(memcmp(bytes, zero, sizeof(bytes)) != 0);
	SAY(syscall(SYS_getrandom, bytes, 0, 0));
	SAY(syscall(SYS_getrandom, bytes, 1, 8));
	SAY(syscall(SYS_getrandom, bytes, 1, 6));
	SAY(syscall(SYS_getrandom, KERNEL, 1, 0));
	SAY(syscall(SYS_getcpu, &cpu, NULL, NULL));
	SAY(syscall(SYS_getcpu, KERNEL, NULL, NULL));
	HOLDS(syscall(SYS_sched_getaffinity, 0, sizeof(mask), mask) > 0);
	SAY(syscall(SYS_sched_getaffinity, 0, 3, mask));
	SAY(syscall(SYS_sched_getaffinity, INT_MAX, sizeof(mask), mask));
	SAY(syscall(SYS_sched_yield));
	SAY(syscall(SYS_prctl, 15, "a name of more than 15"));
	SAY(syscall(SYS_prctl, 16, bytes));
	printf("%s\n", bytes);
	SAY(syscall(SYS_prctl, 15, KERNEL));
	SAY(syscall(SYS_prctl, 12345, 0));
	SAY(syscall(SYS_personality, 0xffffffff));
	SAY(syscall(500, 0));
	SAY(syscall(-1, 0));
	SAY(syscall(INT_MIN, 0));
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0); /* children print nothing twice */
	numbers();
	waiting();
	waiting_by_id();
	ignoring();
	waiting_is_interrupted();
	executing();
	clocks();
	sleeping();
	limits();
	machine();
	cloning();
	return 0;
}
