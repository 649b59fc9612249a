/* SPDX-License-Identifier: MIT */
/*
 * The exception table: instructions that may fault, each with the address to go on at when it does.
 * Used where an address from outside is touched: the access sits between two labels, its failure is
 * an error code and not a crash.
 */
#ifndef _ASM_EXTABLE_H
#define _ASM_EXTABLE_H

#include <linux/types.h>

struct exception_table_entry {
	unsigned long insn, fixup;
};

#define _ASM_EXTABLE(from, to)                                                                     \
	".pushsection __ex_table, \"a\"\n"                                                         \
	".balign 4\n"                                                                              \
	".long " #from ", " #to "\n"                                                               \
	".popsection\n"

/* The entry of an instruction, or NULL: it must not fault. Any context. */
const struct exception_table_entry *search_exception_table(unsigned long ip);

/*
 * Read or write one word of kernel memory that may not be there: 0 or -EFAULT. Any context. For
 * reports, which must not fault on what they report about. (Linux: copy_from_kernel_nofault().)
 */
int peek_kernel(const void *addr, unsigned long *value);
int poke_kernel(void *addr, unsigned long value);
int peek_kernel_byte(const void *addr, u8 *value);

#endif
