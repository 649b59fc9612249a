/* SPDX-License-Identifier: MIT */
/*
 * What a program can do wrong without asking the kernel for anything: each case in a process of its own, with a handler
 * that says which signal came, and once more without one.
 *
 *	faults			all cases
 *	faults NAME		one, in this very process and without a handler: its end is the program's
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/child.h"

#define KERNEL 0xC0000000u

static volatile int sink;

/* ---- memory ---- */

static char *page(int prot)
{
	return mmap(NULL, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void read_null(void)
{
	sink = *(volatile int *)0;
}

static void write_null(void)
{
	*(volatile int *)0 = 1;
}

static void read_kernel(void)
{
	sink = *(volatile int *)(KERNEL + 0x100000);
}

static void write_kernel(void)
{
	*(volatile int *)(KERNEL + 0x100000) = 1;
}

static void read_last_byte(void)
{
	sink = *(volatile char *)0xffffffff;
}

static void read_across_the_border(void)
{
	sink = *(volatile int *)(KERNEL - 2);
}

static void read_unmapped(void)
{
	volatile char *p = page(PROT_READ);

	munmap((void *)p, 4096);
	sink = *p;
}

static void write_read_only(void)
{
	*(volatile char *)page(PROT_READ) = 1;
}

static const int constant = 1;

static void write_constant(void)
{
	volatile int *p = (int *)&constant;

	__asm__ volatile("" : "+r"(p));
	*p = 2;
}

static void write_code(void)
{
	*(volatile char *)(uintptr_t)write_code = 1;
}

static void touch_no_rights(void)
{
	sink = *(volatile char *)page(PROT_NONE);
}

static void behind_the_file(void)
{
	int fd = memfd_create("short", 0);
	volatile char *p;

	if (ftruncate(fd, 100))
		return;
	p = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
	sink = p[99];
	sink = p[4096];
}

/* ---- where to go on ---- */

static void jump_to(uintptr_t address)
{
	((void (*)(void))address)();
}

static void jump_null(void)
{
	jump_to(0);
}

static void jump_kernel(void)
{
	jump_to(KERNEL + 0x100000);
}

static void jump_into_nothing(void)
{
	jump_to(0x40000000);
}

static volatile int go_on = 1;

static int overflow_at(volatile char *above)
{
	volatile char frame[4096];

	frame[0] = above ? *above : 1;
	return go_on ? overflow_at(frame) + frame[0] : 0;
}

static void overflow_stack(void)
{
	sink = overflow_at(NULL);
}

static void no_stack(void)
{
	__asm__ volatile("xorl %%esp, %%esp\n\tpushl $1" : : : "memory");
}

static void kernel_stack_pointer(void)
{
	__asm__ volatile("movl %0, %%esp\n\tpushl $1" : : "r"(KERNEL + 0x200000) : "memory");
}

/* ---- instructions ---- */

static void divide_by_zero(void)
{
	__asm__ volatile("xorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n\tmovl $1, %%eax\n\tdivl %%ecx"
			 :
			 :
			 : "eax", "ecx", "edx");
}

static void divide_overflow(void)
{
	__asm__ volatile("movl $0x80000000, %%eax\n\tcltd\n\tmovl $-1, %%ecx\n\tidivl %%ecx"
			 :
			 :
			 : "eax", "ecx", "edx");
}

static void invalid_opcode(void)
{
	__asm__ volatile("ud2");
}

static void privileged_hlt(void)
{
	__asm__ volatile("hlt");
}

static void privileged_cli(void)
{
	__asm__ volatile("cli");
}

static void privileged_out(void)
{
	__asm__ volatile("outb %%al, $0xf4" : : "a"(0x10));
}

static void privileged_cr3(void)
{
	__asm__ volatile("movl %0, %%cr3" : : "r"(0));
}

static void privileged_lgdt(void)
{
	static const char six[6];

	__asm__ volatile("lgdt %0" : : "m"(six));
}

static void bad_segment(void)
{
	__asm__ volatile("movw %w0, %%ds" : : "r"(0x8));
}

static void bad_interrupt(void)
{
	__asm__ volatile("int $0x21");
}

static void bad_far_jump(void)
{
	__asm__ volatile("ljmp $0x8, $0");
}

static void breakpoint(void)
{
	__asm__ volatile("int3");
}

static void single_step(void)
{
	__asm__ volatile("pushfl\n\torl $0x100, (%%esp)\n\tpopfl\n\tnop" : : : "memory", "cc");
}

static void overflow_trap(void)
{
	__asm__ volatile("movb $0x7f, %%al\n\taddb $1, %%al\n\tinto" : : : "eax", "cc");
}

static void bounds(void)
{
	static const int limits[2] = { 0, 1 };

	__asm__ volatile("bound %0, %1" : : "r"(5), "m"(limits));
}

/* Harmless by themselves: the program goes on. */
static void strange_flags(void)
{
	/* NT, AC and IOPL 3, which is not to be had; then a system call with them. */
	__asm__ volatile("pushfl\n\torl $0x47000, (%%esp)\n\tpopfl\n\tint $0x80"
			 :
			 : "a"(20)
			 : "memory", "cc");
	__asm__ volatile("pushfl\n\tandl $0xfffb8fff, (%%esp)\n\tpopfl" : : : "memory", "cc");
}

static void direction_flag(void)
{
	__asm__ volatile("std\n\tint $0x80\n\tcld" : : "a"(20) : "memory", "cc");
}

static const struct fault {
	const char *name;
	void (*run)(void);
} faults[] = {
#define FAULT(name)                                                                                \
	{                                                                                          \
#name, name                                                                        \
	}
	FAULT(read_null),      FAULT(write_null),      FAULT(read_kernel),
	FAULT(write_kernel),   FAULT(read_last_byte),  FAULT(read_across_the_border),
	FAULT(read_unmapped),  FAULT(write_read_only), FAULT(write_constant),
	FAULT(write_code),     FAULT(touch_no_rights), FAULT(behind_the_file),
	FAULT(jump_null),      FAULT(jump_kernel),     FAULT(jump_into_nothing),
	FAULT(overflow_stack), FAULT(no_stack),	       FAULT(kernel_stack_pointer),
	FAULT(divide_by_zero), FAULT(divide_overflow), FAULT(invalid_opcode),
	FAULT(privileged_hlt), FAULT(privileged_cli),  FAULT(privileged_out),
	FAULT(privileged_cr3), FAULT(privileged_lgdt), FAULT(bad_segment),
	FAULT(bad_interrupt),  FAULT(bad_far_jump),    FAULT(breakpoint),
	FAULT(single_step),    FAULT(overflow_trap),   FAULT(bounds),
	FAULT(strange_flags),  FAULT(direction_flag),
};

#define NR_FAULTS (sizeof(faults) / sizeof(faults[0]))

static const char *current;

/* Those that a case chose; where a stack or a mapping lies is the machine's affair. */
static int says_something(uintptr_t addr)
{
	return addr < 4096 || (addr > KERNEL && addr < KERNEL + 0x300000) || addr >= 0xfffff000;
}

static void handler(int sig, siginfo_t *info, void *context)
{
	uintptr_t addr = (uintptr_t)info->si_addr;

	printf("%s: signal %d code %d", current, sig, info->si_code);
	if ((sig == SIGSEGV || sig == SIGBUS) && says_something(addr))
		printf(" at %#lx", (unsigned long)addr);
	printf("\n");
	fflush(stdout);
	_exit(0);
}

static void catch_all(void)
{
	static char stack[65536];
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t alternative = { .ss_sp = stack, .ss_size = sizeof(stack) };

	sigaltstack(&alternative, NULL);
	for (unsigned int i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

static int with_handler(void *arg)
{
	const struct fault *f = arg;

	current = f->name;
	catch_all();
	f->run();
	printf("%s: nothing\n", f->name);
	return 0;
}

static int without_handler(void *arg)
{
	const struct fault *f = arg;

	f->run();
	return 0;
}

int main(int argc, char **argv)
{
	for (unsigned int i = 0; i < NR_FAULTS; i++) {
		const char *end;

		if (argc > 1 && strcmp(argv[1], faults[i].name))
			continue;
		if (argc > 1)
			return without_handler((void *)&faults[i]);
		end = run_in_child(with_handler, (void *)&faults[i]);
		if (strcmp(end, "exit 0"))
			printf("%s: %s past the handler\n", faults[i].name, end);
		printf("%s: %s\n", faults[i].name,
		       run_in_child(without_handler, (void *)&faults[i]));
	}
	if (argc > 1)
		printf("no such case: %s\n", argv[1]);
	return argc > 1;
}
