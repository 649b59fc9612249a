/* SPDX-License-Identifier: MIT */
/* Exception handling: hooks for the rest of the kernel, and what becomes of exceptions in user mode. */
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
 * Prints to the log, behind the page table walk, what is known about an address that faulted: which area it
 * is in, and what lies beside it. One hook, vmalloc's.
 */
extern void (*describe_address)(unsigned long address);

/*
 * The start of the guard page of the stack that @sp points into, or below; 0 if it has none. One hook, for
 * the code that maps stacks with guard pages (kernel/thread).
 */
extern unsigned long (*stack_guard_of)(unsigned long sp);

/* ---- user mode: kernel/core/user_trap.c ---- */

/* Makes an exception in user mode a signal. False: it is not the program's. Interrupts off, on after it. */
bool user_exception(struct pt_regs *regs);
/* Debug exceptions, of user mode and of the kernel. */
void do_debug(struct pt_regs *regs);

/* Notes in the current task, for the signal's frame, the exception, and @address, that of a page fault. */
void note_user_trap(const struct pt_regs *regs, unsigned long address);

/* Shall a line be printed for the exception that became @sig? Not if there is a handler, nor too often. */
bool may_print_user_trap(int sig);
/* How many lines were not printed, since there had been ten within five seconds. */
extern unsigned int user_traps_held_back;

/* Adds " in FILE[start+size]" to that line. One hook, mm's. */
extern void (*print_user_ip)(unsigned long ip);

/* Installs all exception handlers and loads the IDT. Boot. */
void trap_init(void);

/* Registers, and how the page tables translate an address, as a report shows them. Any context. */
void show_regs(struct pt_regs *regs) __cold;
void show_page_walk(unsigned long address) __cold;

#endif
