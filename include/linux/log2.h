/* SPDX-License-Identifier: MIT */
/* Logarithms and powers of two. With a constant argument each is a constant. */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#include <linux/bitops.h>
#include <linux/types.h>

static __always_inline int __ilog2_u32(u32 n)
{
	return fls(n) - 1;
}

static __always_inline int __ilog2_u64(u64 n)
{
	return fls64(n) - 1;
}

static __always_inline bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static inline unsigned long __roundup_pow_of_two(unsigned long n)
{
	return 1UL << fls_long(n - 1);
}

static inline unsigned long __rounddown_pow_of_two(unsigned long n)
{
	return 1UL << (fls_long(n) - 1);
}

#define __const_ilog2(n) ((n) < 2 ? 0 : 63 - __builtin_clzll(n))

/* The number of the highest set bit; undefined for 0. */
#define ilog2(n)                                                                                   \
	(__builtin_constant_p(n) ? __const_ilog2(n) :                                              \
	 sizeof(n) <= 4		 ? __ilog2_u32(n) :                                                \
				   __ilog2_u64(n))

/* The next power of two that is not below (not above) @n; undefined for 0. */
#define roundup_pow_of_two(n)                                                                      \
	(__builtin_constant_p(n) ? ((n) == 1 ? 1UL : 1UL << (__const_ilog2((n)-1) + 1)) :          \
				   __roundup_pow_of_two(n))
#define rounddown_pow_of_two(n)                                                                    \
	(__builtin_constant_p(n) ? 1UL << __const_ilog2(n) : __rounddown_pow_of_two(n))

/* The logarithm, rounded up; 0 for 0 and 1. */
static inline int __order_base_2(unsigned long n)
{
	return n > 1 ? __ilog2_u32(n - 1) + 1 : 0;
}

#define order_base_2(n)                                                                            \
	(__builtin_constant_p(n) ? ((n) < 2 ? 0 : __const_ilog2((n)-1) + 1) : __order_base_2(n))

/* How many bits it takes to write @n. */
static inline int bits_per(unsigned long n)
{
	return n < 2 ? 1 : __ilog2_u32(n) + 1;
}

#endif
