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
	volatile int made; /* forks begun */
	volatile int over; /* no more of them */
	volatile int gone; /* who is left ends */
};

static struct shared *shared;
static int limit;

/* Each makes as many as it can, and they do the same; who is refused, or sees that it is over, makes no more. */
static void multiply(void)
{
	while (!shared->over) {
		if (__sync_add_and_fetch(&shared->made, 1) > limit && limit)
			shared->over = 1;
		else if (fork() < 0)
			shared->over = 1;
	}
	__sync_fetch_and_sub(&shared->made, 1);
	while (!shared->gone)
		usleep(10000);
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
	while (!shared->over)
		usleep(1000);
	kill(-leader, SIGKILL);
	printf("the bomb: %s\n", end_of(leader));
	shared->gone = 1;
	while (kill(-leader, SIGKILL) == 0)
		usleep(1000);
	if (!limit)
		printf("%d processes, then no more\n", shared->made);
	printf("one more: %s\n", run_in_child(nothing, NULL));
	return 0;
}
