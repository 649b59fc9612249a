/* SPDX-License-Identifier: MIT */
/*
 * Random machine code in ring 3, entered with random registers: a process runs it until it ends in a signal; the handler
 * writes the next piece, makes up registers, segments, flags and FPU state, and its sigreturn() is the entry. Bytes are
 * random, with more of those that a kernel might trip over than chance would give.
 *
 * What the code does to its process is its own affair: when that dies or hangs, another goes on.
 *
 *	attack_code [SEED [PIECES]]
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/ucontext.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/dice.h"

#define CODE_SIZE 8192
#define PIECE	  64 /* bytes written at a time */
#define KERNEL	  0xc0000000u

static volatile unsigned int *done; /* pieces, of all processes */
static unsigned int pieces;
static unsigned char *code; /* the page behind it is not mapped */
static unsigned int own_gs;
static char handler_stack[32768], fpu_image[1024];

/* ---- what is executed ---- */

static const char *const dangerous[] = {
	"\xcd\x80",	    /* system call */
	"\xcf",		    /* iret */
	"\x9d",		    /* popf */
	"\x9c",		    /* pushf */
	"\x66\x9d",	    /* popf, 16 bits */
	"\x0f\x34",	    /* sysenter */
	"\x0f\x05",	    /* syscall */
	"\x0f\x35",	    /* sysexit */
	"\x0f\x07",	    /* sysret */
	"\xf1",		    /* int1 */
	"\xcc",		    /* int3 */
	"\xce",		    /* into */
	"\xf4",		    /* hlt */
	"\xfa",		    /* cli */
	"\xfb",		    /* sti */
	"\xca\x04\x01",	    /* far return */
	"\xcb",		    /* far return */
	"\x17",		    /* pop ss */
	"\x17\xcd\x80",	    /* pop ss, then a system call in its shadow */
	"\x8e\xd0\xcd\x80", /* mov ss, then a system call in its shadow */
	"\x8e\xd8",	    /* mov ds */
	"\x8e\xc0",	    /* mov es */
	"\x8e\xe0",	    /* mov fs */
	"\x8e\xe8",	    /* mov gs */
	"\x1f\x07\x0f\xa1", /* pop ds, es, fs */
	"\x0f\x01",	    /* lgdt and others */
	"\x0f\x20",	    /* mov from a control register */
	"\x0f\x22",	    /* mov to one */
	"\x0f\x23",	    /* mov to a debug register */
	"\x0f\x30",	    /* wrmsr */
	"\x0f\x32",	    /* rdmsr */
	"\x0f\x31",	    /* rdtsc */
	"\x0f\x06",	    /* clts */
	"\x0f\x08",	    /* invd */
	"\x0f\xae",	    /* fxsave, fxrstor, ldmxcsr ... */
	"\x0f\xa2",	    /* cpuid */
	"\xdb\xe3\xd9\x2c", /* fninit, fldcw */
	"\xdd\x24",	    /* frstor */
	"\x9b",		    /* fwait */
	"\xc8\xff\xff\x1f", /* enter, as deep as can be */
	"\x62\x00",	    /* bound */
	"\xf0\x0f\xc7\xc8", /* lock cmpxchg8b with a register */
	"\xf3\xa5",	    /* rep movs */
	"\xf3\xab",	    /* rep stos */
	"\xe6\xf4",	    /* out */
	"\xec",		    /* in */
	"\x6e",		    /* outs */
	"\xff\xe4",	    /* jump to the stack */
};

#define NR_DANGEROUS (sizeof(dangerous) / sizeof(dangerous[0]))

/* Mostly where the code has room behind it, sometimes over the end of what is mapped. Returns its address. */
static unsigned long write_piece(void)
{
	unsigned int at = below(8) ? below(CODE_SIZE - PIECE) : CODE_SIZE - 1 - below(8);
	unsigned char *p = code + at, *end = p + PIECE;

	while (p < end && p < code + CODE_SIZE) {
		const char *more = dangerous[below(NR_DANGEROUS)];

		if (one_in(3))
			while (*more && p < code + CODE_SIZE)
				*p++ = *more++;
		else
			*p++ = dice();
	}
	return (unsigned long)code + at;
}

/* ---- what it begins with ---- */

static unsigned int some_address(void)
{
	switch (below(6)) {
	case 0:
		return KERNEL - below(64);
	case 1:
		return KERNEL + below(0x400000);
	case 2:
		return (unsigned int)code + below(CODE_SIZE);
	case 3:
		return (unsigned int)code + CODE_SIZE - below(16);
	case 4:
		return below(64);
	}
	return dice();
}

/* One of the GDT's, with any privilege, of the LDT that is not there, or anything. */
static unsigned int some_selector(void)
{
	switch (below(4)) {
	case 0:
		return below(4);
	case 1:
		return below(32) << 3 | below(4);
	case 2:
		return below(32) << 3 | 4 | below(4);
	}
	return dice() & 0xffff;
}

static void make_up_segments(greg_t *r, int hard)
{
	static const int data[] = { REG_DS, REG_ES, REG_FS, REG_GS };

	for (unsigned int i = 0; i < 4; i++)
		if (one_in(4))
			r[data[i]] = some_selector();
	if (hard)
		r[below(2) ? REG_CS : REG_SS] = some_selector();
}

static void make_up_registers(ucontext_t *c)
{
	static const int general[] = { REG_EDI, REG_ESI, REG_EBP, REG_EBX, REG_EDX, REG_ECX };
	greg_t *r = c->uc_mcontext.gregs;

	for (unsigned int i = 0; i < 6; i++)
		r[general[i]] = some_address();
	r[REG_EAX] = one_in(3) ? 20 : dice();
	r[REG_ESP] = some_address();
	r[REG_EFL] = below(4) ? 0x202 : dice();
	r[REG_EIP] = one_in(16) ? some_address() : write_piece();
	make_up_segments(r, one_in(8));
}

static void make_up_fpu(ucontext_t *c)
{
	if (one_in(8)) {
		c->uc_mcontext.fpregs = (void *)some_address();
		return;
	}
	for (unsigned int i = 0; i < sizeof(fpu_image); i++)
		fpu_image[i] = dice();
	c->uc_mcontext.fpregs = (void *)(fpu_image + below(64));
}

/* ---- a process ---- */

/* The code may have left any selector in GS, where the C library looks for its own. */
static void next_piece(int sig, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	__asm__ volatile("movw %w0, %%gs" : : "r"(own_gs));
	if (__sync_add_and_fetch(done, 1) > pieces)
		_exit(0);
	c->uc_mcontext.gregs[REG_CS] = 0x73;
	c->uc_mcontext.gregs[REG_SS] = c->uc_mcontext.gregs[REG_DS] = c->uc_mcontext.gregs[REG_ES] =
		0x7b;
	c->uc_mcontext.gregs[REG_GS] = own_gs;
	sigemptyset(&c->uc_sigmask);
	make_up_registers(c);
	if (one_in(4))
		make_up_fpu(c);
}

static void catch_everything(void)
{
	struct sigaction action = { .sa_sigaction = next_piece,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t stack = { .ss_sp = handler_stack, .ss_size = sizeof(handler_stack) };

	sigfillset(&action.sa_mask);
	sigaltstack(&stack, NULL);
	for (int sig = 1; sig < 65; sig++)
		sigaction(sig, &action, NULL); /* two refuse, and two are the C library's */
}

static int run_pieces(void *arg)
{
	const struct itimerval often = { { 0, 20000 },
					 { 0, 20000 } }; /* for code that does not end */

	seed_dice((unsigned int)arg);
	__asm__ volatile("movl %%gs, %0" : "=r"(own_gs));
	catch_everything();
	setitimer(ITIMER_REAL, &often, NULL);
	raise(SIGUSR1);
	return 0;
}

/* Until it ends, or has not got further for a while. */
static void watch(pid_t child)
{
	unsigned int before = *done, same = 0;

	while (waitpid(child, NULL, WNOHANG) == 0) {
		usleep(20000);
		same = *done == before ? same + 1 : 0;
		before = *done;
		if (same == 20)
			kill(child, SIGKILL);
	}
}

static int leader(void *arg)
{
	unsigned int seed = (unsigned int)arg, generation = 0;

	setpgid(0, 0);
	while (*done < pieces)
		watch(start_child(run_pieces, (void *)(seed + 1000003 * generation++)));
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
	pid_t group;

	pieces = argc > 2 ? strtoul(argv[2], NULL, 0) : 20000;
	done = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	code = mmap(NULL, CODE_SIZE + 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (done == MAP_FAILED || code == MAP_FAILED)
		return 1;
	munmap(code + CODE_SIZE, 4096);
	printf("seed %u, %u pieces\n", seed, pieces);
	fflush(stdout);
	group = start_child(leader, (void *)seed);
	waitpid(group, NULL, 0);
	while (kill(-group, SIGKILL) == 0) {
		waitpid(-1, NULL, WNOHANG | __WALL); /* orphans, if this is the first process */
		usleep(1000);
	}
	printf("still here\n");
	return 0;
}
