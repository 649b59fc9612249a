/* SPDX-License-Identifier: MIT */
/*
 * Integer arithmetic that rounds. On 64-bit values use <linux/math64.h>: the compiler's own 64-bit
 * division would be a call into a library that the kernel does not link.
 */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/types.h>

/* For a power of two @y, with the type of @x; roundup() and rounddown() take any @y. */
#define __round_mask(x, y) ((typeof(x))((y)-1))
#define round_up(x, y)	   ((((x)-1) | __round_mask(x, y)) + 1)
#define round_down(x, y)   ((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))

#define roundup(x, y)                                                                              \
	({                                                                                         \
		typeof(y) __y = (y);                                                               \
		(((x) + (__y - 1)) / __y) * __y;                                                   \
	})

#define rounddown(x, y)                                                                            \
	({                                                                                         \
		typeof(x) __x = (x);                                                               \
		__x - (__x % (y));                                                                 \
	})

/* To the nearest; a half goes away from zero. @divisor must not be a negative constant. */
#define DIV_ROUND_CLOSEST(x, divisor)                                                              \
	({                                                                                         \
		typeof(x) __x = (x);                                                               \
		typeof(divisor) __d = (divisor);                                                   \
		(((typeof(x))-1) > 0 || ((typeof(divisor))-1) > 0 || ((__x > 0) == (__d > 0))) ?   \
			((__x + (__d / 2)) / __d) :                                                \
			((__x - (__d / 2)) / __d);                                                 \
	})

/* x * n / d without overflowing halfway, as long as the result fits. */
#define mult_frac(x, n, d)                                                                         \
	({                                                                                         \
		typeof(x) __x = (x);                                                               \
		typeof(n) __n = (n);                                                               \
		typeof(d) __d = (d);                                                               \
		typeof(x) __q = __x / __d;                                                         \
		typeof(x) __r = __x % __d;                                                         \
		__q *__n + __r *__n / __d;                                                         \
	})

#define abs(x)                                                                                     \
	({                                                                                         \
		typeof(x) __abs_x = (x);                                                           \
		__abs_x < 0 ? -__abs_x : __abs_x;                                                  \
	})

/* Maps a random @val of 32 bits onto 0..@ep_ro-1, with a multiplication instead of a division. */
static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

/* The largest number whose square is not above @x. */
unsigned long int_sqrt(unsigned long x);
u32 int_sqrt64(u64 x);

/* @base to the power of @exp, modulo 2^64. */
u64 int_pow(u64 base, unsigned int exp);

#endif
