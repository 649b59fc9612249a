/* SPDX-License-Identifier: MIT */
/*
 * Registers of SSE over signal handlers while others take turns: each process has a number of its own in them, and so
 * has its handler. Whoever is preempted while a frame is made or taken back must not find another's number.
 *
 *	attack_fpu [ROUNDS [PROCESSES]]
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/child.h"

static int rounds;

static void fill(uint32_t number)
{
	__asm__ volatile("movd %0, %%xmm0\n\tmovd %0, %%xmm7" : : "r"(number));
}

static int holds(uint32_t number)
{
	uint32_t first, last;

	__asm__ volatile("movd %%xmm0, %0\n\tmovd %%xmm7, %1" : "=r"(first), "=r"(last));
	return first == number && last == number;
}

/* Begins with fresh registers. */
static void handler(int sig)
{
	if (!holds(0))
		_exit(1);
	fill(0xbad);
}

/* In one piece, for between the two the compiler has the registers. */
static int signal_myself(uint32_t number)
{
	int pid = getpid(), result;

	fill(number);
	__asm__ volatile("int $0x80" : "=a"(result) : "0"(37), "b"(pid), "c"(SIGUSR1) : "memory");
	return holds(number) ? 0 : 2;
}

static int work(void *arg)
{
	int err = 0;

	signal(SIGUSR1, handler);
	for (int i = 0; i < rounds && !err; i++)
		err = signal_myself((intptr_t)arg * 1000000 + i);
	return err;
}

int main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 3, failed = 0;
	pid_t child[n];

	rounds = argc > 1 ? atoi(argv[1]) : 20000;
	for (intptr_t i = 0; i < n; i++)
		child[i] = start_child(work, (void *)(i + 1));
	for (int i = 0; i < n; i++) {
		const char *end = end_of(child[i]);

		failed |= strcmp(end, "exit 0");
		printf("process %d: %s\n", i, end);
	}
	return failed != 0;
}
