// SPDX-License-Identifier: MIT
/* Roots and powers: <linux/math.h>. Tests: tests/lib/math64_test.c */
#include <linux/bitops.h>
#include <linux/math.h>

/*
 * Bit by bit from the top: a bit belongs to the root if the square still fits. @root is kept
 * shifted so that adding @bit to it gives the growth of the square, and nothing is multiplied.
 */
u32 int_sqrt64(u64 x)
{
	u64 bit, root = 0;

	if (!x)
		return 0;
	for (bit = 1ull << ((fls64(x) - 1) & ~1); bit; bit >>= 2) {
		u64 growth = root + bit;

		root >>= 1;
		if (x >= growth) {
			x -= growth;
			root += bit;
		}
	}
	return root;
}

unsigned long int_sqrt(unsigned long x)
{
	return int_sqrt64(x);
}

u64 int_pow(u64 base, unsigned int exp)
{
	u64 result = 1;

	for (; exp; exp >>= 1) {
		if (exp & 1)
			result *= base;
		base *= base;
	}
	return result;
}
