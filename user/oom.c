/* SPDX-License-Identifier: MIT */
/*
 * Touches memory until there is none: the kernel kills the child, and the parent, small as it is, goes on.
 *
 *	oom [TIMES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/child.h"

#define PAGE  4096
#define CHUNK (4UL << 20)

static int touch_for_ever(void *arg)
{
	for (;;) {
		volatile char *p = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (p == MAP_FAILED)
			return 2; /* 3 GiB were not enough to use up this machine */
		for (size_t at = 0; at < CHUNK; at += PAGE)
			p[at] = 1;
	}
}

int main(int argc, char **argv)
{
	int times = argc > 1 ? atoi(argv[1]) : 1;

	for (int i = 0; i < times; i++)
		printf("it ended with %s\n", run_in_child(touch_for_ever, NULL));
	return 0;
}
