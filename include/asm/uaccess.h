/* SPDX-License-Identifier: MIT */
/* The instructions that touch user memory; each has an entry in the exception table. For linux/uaccess.h only. */
#ifndef _ASM_UACCESS_H
#define _ASM_UACCESS_H

#include <asm/extable.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>

/* kernel/x86/uaccess.c. Return: bytes that were left. */
unsigned long __must_check copy_user_bytes(void *to, const void *from, unsigned long n);
unsigned long __must_check clear_user_bytes(void *to, unsigned long n);

/* The unsigned type of the size of @x. */
#define __inttype(x) __typeof__(__builtin_choose_expr(sizeof(x) > 4, 0ULL, 0UL))

#define __user_load(insn, type, value, from, err)                                                  \
	({                                                                                         \
		u32 __low = 0;                                                                     \
		asm volatile("1: " insn " %2, %1\n"                                                \
			     "   xorl %0, %0\n"                                                    \
			     "2:\n" _ASM_EXTABLE(1b, 2b)                                           \
			     : "+&r"(err), "+&r"(__low)                                            \
			     : "m"(*(const type *)(from)));                                        \
		(value) = __low;                                                                   \
	})

#define __user_store(insn, reg, type, value, to, err)                                              \
	asm volatile("1: " insn " %" reg "2, %1\n"                                                 \
		     "   xorl %0, %0\n"                                                            \
		     "2:\n" _ASM_EXTABLE(1b, 2b)                                                   \
		     : "+&r"(err), "=m"(*(type *)(to))                                             \
		     : "q"((u32)(value)))

/* Eight bytes go through a block copy: err is 0 or -EFAULT like the others'. */
#define __get_user_asm(value, from, err)                                                           \
	do {                                                                                       \
		switch (sizeof(*(from))) {                                                         \
		case 1:                                                                            \
			__user_load("movzbl", u8, value, from, err);                               \
			break;                                                                     \
		case 2:                                                                            \
			__user_load("movzwl", u16, value, from, err);                              \
			break;                                                                     \
		case 4:                                                                            \
			__user_load("movl", u32, value, from, err);                                \
			break;                                                                     \
		default:                                                                           \
			(err) = copy_user_bytes(&(value), (from), 8) ? -EFAULT : 0;                \
			BUILD_BUG_ON(sizeof(*(from)) > 4 && sizeof(*(from)) != 8);                 \
			if (err)                                                                   \
				(value) = 0;                                                       \
		}                                                                                  \
	} while (0)

#define __put_user_asm(value, to, err)                                                             \
	do {                                                                                       \
		switch (sizeof(*(to))) {                                                           \
		case 1:                                                                            \
			__user_store("movb", "b", u8, value, to, err);                             \
			break;                                                                     \
		case 2:                                                                            \
			__user_store("movw", "w", u16, value, to, err);                            \
			break;                                                                     \
		case 4:                                                                            \
			__user_store("movl", "", u32, value, to, err);                             \
			break;                                                                     \
		default:                                                                           \
			(err) = copy_user_bytes((to), &(value), 8) ? -EFAULT : 0;                  \
			BUILD_BUG_ON(sizeof(*(to)) > 4 && sizeof(*(to)) != 8);                     \
		}                                                                                  \
	} while (0)

#endif
