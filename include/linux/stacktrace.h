/* SPDX-License-Identifier: MIT */
/* Call stacks as arrays of return addresses, the innermost first. Any context. */
#ifndef _LINUX_STACKTRACE_H
#define _LINUX_STACKTRACE_H

/**
 * stack_trace_save() - who called?
 * @store: gets the return addresses, the first one into the function that calls this
 * @size: how many it has room for
 * @skipnr: leave out so many of the first
 *
 * The trace ends where this context began: an interrupt's has nothing of what it interrupted (in Linux filter_irq_stacks()
 * takes that away later). So there are not as many stacks as there are instructions to interrupt. Return: how many.
 */
unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr);

/* On the console, behind @spaces blanks. */
void stack_trace_print(const unsigned long *entries, unsigned int nr_entries, int spaces);

#endif
