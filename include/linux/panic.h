/* SPDX-License-Identifier: MIT */
/* The end: panic, and leaving the machine on purpose. */
#ifndef _LINUX_PANIC_H
#define _LINUX_PANIC_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;

/**
 * panic() - say what is wrong and stop
 *
 * Prints the message, the stack, and what the panic hooks have to say (the list of tasks), then halts;
 * with panic=exit on the command line it ends QEMU with status 37. Any context.
 */
void panic(const char *fmt, ...) __printf(1, 2) __noreturn __cold;

/* Prints registers and trace of a kernel that cannot go on, then panics. Any context. */
void die(const char *what, struct pt_regs *regs, unsigned long error_code) __noreturn __cold;

/* Set by die(): the stack has been shown, panic() need not. */
extern bool oops_in_progress;

/* Called by panic() after its own report. One hook; kernel/core/sched.c's list of tasks. */
extern void (*panic_show_tasks)(void);

/*
 * How often the kernel has complained since boot: WARN, BUG reports, bad pages, slab reports, failed
 * allocations, OOM kills. Whatever prints such a report counts here. Tests watch it: a report that
 * nobody expects fails the test in which it comes.
 */
extern unsigned int report_count;

/* How a run ended, told to whoever started the virtual machine. */
enum exit_status {
	EXIT_OK,	   /* QEMU ends with 33 */
	EXIT_TESTS_FAILED, /* 35 */
	EXIT_PANIC,	   /* 37 */
};

/**
 * struct machine_ops - how this machine is left; filled in by drivers
 * @exit: end the virtual machine with a status; returns if there is no such device
 * @power_off: returns if it did not work
 * @restart: returns if it did not work
 */
struct machine_ops {
	void (*exit)(enum exit_status status);
	void (*power_off)(void);
	void (*restart)(void);
};
extern struct machine_ops machine_ops;

/* kernel/core/reboot.c. None returns; where the machine cannot do it, they say so and halt. */
void machine_exit(enum exit_status status) __noreturn;
void machine_power_off(void) __noreturn;
void machine_restart(void) __noreturn;

#endif
