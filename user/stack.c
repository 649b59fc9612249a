/* SPDX-License-Identifier: MIT */
/*
 * The stack grows by itself as far as RLIMIT_STACK lets it, and behind that is a signal.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/child.h"

#define KIB 1024UL

/* Recursion of 1 KiB each, every frame written and read back. */
static unsigned int descend(unsigned int depth)
{
	volatile unsigned char frame[900];

	for (unsigned int i = 0; i < sizeof(frame); i += 64)
		frame[i] = depth;
	if (depth && descend(depth - 1) != depth - 1)
		return ~0U;
	for (unsigned int i = 0; i < sizeof(frame); i += 64)
		if (frame[i] != (unsigned char)depth)
			return ~0U;
	return depth;
}

static int grow(void *kib)
{
	unsigned int depth = (uintptr_t)kib;

	return descend(depth) != depth;
}

static void set_limit(rlim_t bytes)
{
	struct rlimit limit = { bytes, RLIM_INFINITY };

	getrlimit(RLIMIT_STACK, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_STACK, &limit);
}

static int grow_with_less(void *kib)
{
	set_limit(256 * KIB);
	return grow(kib);
}

/* One big step, far below the pointer: inside the limit it is the stack all the same. */
static int jump(void *bytes)
{
	volatile char *here = (volatile char *)__builtin_frame_address(0);

	here[-(intptr_t)bytes] = 1;
	return here[-(intptr_t)bytes] != 1;
}

static void on_segv(int sig)
{
	static const char text[] = "handler on its own stack\n";

	if (write(1, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(0);
}

static int overflow_with_handler(void *arg)
{
	static char other[32768];
	struct sigaction action = { .sa_handler = on_segv, .sa_flags = SA_ONSTACK };
	stack_t stack = { .ss_sp = other, .ss_size = sizeof(other) };

	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	return grow((void *)(100000UL));
}

/* A handler on the stack that is full: there is no room for its frame. */
static int overflow_without_room(void *arg)
{
	struct sigaction action = { .sa_handler = on_segv };

	sigaction(SIGSEGV, &action, NULL);
	return grow((void *)(100000UL));
}

int main(void)
{
	set_limit(8192 * KIB);
	printf("1 MiB deep: %s\n", run_in_child(grow, (void *)1024UL));
	printf("7 MiB deep: %s\n", run_in_child(grow, (void *)7000UL));
	printf("100 MB deep: %s\n", run_in_child(grow, (void *)100000UL));
	printf("200 KiB deep with a limit of 256: %s\n",
	       run_in_child(grow_with_less, (void *)170UL));
	printf("1 MiB deep with a limit of 256: %s\n",
	       run_in_child(grow_with_less, (void *)1024UL));
	printf("a step of 4 MiB: %s\n", run_in_child(jump, (void *)(4096 * KIB)));
	printf("a step of 64 MiB: %s\n", run_in_child(jump, (void *)(65536 * KIB)));
	printf("overflow: %s\n", run_in_child(overflow_with_handler, NULL));
	printf("overflow, no other stack: %s\n", run_in_child(overflow_without_room, NULL));
	return 0;
}
