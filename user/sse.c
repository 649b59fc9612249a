/* SPDX-License-Identifier: MIT */
/*
 * Registers of the FPU and of SSE belong to the process: four of them fill all of theirs with their own numbers, take
 * turns, and look whether they are still there. A signal handler that uses them gives them back, too.
 */
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/child.h"

#define ROUNDS 2000

/* What fxsave writes: 8 registers of the FPU from byte 32 on, 8 of SSE from byte 160 on. */
static void fill_registers(uint32_t number)
{
	uint32_t pattern[4] = { number, ~number, number * 3, number ^ 0x5a5a5a5a };
	int integer = number;

	__asm__ volatile("movdqu %0, %%xmm0\n\tmovdqu %0, %%xmm1\n\tmovdqu %0, %%xmm2\n\tmovdqu %0, %%xmm3\n\t"
			 "movdqu %0, %%xmm4\n\tmovdqu %0, %%xmm5\n\tmovdqu %0, %%xmm6\n\tmovdqu %0, %%xmm7\n\t"
			 "fninit\n\tfildl %1\n\tfildl %1\n\tfildl %1\n\tfildl %1"
			 :
			 : "m"(pattern), "m"(integer));
}

struct registers {
	uint32_t xmm[8][4];
	int fpu[4];
};

static void read_registers(struct registers *r)
{
	__asm__ volatile("movdqu %%xmm0, %0\n\tmovdqu %%xmm1, %1\n\tmovdqu %%xmm2, %2\n\tmovdqu %%xmm3, %3"
			 : "=m"(r->xmm[0]), "=m"(r->xmm[1]), "=m"(r->xmm[2]), "=m"(r->xmm[3]));
	__asm__ volatile("movdqu %%xmm4, %0\n\tmovdqu %%xmm5, %1\n\tmovdqu %%xmm6, %2\n\tmovdqu %%xmm7, %3"
			 : "=m"(r->xmm[4]), "=m"(r->xmm[5]), "=m"(r->xmm[6]), "=m"(r->xmm[7]));
	__asm__ volatile("fistpl %0\n\tfistpl %1\n\tfistpl %2\n\tfistpl %3"
			 : "=m"(r->fpu[0]), "=m"(r->fpu[1]), "=m"(r->fpu[2]), "=m"(r->fpu[3]));
}

static int registers_hold(uint32_t number)
{
	uint32_t pattern[4] = { number, ~number, number * 3, number ^ 0x5a5a5a5a };
	struct registers r;

	read_registers(&r);
	for (int i = 0; i < 8; i++)
		if (memcmp(r.xmm[i], pattern, sizeof(pattern)))
			return 0;
	for (int i = 0; i < 4; i++)
		if (r.fpu[i] != (int)number)
			return 0;
	return 1;
}

static inline void yield(void)
{
	long number = 158; /* sched_yield(): no function call between filling and looking */

	__asm__ volatile("int $0x80" : "+a"(number) : : "memory");
}

static int keep(void *arg)
{
	uint32_t number = (uintptr_t)arg;
	int wrong = 0;

	for (uint32_t round = 0; round < ROUNDS; round++) {
		fill_registers(number + round);
		yield();
		wrong += !registers_hold(number + round);
	}
	return wrong != 0;
}

/* For so long that the timer takes the CPU away, too. */
static int keep_busy(void *arg)
{
	uint32_t number = (uintptr_t)arg;
	int wrong = 0;

	for (uint32_t round = 0; round < ROUNDS / 10; round++) {
		fill_registers(number + round);
		for (volatile int i = 0; i < 10000; i++)
			;
		wrong += !registers_hold(number + round);
	}
	return wrong != 0;
}

static void use_registers(int sig)
{
	fill_registers(0xdeadbeef);
}

static inline void raise_usr1(int pid)
{
	long number = 37;

	__asm__ volatile("int $0x80" : "+a"(number) : "b"(pid), "c"(SIGUSR1) : "memory");
}

static int keep_through_handler(void *arg)
{
	struct sigaction action = { .sa_handler = use_registers };
	int pid = getpid(), wrong = 0;

	sigaction(SIGUSR1, &action, NULL);
	for (uint32_t round = 0; round < 100; round++) {
		fill_registers(round);
		raise_usr1(pid);
		wrong += !registers_hold(round);
	}
	return wrong != 0;
}

static int keep_into_child(void *arg)
{
	return !registers_hold(4711);
}

static void four(const char *name, int (*run)(void *))
{
	pid_t child[4];

	for (int i = 0; i < 4; i++)
		child[i] = start_child(run, (void *)((i + 1) * 0x01010101UL));
	for (int i = 0; i < 4; i++)
		printf("%s %d: %s\n", name, i, end_of(child[i]));
}

static int fork_with_registers(void *arg)
{
	long pid;

	fill_registers(4711);
	__asm__ volatile("int $0x80" : "=a"(pid) : "a"(2) : "memory"); /* fork() */
	if (!pid)
		_exit(keep_into_child(NULL));
	return strcmp(end_of(pid), "exit 0") != 0;
}

/* A fresh program begins with the FPU as the ABI says. */
static int control_words(void *arg)
{
	uint32_t mxcsr;
	uint16_t control;

	__asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(control));
	printf("mxcsr %#x, control word %#x\n", mxcsr, control);
	return 0;
}

int main(void)
{
	control_words(NULL);
	four("yielding", keep);
	four("busy", keep_busy);
	printf("through a handler: %s\n", run_in_child(keep_through_handler, NULL));
	printf("into a child: %s\n", run_in_child(fork_with_registers, NULL));
	return 0;
}
