/* SPDX-License-Identifier: MIT */
/*
 * Many processes that touch memory for ever, all at once. The kernel has to kill every one of them; the parent sees
 * them end and goes on. With more RAM than a process has addresses the last one may find them used up.
 *
 *	oomstorm [PROCESSES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "lib/child.h"

#define PAGE  4096
#define CHUNK (1UL << 20)
#define FULL  2 /* exit status: no more addresses */

static int touch_for_ever(void *arg)
{
	for (;;) {
		volatile char *p = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (p == MAP_FAILED)
			return FULL;
		for (size_t at = 0; at < CHUNK; at += PAGE)
			p[at] = 1;
	}
}

static int nothing(void *arg)
{
	return 0;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 50, killed = 0, full = 0, status;

	for (int i = 0; i < count; i++)
		start_child(touch_for_ever, NULL);
	while (wait(&status) > 0) {
		killed += WIFSIGNALED(status) && WTERMSIG(status) == 9;
		full += WIFEXITED(status) && WEXITSTATUS(status) == FULL;
	}
	printf("%d processes, %d killed\n", count, killed);
	printf("one more: %s\n", run_in_child(nothing, NULL));
	return full > 1 || killed + full != count;
}
