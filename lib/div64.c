// SPDX-License-Identifier: MIT
/*
 * 64-bit division by 64 bits, and with signs: <linux/math64.h>. Tests: tests/lib/math64_test.c
 */
#include <linux/bitops.h>
#include <linux/math64.h>

/*
 * With a divisor of more than 32 bits the quotient has fewer than 32. Both sides are shifted right
 * until the divisor fits into 32 bits; the quotient of what is left is right or one too large,
 * because the divisor only lost bits. One multiplication tells which.
 */
u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	u32 high = divisor >> 32;
	u64 quotient;
	int shift;

	if (!high) {
		u32 rest;

		quotient = div_u64_rem(dividend, divisor, &rest);
		*remainder = rest;
		return quotient;
	}
	shift = fls(high);
	quotient = div_u64(dividend >> shift, divisor >> shift);
	if (quotient)
		quotient--;
	*remainder = dividend - quotient * divisor;
	if (*remainder >= divisor) {
		*remainder -= divisor;
		quotient++;
	}
	return quotient;
}

u64 div64_u64(u64 dividend, u64 divisor)
{
	u64 remainder;

	return div64_u64_rem(dividend, divisor, &remainder);
}

/* The absolute value; also of S64_MIN, which has none as a signed number. */
static u64 magnitude(s64 x)
{
	return x < 0 ? -(u64)x : (u64)x;
}

s64 div64_s64(s64 dividend, s64 divisor)
{
	u64 quotient = div64_u64(magnitude(dividend), magnitude(divisor));

	return (dividend < 0) != (divisor < 0) ? -quotient : quotient;
}

s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	u32 rest;
	u64 quotient = div_u64_rem(magnitude(dividend), magnitude(divisor), &rest);

	*remainder = dividend < 0 ? -rest : rest;
	return (dividend < 0) != (divisor < 0) ? -quotient : quotient;
}

u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	u64 low = mul_u32_u32((u32)a, mul);
	u64 high = mul_u32_u32((u32)(a >> 32), mul) + (low >> 32);
	u32 rest;

	high = div_u64_rem(high, divisor, &rest);
	return (high << 32) + div_u64(((u64)rest << 32) | (u32)low, divisor);
}
