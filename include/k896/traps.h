/* SPDX-License-Identifier: MIT */
/* What the rest of the kernel may hang into exception handling. */
#ifndef _K896_TRAPS_H
#define _K896_TRAPS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;

/*
 * Called first at every page fault, interrupts off: true if the fault has been dealt with and the
 * instruction may be tried again. One hook, mm's.
 */
extern bool (*fault_hook)(struct pt_regs *regs, unsigned long address);

/*
 * What is known about an address that faulted, said in the log behind the page table walk: whose it is, what
 * lies beside it. One hook, vmalloc's.
 */
extern void (*describe_address)(unsigned long address);

/*
 * The start of the page that guards the stack which @sp points into or has run out of; 0 if it has
 * none. One hook, for whoever maps stacks with guards.
 */
extern unsigned long (*stack_guard_of)(unsigned long sp);

/* ---- user mode: kernel/core/user_trap.c ---- */

/* Makes an exception of user mode a signal. False: it is none of the program's. Interrupts off, on after it. */
bool user_exception(struct pt_regs *regs);
/* Debug exceptions, wherever they come from. */
void do_debug(struct pt_regs *regs);

/* For the signal's frame: which exception it was; @address: of the last page fault. The current task. */
void note_user_trap(const struct pt_regs *regs, unsigned long address);

/* Shall a line tell of the exception that became @sig? Not if there is a handler, nor too often. */
bool may_print_user_trap(int sig);
/* Lines that were not printed, for there had been ten within five seconds. */
extern unsigned int user_traps_held_back;

/* Adds " in FILE[start+size]" to that line. One hook, mm's. */
extern void (*print_user_ip)(unsigned long ip);

/* Hangs in all exception handlers and loads the IDT. Boot. */
void trap_init(void);

/* Registers, and how the page tables translate an address, as a report shows them. Any context. */
void show_regs(struct pt_regs *regs) __cold;
void show_page_walk(unsigned long address) __cold;

#endif
