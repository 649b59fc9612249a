/* SPDX-License-Identifier: MIT */
/* The exception table, and the accesses that use it (see asm/extable.h). */
#include <asm/extable.h>
#include <asm/ptrace.h>
#include <asm/traps.h>
#include <linux/errno.h>

extern const struct exception_table_entry __start___ex_table[], __stop___ex_table[];

const struct exception_table_entry *search_exception_table(unsigned long ip)
{
	for (const struct exception_table_entry *e = __start___ex_table; e < __stop___ex_table; e++)
		if (e->insn == ip)
			return e;
	return NULL;
}

bool fixup_exception(struct pt_regs *regs)
{
	const struct exception_table_entry *e = search_exception_table(regs->ip);

	if (e)
		regs->ip = e->fixup;
	return e;
}

int peek_kernel(const void *addr, unsigned long *value)
{
	int err = -EFAULT;

	asm volatile("1: movl %2, %1\n"
		     "   xorl %0, %0\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+&r"(err), "=&r"(*value)
		     : "m"(*(const unsigned long *)addr));
	return err;
}

int peek_kernel_byte(const void *addr, u8 *value)
{
	int err = -EFAULT;

	asm volatile("1: movb %2, %1\n"
		     "   xorl %0, %0\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+&r"(err), "=&q"(*value)
		     : "m"(*(const u8 *)addr));
	return err;
}

int poke_kernel(void *addr, unsigned long value)
{
	int err = -EFAULT;

	asm volatile("1: movl %2, %1\n"
		     "   xorl %0, %0\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+&r"(err), "=m"(*(unsigned long *)addr)
		     : "r"(value));
	return err;
}
