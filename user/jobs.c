/* SPDX-License-Identifier: MIT */
/*
 * Process groups, stopping and going on, what a parent is told, and who is still there: each line is one fact, the
 * same on Linux. Everything happens in a session of its own, so that it does not matter who started the program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/say.h"

static volatile int *shared; /* by all children */

static int stay(void *arg)
{
	for (;;)
		pause();
	return 0;
}

struct work {
	int (*run)(void *arg);
	void *arg;
};

static int lead_a_group(void *arg)
{
	const struct work *work = arg;

	setpgid(0, 0);
	return work->run(work->arg);
}

/* A child in a group of its own. Both see to that, as a shell does: the child may fork, and the parent may kill, at once. */
static pid_t job(int (*run)(void *arg), void *arg)
{
	struct work work = { run, arg };
	pid_t child = start_child(lead_a_group, &work);

	setpgid(child, child);
	return child;
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	end_of(child);
}

/* Waits for the stop of a child without taking the report. */
static void wait_for_stop(pid_t child)
{
	siginfo_t info;

	waitid(P_PID, child, &info, WSTOPPED | WNOWAIT);
}

static pid_t stopped_job(void)
{
	pid_t child = job(stay, NULL);

	kill(child, SIGSTOP);
	wait_for_stop(child);
	return child;
}

static pid_t reported(pid_t child, int options)
{
	siginfo_t info = {};

	waitid(P_PID, child, &info, options | WNOHANG);
	return info.si_pid;
}

/* ---- stopped ---- */

static void other_signals_wait_for_sigcont(void)
{
	pid_t child = stopped_job();

	kill(child, SIGTERM);
	usleep(20000);
	HOLDS(reported(child, WEXITED | WNOWAIT) == 0);
	kill(child, SIGCONT);
	printf("SIGTERM, then SIGCONT: %s\n", end_of(child));
	child = stopped_job();
	kill(child, SIGKILL);
	printf("SIGKILL: %s\n", end_of(child));
	child = stopped_job();
	kill(child, SIGTERM);
	kill(child, SIGKILL);
	printf("SIGTERM, then SIGKILL: %s\n", end_of(child));
	child = stopped_job();
	kill(child, SIGTERM);
	kill(child, SIGTSTP); /* called off by SIGCONT */
	kill(child, SIGCONT);
	printf("SIGTERM, SIGTSTP, SIGCONT: %s\n", end_of(child));
}

static void a_stop_is_reported_until_it_is_over(void)
{
	pid_t child = stopped_job();
	int status;

	HOLDS(reported(child, WSTOPPED | WNOWAIT) == child);
	HOLDS(reported(child, WCONTINUED) == 0);
	kill(child, SIGCONT);
	HOLDS(reported(child, WSTOPPED) == 0);
	HOLDS(reported(child, WCONTINUED | WNOWAIT) == child);
	HOLDS(reported(child, WCONTINUED) == child);
	HOLDS(reported(child, WCONTINUED) == 0);
	kill(child, SIGSTOP);
	HOLDS(waitpid(child, &status, WUNTRACED | WCONTINUED) == child && WIFSTOPPED(status));
	HOLDS(waitpid(child, &status, WUNTRACED | WCONTINUED | WNOHANG) == 0);
	kill(child, SIGSTOP); /* it is already */
	HOLDS(waitpid(child, &status, WUNTRACED | WCONTINUED | WNOHANG) == 0);
	kill(child, SIGCONT);
	HOLDS(waitpid(child, &status, WUNTRACED | WCONTINUED) == child && WIFCONTINUED(status));
	kill(child, SIGSTOP);
	wait_for_stop(child);
	kill(child, SIGKILL);
	HOLDS(waitpid(child, &status, WUNTRACED | WCONTINUED) == child && WIFSIGNALED(status));
}

/* Pending and blocked, they can be looked at. */
static int undo_each_other(void *arg)
{
	sigset_t set, pending;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTSTP);
	raise(SIGTTIN);
	raise(SIGCONT);
	sigpending(&pending);
	printf("after SIGCONT wait: SIGTSTP %d, SIGTTIN %d, SIGCONT %d\n",
	       sigismember(&pending, SIGTSTP), sigismember(&pending, SIGTTIN),
	       sigismember(&pending, SIGCONT));
	raise(SIGTTOU);
	sigpending(&pending);
	printf("after SIGTTOU wait: SIGTTOU %d, SIGCONT %d\n", sigismember(&pending, SIGTTOU),
	       sigismember(&pending, SIGCONT));
	return 0;
}

/* ---- orphaned groups ---- */

static void count_sigcont(int sig)
{
	shared[1]++;
}

static int stop_and_tell(void *arg)
{
	signal(SIGHUP, SIG_IGN);
	signal(SIGCONT, count_sigcont);
	shared[0] = 1;
	raise(SIGSTOP);
	shared[2] = shared[1];
	return 0;
}

/* The member of the group whose parent could have woken it. */
static int leave_it_stopped(void *arg)
{
	pid_t child = start_child(arg, NULL);

	wait_for_stop(child);
	return 0;
}

static int stop_once(void *arg)
{
	raise(SIGSTOP);
	return 0;
}

/* Until nobody is left in it. */
static int group_ends(pid_t pgrp)
{
	for (int i = 0; i < 500; i++) {
		if (kill(-pgrp, 0) < 0)
			return errno == ESRCH;
		usleep(10000);
	}
	kill(-pgrp, SIGKILL);
	return 0;
}

static void nobody_left_to_wake_it(void)
{
	pid_t child = job(leave_it_stopped, stop_and_tell);
	int ends;

	end_of(child);
	ends = group_ends(child); /* it has told by then */
	printf("stopped, ignoring SIGHUP: group ends %d, SIGCONT came %d\n", ends, shared[2]);
	child = job(leave_it_stopped, stop_once);
	end_of(child);
	printf("stopped: group ends %d\n", group_ends(child));
}

/* A child of its own that is stopped in another group, whose only link to the session it is. */
static int leave_another_group(void *arg)
{
	pid_t child = job(stop_once, NULL);

	wait_for_stop(child);
	*shared = child;
	return 0;
}

static void a_parent_in_another_group_ends(void)
{
	end_of(job(leave_another_group, NULL));
	printf("a parent in another group: group ends %d\n", group_ends(*shared));
}

static int stops_of_orphans(void *arg)
{
	setsid(); /* a group whose members have no parent in the session */
	raise(SIGTSTP);
	raise(SIGTTIN);
	raise(SIGTTOU);
	return 7;
}

static int stop_by(void *arg)
{
	raise((long)arg);
	return 3;
}

static void stopping_by_terminal(void)
{
	static const long stops[] = { SIGTSTP, SIGTTIN, SIGTTOU };
	int status;

	printf("in an orphaned group: %s\n", run_in_child(stops_of_orphans, NULL));
	for (int i = 0; i < 3; i++) {
		pid_t child = start_child(stop_by, (void *)stops[i]);

		waitpid(child, &status, WUNTRACED); /* the group of this one is orphaned, too */
		printf("%ld in an orphaned group: %s\n", stops[i],
		       WIFSTOPPED(status) ? "stops" : describe(status));
		child = fork();
		if (!child) {
			setpgid(0, 0);
			raise(stops[i]);
			_exit(3);
		}
		waitpid(child, &status, WUNTRACED);
		printf("%ld in a job: %s\n", stops[i],
		       WIFSTOPPED(status) ? "stops" : describe(status));
		kill(child, SIGCONT);
		printf("goes on: %s\n", end_of(child));
	}
}

/* ---- who is still there ---- */

static int exit_0(void *arg)
{
	return 0;
}

static void zombies_and_those_who_are_gone(void)
{
	pid_t child = start_child(exit_0, NULL), group = getpgrp();
	siginfo_t info;

	waitid(P_PID, child, &info, WEXITED | WNOWAIT);
	HOLDS(getpgid(child) == group);
	HOLDS(getsid(child) == getsid(0));
	SAY(kill(child, 0));
	SAY(kill(child, SIGKILL));
	SAY(kill(child, SIGSTOP));
	SAY(setpgid(child, child));
	SAY(kill(-child, 0));
	SAY(waitid(P_PGID, child, &info, WEXITED | WNOWAIT));
	HOLDS(info.si_pid == child);
	SAY(waitid(P_PGID, child, &info, WEXITED));
	SAY(getpgid(child));
	SAY(getsid(child));
	SAY(setpgid(child, child));
	SAY(kill(child, 0));
	SAY(kill(-child, 0));
	SAY(syscall(SYS_tgkill, child, child, 0));
	SAY(waitpid(child, NULL, 0));
	SAY(prlimit(child, RLIMIT_CORE, NULL, NULL));
}

static char *const stay_argv[] = { "jobs", "stay", NULL };

static void a_child_that_runs_another_program(void)
{
	pid_t child = vfork();

	if (!child) {
		execve("/proc/self/exe", stay_argv, NULL);
		_exit(127);
	}
	SAY(setpgid(child, child));
	SAY(setpgid(child, 0));
	SAY(setpgid(child, getpgrp()));
	end(child);
	child = start_child(stay, NULL);
	SAY(setpgid(child, -1));
	SAY(setpgid(child, 12345678));
	HOLDS(setpgid(child, child) == 0 && getpgid(child) == child);
	end(child);
	SAY(setpgid(getppid(), 0));
	SAY(setpgid(0, 0)); /* it leads a session */
}

/* ---- groups that fork ---- */

static int fork_for_ever(void *arg)
{
	char *memory = malloc(2 << 20); /* fork takes a while */

	memset(memory, 1, 2 << 20);
	for (;;) {
		pid_t child = fork();

		if (!child)
			for (;;)
				shared[3]++;
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return 0;
}

/* Every member stops, one that is just being made included: nothing counts any more. */
static void nobody_escapes(void)
{
	int escaped = 0, left = 0;

	for (int i = 0; i < 20; i++) {
		pid_t group = job(fork_for_ever, NULL);
		int before;

		usleep(10000 + i * 997);
		kill(-group, SIGSTOP);
		wait_for_stop(group);
		usleep(2000);
		before = shared[3];
		usleep(10000);
		escaped += shared[3] != before;
		kill(-group, SIGCONT);
		usleep(3000);
		kill(-group, SIGKILL);
		end_of(group);
		left += !group_ends(group);
	}
	printf("a group that forks: %d times somebody ran on, %d times somebody was left\n",
	       escaped, left);
}

/* ---- memory that is shared ---- */

static int word;

static int run_another(void *arg)
{
	char *const argv[] = { "jobs", "nothing", NULL };

	execve("/proc/self/exe", argv, NULL);
	return 1;
}

static void a_word_is_cleared(const char *how, int (*run)(void *arg))
{
	static char stack[32768] __attribute__((aligned(16)));
	pid_t child;

	word = 77;
	child = clone(run, stack + sizeof(stack),
		      CLONE_VM | CLONE_VFORK | CLONE_CHILD_CLEARTID | SIGCHLD, NULL, NULL, NULL,
		      &word);
	printf("CLONE_CHILD_CLEARTID at %s: %d, %s\n", how, word, end_of(child));
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc > 1)
		return strcmp(argv[1], "stay") ? 0 : stay(NULL);
	setvbuf(stdout, NULL, _IONBF, 0);
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fork()) { /* children of its own session */
		wait(&status);
		return status != 0;
	}
	setsid();
	other_signals_wait_for_sigcont();
	a_stop_is_reported_until_it_is_over();
	run_in_child(undo_each_other, NULL);
	nobody_left_to_wake_it();
	a_parent_in_another_group_ends();
	stopping_by_terminal();
	zombies_and_those_who_are_gone();
	a_child_that_runs_another_program();
	nobody_escapes();
	a_word_is_cleared("exit", exit_0);
	a_word_is_cleared("exec", run_another);
	return 0;
}
