// SPDX-License-Identifier: MIT
/* Searching rows of bits, a long at a time: <linux/find.h>. */
#include <linux/bitmap.h>
#include <linux/minmax.h>

/*
 * The first set bit of (a & b) ^ flip, with b all ones when it is NULL. Inlined with constants, the
 * parts that a caller does not need disappear.
 */
static __always_inline unsigned long find(const unsigned long *a, const unsigned long *b,
					  unsigned long flip, unsigned long size,
					  unsigned long offset)
{
	unsigned long index = BIT_WORD(offset), mask = BITMAP_FIRST_WORD_MASK(offset), word;

	if (offset >= size)
		return size;
	do {
		word = (b ? a[index] & b[index] : a[index]) ^ flip;
		word &= mask;
		if (word)
			return min(index * BITS_PER_LONG + __ffs(word), size);
		mask = ~0UL;
		index++;
	} while (index * BITS_PER_LONG < size);
	return size;
}

unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return find(addr, NULL, 0, size, offset);
}

unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
				 unsigned long offset)
{
	return find(addr, NULL, ~0UL, size, offset);
}

unsigned long find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				unsigned long size, unsigned long offset)
{
	return find(addr1, addr2, 0, size, offset);
}

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long index = BITS_TO_LONGS(size), mask = BITMAP_LAST_WORD_MASK(size), word;

	while (index--) {
		word = addr[index] & mask;
		if (word)
			return index * BITS_PER_LONG + __fls(word);
		mask = ~0UL;
	}
	return size;
}
