/* SPDX-License-Identifier: MIT */
/*
 * Copies from and to user memory that may not be there (see linux/uaccess.h, whose functions have checked the range).
 *
 * Words first, then the odd bytes. A word that straddles the end of what is mapped faults as a whole: what is left
 * is tried again byte by byte, so that the count that comes back is exact.
 *
 * Tests: tests/kernel/x86/uaccess_test.c.
 */
#include <asm/extable.h>
#include <asm/uaccess.h>

unsigned long copy_user_bytes(void *to, const void *from, unsigned long n)
{
	unsigned long words = n / 4, tail = n % 4;

	asm volatile("1: rep movsl\n"
		     "   movl %3, %0\n"
		     "2: rep movsb\n"
		     "3:\n"
		     ".pushsection .text.fixup, \"ax\"\n"
		     "4: leal (%3, %0, 4), %0\n"
		     "   jmp 2b\n"
		     ".popsection\n" _ASM_EXTABLE(1b, 4b) _ASM_EXTABLE(2b, 3b)
		     : "+c"(words), "+D"(to), "+S"(from)
		     : "r"(tail)
		     : "memory");
	return words;
}

unsigned long clear_user_bytes(void *to, unsigned long n)
{
	unsigned long words = n / 4, tail = n % 4;

	asm volatile("1: rep stosl\n"
		     "   movl %2, %0\n"
		     "2: rep stosb\n"
		     "3:\n"
		     ".pushsection .text.fixup, \"ax\"\n"
		     "4: leal (%2, %0, 4), %0\n"
		     "   jmp 2b\n"
		     ".popsection\n" _ASM_EXTABLE(1b, 4b) _ASM_EXTABLE(2b, 3b)
		     : "+c"(words), "+D"(to)
		     : "r"(tail), "a"(0)
		     : "memory");
	return words;
}
