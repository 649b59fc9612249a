/* SPDX-License-Identifier: MIT */
/*
 * Processes that make processes until there are no more to be had. Then all are killed, and it must be possible to
 * start one again. A limit on their number keeps a host that runs this alive.
 *
 *	forkbomb [LIMIT]	0: none but the machine's
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"

struct shared {
	volatile int made, refused, over;
};

static struct shared *shared;
static int limit;

/* Each makes two, and so on; whoever is refused says so. Signals to the group end them all. */
static void multiply(void)
{
	while (!shared->over) {
		pid_t child;

		if (limit && shared->made >= limit)
			break;
		child = fork();
		if (child < 0) {
			__sync_fetch_and_add(&shared->refused, 1);
			shared->over = 1;
			break;
		}
		if (child == 0)
			__sync_fetch_and_add(&shared->made, 1);
	}
	for (;;)
		pause();
}

static int bomb(void *arg)
{
	setpgid(0, 0);
	multiply();
	return 0;
}

static int nothing(void *arg)
{
	return 0;
}

int main(int argc, char **argv)
{
	pid_t leader;

	limit = argc > 1 ? atoi(argv[1]) : 200;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED)
		return 1;
	leader = start_child(bomb, NULL);
	while (!shared->over && !(limit && shared->made >= limit))
		usleep(1000);
	shared->over = 1;
	kill(-leader, SIGKILL);
	printf("the bomb: %s\n", end_of(leader));
	if (!limit)
		printf("%d processes, then none\n", shared->made);
	printf("one more: %s\n", run_in_child(nothing, NULL));
	return 0;
}
