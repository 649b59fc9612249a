/* SPDX-License-Identifier: MIT */
/*
 * Two processes with the same address and different bytes behind it, alive at the same time and taking turns.
 *
 *	twins [ROUNDS]
 *
 * With -p at the end they stay alive for a look from outside, until killed.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/child.h"

#define ADDRESS ((char *)0x50000000)
#define PAGE	4096

struct shared {
	volatile int turn;
	volatile int rounds;
	volatile int wrong;
};

struct twin {
	struct shared *shared;
	int number;
	int pause_at_end;
};

static int run(void *arg)
{
	struct twin *twin = arg;
	struct shared *s = twin->shared;
	volatile int *own = (volatile int *)ADDRESS;

	*own = 1000 * (twin->number + 1);
	for (int i = 0; i < s->rounds; i++) {
		while (s->turn != twin->number)
			sched_yield();
		if (*own != 1000 * (twin->number + 1) + i)
			s->wrong++;
		(*own)++;
		s->turn = !twin->number;
	}
	if (twin->pause_at_end)
		pause();
	return *own == 1000 * (twin->number + 1) + s->rounds ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct shared *s =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *p = mmap(ADDRESS, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	int stay = argc > 1 && !strcmp(argv[argc - 1], "-p");
	pid_t first, second;

	if (s == MAP_FAILED || p != ADDRESS) {
		printf("no memory at %p\n", ADDRESS);
		return 1;
	}
	s->rounds = argc > 1 && argv[1][0] != '-' ? atoi(argv[1]) : 100;
	first = start_child(run, &(struct twin){ s, 0, stay });
	second = start_child(run, &(struct twin){ s, 1, stay });
	printf("first: %s\n", end_of(first));
	printf("second: %s\n", end_of(second));
	printf("%d rounds at %p, %d wrong\n", s->rounds, ADDRESS, s->wrong);
	return s->wrong != 0;
}
