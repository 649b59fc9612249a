/* SPDX-License-Identifier: MIT */
/*
 * Processes that want everything there is of something, most of it memory that is the kernel's own. They may be refused
 * or killed; whoever starts them must go on, and find everything given back.
 *
 *	attack_hog [NAME [PROCESSES]]
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"

#define PAGE 4096

static void raise_limit(int what)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	setrlimit(what, &limit);
}

/* Pages of a file that no process has mapped. */
static void fill_file(void)
{
	static char block[16 * PAGE];
	int fd = memfd_create("hog", 0);

	while (write(fd, block, sizeof(block)) > 0)
		;
}

/* A table with room for a million descriptors. */
static void open_files(void)
{
	raise_limit(RLIMIT_NOFILE);
	for (int fd = 32; dup2(0, fd) == fd; fd *= 2)
		;
}

/* Neighbours that cannot become one. */
static void make_areas(void)
{
	for (int i = 0;; i++)
		if (mmap(NULL, PAGE, i % 2 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			 0) == MAP_FAILED)
			break;
}

/* A page of zeroes in each 4 MiB: a page table each. */
static void make_tables(void)
{
	size_t len = 2000u << 20;
	volatile char *p =
		mmap(NULL, len, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	for (size_t i = 0; p != MAP_FAILED && i < len; i += 4 << 20)
		p[i];
}

static void queue_signals(void)
{
	sigset_t set;

	raise_limit(RLIMIT_SIGPENDING);
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 100000 && sigqueue(getpid(), 40, (union sigval){ i }) == 0; i++)
		;
}

/* As long a list of arguments as there may be: in the kernel's pages, then on the new stack. */
static void pass_arguments(void)
{
	enum { LEN = 120 << 10, N = 50 };
	static char *argv[N + 3] = { "attack_hog", "execute" };
	char *string = malloc(LEN);

	raise_limit(RLIMIT_STACK);
	if (!string)
		return;
	memset(string, 'x', LEN);
	string[LEN - 1] = 0;
	for (int i = 0; i < N; i++)
		argv[2 + i] = string;
	execv("/proc/self/exe", argv);
}

/* Each limit as low as it goes; then the process does all that it is for. */
static void live_with_limits(void)
{
	static const rlim_t values[] = { 0, 1, PAGE, 64 << 10, 0x7fffffff, RLIM_INFINITY - 1 };
	static char *argv[] = { "attack_hog", "execute", "", NULL };

	for (unsigned int i = 0; i < RLIM_NLIMITS * sizeof(values) / sizeof(values[0]); i++) {
		struct rlimit limit = { values[i / RLIM_NLIMITS], RLIM_INFINITY };
		pid_t child = fork();

		if (!child) {
			volatile char stack[32 << 10];

			setrlimit(i % RLIM_NLIMITS, &limit);
			stack[0] = 1;
			free(malloc(1 << 20));
			fork();
			execv("/proc/self/exe", argv);
			_exit(stack[0]);
		}
		waitpid(child, NULL, 0);
	}
}

static const struct hog {
	const char *name;
	void (*run)(void);
} hogs[] = {
	{ "files", open_files },	 { "areas", make_areas },
	{ "tables", make_tables },	 { "signals", queue_signals },
	{ "arguments", pass_arguments }, { "limits", live_with_limits },
	{ "file", fill_file },
};

#define NR_HOGS (sizeof(hogs) / sizeof(hogs[0]))

static volatile int *ready;

/* What it has it keeps, until it is killed. */
static int take_all(void *arg)
{
	const struct hog *hog = arg;

	hog->run();
	__sync_add_and_fetch(ready, 1);
	for (;;)
		pause();
	return 0;
}

/* All at once, each as a child of one that is out of the way; until each has ended or has all it can get. */
static int crowd(const struct hog *hog, int n)
{
	int ended = 0, i;

	*ready = 0;
	for (i = 0; i < n; i++) {
		pid_t child = fork();

		if (!child)
			take_all((void *)hog);
		if (child < 0)
			break;
	}
	while (*ready + ended < i) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			ended++;
		usleep(1000);
	}
	return 0;
}

static void attack(const struct hog *hog, int n)
{
	pid_t leader;

	printf("%s: ", hog->name);
	fflush(stdout);
	leader = fork();
	if (!leader) {
		setpgid(0, 0);
		_exit(crowd(hog, n));
	}
	if (leader < 0) {
		perror("fork");
		return;
	}
	waitpid(leader, NULL, 0);
	while (kill(-leader, SIGKILL) == 0) {
		waitpid(-1, NULL, WNOHANG | __WALL); /* orphans, if this is the first process */
		usleep(1000);
	}
	printf("over\n");
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "execute"))
		return 0;
	ready = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (unsigned int i = 0; i < NR_HOGS; i++)
		if (argc < 2 || !strcmp(argv[1], hogs[i].name))
			attack(&hogs[i], argc > 2 ? atoi(argv[2]) : 10);
	return 0;
}
