/* SPDX-License-Identifier: MIT */
/*
 * 64-bit division. The CPU divides 64 bits by 32 (divl) with a quotient of 32; everything wider is
 * composed of that here, since the kernel links no compiler library. In other files a plain / or %
 * on a 64-bit value fails to link, and that is how one notices.
 *
 * A divisor of 0 raises the CPU's divide error, as it does with /.
 */
#ifndef _LINUX_MATH64_H
#define _LINUX_MATH64_H

#include <linux/math.h>
#include <linux/types.h>

/**
 * div_u64_rem - divide 64 bits by 32
 * @dividend: what to divide
 * @divisor: by what
 * @remainder: set to the rest
 *
 * Schoolbook division with two digits of 32 bits: the rest of the high digit (below @divisor) goes
 * in front of the low one, so the second quotient fits.
 */
static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	u32 low = (u32)dividend, high = (u32)(dividend >> 32);
	u32 quotient_high = high / divisor;
	u32 rest = high % divisor, quotient_low;

	asm("divl %4" : "=a"(quotient_low), "=d"(*remainder) : "0"(low), "1"(rest), "rm"(divisor));
	return ((u64)quotient_high << 32) | quotient_low;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	u32 remainder;

	return div_u64_rem(dividend, divisor, &remainder);
}

/* Divides @n (a u64 variable) in place by @base (32 bits); its value is the remainder. */
#define do_div(n, base)                                                                            \
	({                                                                                         \
		u32 __rem;                                                                         \
		(void)(((typeof((n)) *)0) == ((u64 *)0));                                          \
		(n) = div_u64_rem((n), (base), &__rem);                                            \
		__rem;                                                                             \
	})

/* Signed division rounds towards zero, and the rest has the sign of the dividend, as in C. */
s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder);
u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder);
u64 div64_u64(u64 dividend, u64 divisor);
s64 div64_s64(s64 dividend, s64 divisor);

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	s32 remainder;

	return div_s64_rem(dividend, divisor, &remainder);
}

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

/* (a * mul) >> shift, for a shift of at most 32; the product may have 96 bits. */
static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	u64 low = mul_u32_u32((u32)a, mul) >> shift;
	u64 high = mul_u32_u32((u32)(a >> 32), mul);

	return low + (high << (32 - shift));
}

/* a * mul / divisor; the product may have 96 bits. */
u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor);

#define DIV_ROUND_DOWN_ULL(ll, d)   div_u64((ll), (d))
#define DIV_ROUND_UP_ULL(ll, d)	    div_u64((u64)(ll) + (d)-1, (d))
#define DIV_ROUND_CLOSEST_ULL(x, d) div_u64((u64)(x) + (d) / 2, (d))

static inline u64 DIV64_U64_ROUND_UP(u64 dividend, u64 divisor)
{
	return div64_u64(dividend + divisor - 1, divisor);
}

#endif
