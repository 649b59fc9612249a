// SPDX-License-Identifier: MIT
/*
 * Rows of bits as values: <linux/bitmap.h>.
 *
 * Operations that make a row work on whole longs and need not care what lies behind its end. Those
 * that answer something look at the last long through a mask.
 */
#include <linux/bitmap.h>
#include <linux/minmax.h>

/* The bits of long @i that belong to a row of @nbits. */
static inline unsigned long word_mask(unsigned int i, unsigned int nbits)
{
	return i + 1 < BITS_TO_LONGS(nbits) ? ~0UL : BITMAP_LAST_WORD_MASK(nbits);
}

bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		any |= (dst[i] = a[i] & b[i]) & word_mask(i, nbits);
	return any != 0;
}

bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		any |= (dst[i] = a[i] & ~b[i]) & word_mask(i, nbits);
	return any != 0;
}

void bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] | b[i];
}

void bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] ^ b[i];
}

void bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~src[i];
}

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if ((a[i] ^ b[i]) & word_mask(i, nbits))
			return false;
	}
	return true;
}

bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	return find_first_and_bit(a, b, nbits) < nbits;
}

bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if (a[i] & ~b[i] & word_mask(i, nbits))
			return false;
	}
	return true;
}

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int i, weight = 0;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		weight += hweight_long(src[i] & word_mask(i, nbits));
	return weight;
}

/* The bits of long @i that lie in start..end-1, of which it has at least one. */
static inline unsigned long run_mask(unsigned int i, unsigned int start, unsigned int end)
{
	unsigned long mask = ~0UL;

	if (i == BIT_WORD(start))
		mask &= BITMAP_FIRST_WORD_MASK(start);
	if (i == BIT_WORD(end - 1))
		mask &= BITMAP_LAST_WORD_MASK(end);
	return mask;
}

void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned int i, end = start + nbits;

	for (i = BIT_WORD(start); i < BITS_TO_LONGS(end) && nbits; i++)
		map[i] |= run_mask(i, start, end);
}

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned int i, end = start + nbits;

	for (i = BIT_WORD(start); i < BITS_TO_LONGS(end) && nbits; i++)
		map[i] &= ~run_mask(i, start, end);
}

/* From clear bit to clear bit; a set bit inside the run is where the next search begins. */
unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size,
					 unsigned long start, unsigned int nr,
					 unsigned long align_mask)
{
	for (;;) {
		unsigned long end, taken;

		start = find_next_zero_bit(map, size, start);
		start = (start + align_mask) & ~align_mask;
		end = start + nr;
		if (end > size)
			return size + 1;
		taken = find_next_bit(map, end, start);
		if (taken >= end)
			return start;
		start = taken + 1;
	}
}
