/* SPDX-License-Identifier: MIT */
/*
 * Processes that fork, execute, share, wait for, stop, wake and kill each other at random, so that the end of one meets
 * every state of another. When the steps are done all are killed, and it must be possible to start one more.
 *
 *	attack_tasks [SEED [STEPS [PROCESSES]]]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/dice.h"

#define NR_PIDS 64
#define STACK	16384

struct shared {
	volatile uint32_t seed, steps, last;
	volatile int alive, most;
	volatile pid_t pid[NR_PIDS]; /* some that were there not long ago */
};

static struct shared *shared;

static void take_part(void);

/* A new process: its numbers are its own, though it began as a copy. */
static void begin(void)
{
	seed_dice(shared->seed ^ getpid() * 7919 ^ shared->steps);
	shared->pid[below(NR_PIDS)] = getpid();
}

static void nothing(int sig)
{
}

/* ---- making others ---- */

static int may_make_one(void)
{
	if (__sync_add_and_fetch(&shared->alive, 1) <= shared->most)
		return 1;
	__sync_fetch_and_sub(&shared->alive, 1);
	return 0;
}

static void end(void)
{
	if (one_in(4))
		kill(getpid(), below(2) ? SIGKILL : SIGSEGV);
	_exit(below(256));
}

static void execute(void)
{
	static char *argv[] = { "attack_tasks", "@", NULL };

	execv("/proc/self/exe", argv);
	_exit(1);
}

static int short_life(void *arg)
{
	shared->pid[below(NR_PIDS)] = getpid();
	switch (below(5)) {
	case 0:
		execute();
		break;
	case 1:
		*(volatile int *)0 = 1;
		break;
	case 2:
		usleep(below(3000));
		break;
	case 3:
		raise(below(65));
		break;
	}
	_exit(0);
}

static void make_by_fork(void)
{
	pid_t pid;

	if (!may_make_one())
		return;
	pid = fork();
	if (!pid)
		take_part();
	if (pid < 0)
		__sync_fetch_and_sub(&shared->alive, 1);
}

/* With whatever shared that may be shared, on a stack of its own. */
static void make_by_clone(void)
{
	static const int choice[] = { CLONE_VM,	   CLONE_FS,	 CLONE_FILES,
				      CLONE_VFORK, CLONE_PARENT, CLONE_VM | CLONE_SIGHAND,
				      CLONE_PTRACE };
	int flags = one_in(3) ? below(256) : SIGCHLD;
	char *stack;

	if (!may_make_one())
		return;
	for (unsigned int i = 0; i < sizeof(choice) / sizeof(choice[0]); i++)
		if (below(2))
			flags |= choice[i];
	stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack != MAP_FAILED)
		clone(short_life, stack + STACK, flags, NULL);
}

static void make_by_vfork(void)
{
	if (!may_make_one())
		return;
	if (!vfork()) {
		if (below(2))
			execute();
		_exit(0);
	}
}

/* ---- meeting others ---- */

static void disturb(void)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGUSR1, SIGSTOP, SIGCONT,
				       SIGCHLD, SIGALRM, 40,	  0 };
	pid_t pid = shared->pid[below(NR_PIDS)];

	if (pid > 1)
		kill(pid, signals[below(sizeof(signals) / sizeof(signals[0]))]);
}

static void wait_for_some(void)
{
	siginfo_t info;
	int status;

	switch (below(4)) {
	case 0:
		waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WCONTINUED | WNOHANG | WNOWAIT);
		break;
	case 1:
		waitpid(shared->pid[below(NR_PIDS)], &status, WNOHANG | __WALL);
		break;
	case 2:
		setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 2000 } }, NULL);
		wait(&status);
		break;
	case 3:
		while (waitpid(-1, &status, WNOHANG | WUNTRACED | __WALL) > 0)
			;
		break;
	}
}

/* ---- oneself ---- */

static void use_memory(void)
{
	size_t len = 4096 * (1 + below(64));
	char *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_ANONYMOUS | (below(2) ? MAP_PRIVATE : MAP_SHARED), -1, 0);

	if (p == MAP_FAILED)
		return;
	for (size_t i = 0; i < len; i += 4096)
		p[i] = 1;
	if (below(2))
		munmap(p, len);
}

static void use_signals(void)
{
	sigset_t set;

	sigfillset(&set);
	sigprocmask(below(2) ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
	signal(SIGCHLD, below(2) ? SIG_IGN : SIG_DFL);
	signal(SIGUSR1, nothing);
	signal(40, nothing);
}

static void use_files(void)
{
	int fd = memfd_create("some", below(2) ? MFD_CLOEXEC : 0);

	dup2(fd, 3 + below(100));
	if (write(fd, "some", 4) != 4 || below(2))
		close(fd);
	close(3 + below(100));
}

static void pause_a_bit(void)
{
	if (below(2))
		sched_yield();
	else
		usleep(below(2000));
}

static void take_part(void)
{
	static void (*const actions[])(void) = { make_by_fork,	make_by_fork,  make_by_clone,
						 make_by_vfork, disturb,       disturb,
						 wait_for_some, wait_for_some, use_memory,
						 use_signals,	use_files,     pause_a_bit };

	begin();
	while (__sync_add_and_fetch(&shared->steps, 1) < shared->last) {
		actions[below(sizeof(actions) / sizeof(actions[0]))]();
		if (one_in(25))
			break;
		if (one_in(100))
			execute();
	}
	__sync_fetch_and_sub(&shared->alive, 1);
	end();
}

/* The first of them, and again if all have ended before the steps are done. */
static int leader(void *arg)
{
	setpgid(0, 0);
	while (shared->steps < shared->last) {
		shared->alive = 0;
		make_by_fork();
		usleep(20000);
		while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
			;
	}
	return 0;
}

static int one_more(void *arg)
{
	return 0;
}

int main(int argc, char **argv)
{
	pid_t first;

	if (argc > 1 && argv[1][0] == '@') /* executed by one of those who take part */
		return 0;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED)
		return 1;
	shared->seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
	shared->last = argc > 2 ? strtoul(argv[2], NULL, 0) : 5000;
	shared->most = argc > 3 ? atoi(argv[3]) : 20;
	printf("seed %u, %u steps\n", shared->seed, shared->last);
	first = start_child(leader, NULL);
	waitpid(first, NULL, 0);
	while (kill(-first, SIGKILL) == 0) {
		waitpid(-1, NULL, WNOHANG | __WALL); /* orphans, if this is the first process */
		usleep(1000);
	}
	printf("one more after them: %s\n", run_in_child(one_more, NULL));
	return shared->steps < shared->last; /* one has ended who should not */
}
