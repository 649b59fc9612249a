/* SPDX-License-Identifier: MIT */
/* Names and lines of kernel text addresses, from the tables that the build embeds in the image. Any context. */
#ifndef _LINUX_KALLSYMS_H
#define _LINUX_KALLSYMS_H

#include <linux/types.h>

#define KSYM_NAME_LEN 128

/**
 * kallsyms_lookup() - which function is this address in?
 * @addr: any address
 * @size: set to the function's size in bytes
 * @offset: set to @addr's distance from its start
 *
 * Return: its name, or NULL where @addr is not kernel text.
 */
const char *kallsyms_lookup(unsigned long addr, unsigned long *size, unsigned long *offset);

/* The address of a function, or 0. */
unsigned long kallsyms_lookup_name(const char *name);

/**
 * kallsyms_lookup_line() - which line of source was this instruction made from?
 * @addr: any address
 * @line: set to the line, where there is one
 *
 * Where a function was inlined it is the innermost place that is not in a header: of a kmalloc() in a driver the line
 * of the driver. For a return address ask for the byte before it, the call. (k896)
 *
 * Return: the file, as in "mm/slab/slab.c", or NULL where it is not known.
 */
const char *kallsyms_lookup_line(unsigned long addr, unsigned int *line);

/* Is @addr inside the kernel's text? */
bool kernel_text_address(unsigned long addr);

/* Gives vsprintf its %pS. Boot. */
void kallsyms_init(void);

#endif
