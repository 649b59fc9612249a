/* SPDX-License-Identifier: MIT */
/*
 * Many processes alive at the same time, each with memory of its own that it has written. Fewer than that where the limit
 * on their number is lower, as it is where memory is small.
 *
 *	many [PROCESSES]
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"

static volatile int *alive; /* shared */
static pid_t parent;

static int live(void *arg)
{
	int *own = malloc(16384);

	if (!own)
		return 1;
	own[4000] = (long)arg;
	__sync_fetch_and_add(alive, 1);
	while (*alive > 0 && getppid() == parent) /* which may fail to make them all */
		usleep(10000);
	return own[4000] != (long)arg;
}

/* @count of them, or what the limit leaves besides those that are there. */
static int allowed(int count)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NPROC, &limit) || limit.rlim_cur >= (rlim_t)count + 5)
		return count;
	return (int)limit.rlim_cur - 5;
}

int main(int argc, char **argv)
{
	int count = allowed(argc > 1 ? atoi(argv[1]) : 500), well = 0, status;

	alive = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (alive == MAP_FAILED)
		return 1;
	parent = getpid();
	for (long i = 0; i < count; i++)
		start_child(live, (void *)i);
	while (*alive < count)
		usleep(1000);
	printf("%d alive\n", *alive);
	*alive = -1;
	while (wait(&status) > 0)
		well += status == 0;
	printf("%d ended well\n", well);
	return well != count;
}
