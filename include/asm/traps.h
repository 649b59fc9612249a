/* SPDX-License-Identifier: MIT */
/* Exceptions: their numbers, and how a handler is hung in. */
#ifndef _ASM_TRAPS_H
#define _ASM_TRAPS_H

#include <linux/types.h>

struct pt_regs;

#define X86_TRAP_DE   0
#define X86_TRAP_DB   1
#define X86_TRAP_NMI  2
#define X86_TRAP_BP   3
#define X86_TRAP_OF   4
#define X86_TRAP_BR   5
#define X86_TRAP_UD   6
#define X86_TRAP_NM   7
#define X86_TRAP_DF   8
#define X86_TRAP_TS   10
#define X86_TRAP_NP   11
#define X86_TRAP_SS   12
#define X86_TRAP_GP   13
#define X86_TRAP_PF   14
#define X86_TRAP_MF   16
#define X86_TRAP_AC   17
#define X86_TRAP_MC   18
#define X86_TRAP_XF   19
#define NR_EXCEPTIONS 32
#define NR_VECTORS    256

/* System calls. */
#define SYSCALL_VECTOR 0x80

/*
 * Not the CPU's: the registers of user mode could not be restored (entry.asm). The number that a signal frame has
 * for it, which is Linux's, and the vector of its handler.
 */
#define X86_TRAP_IRET 32
#define IRET_VECTOR   NR_VECTORS

/* The legacy interrupt lines 0-15 arrive at vectors 32-47, out of the way of the exceptions. */
#define IRQ0_VECTOR 32
#define NR_IRQS	    16

/* Bits of a page fault's error code. */
#define X86_PF_PROT  1 /* the page was there, the access not allowed */
#define X86_PF_WRITE 2
#define X86_PF_USER  4
#define X86_PF_RSVD  8
#define X86_PF_INSTR 16

typedef void (*trap_handler_t)(struct pt_regs *regs);

/**
 * set_trap_handler() - who is called at a vector
 * @vector: 0..255, or IRET_VECTOR
 * @handler: called with interrupts off, on the stack of whatever was running
 *
 * Each vector has one handler; the last call wins. Boot only.
 */
void set_trap_handler(unsigned int vector, trap_handler_t handler);

/**
 * set_double_fault_handler() - who is called on the double fault's own stack
 * @handler: gets the registers at the time of the fault; must not return
 */
void set_double_fault_handler(trap_handler_t handler);

/* Loads the descriptor tables. gdt_init() first. Boot only. */
void gdt_init(void);
void idt_init(void);

/**
 * fixup_exception() - does the faulting instruction have a landing place?
 * @regs: registers at the fault; ip is moved to the landing place on success
 *
 * Looks ip up in the exception table (see asm/extable.h). Any context.
 */
bool fixup_exception(struct pt_regs *regs);

#endif
