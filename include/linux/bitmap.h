/* SPDX-License-Identifier: MIT */
/*
 * Rows of bits as values: DECLARE_BITMAP(free, 1024) is an array of longs with a bit for each of
 * 1024 things. Single bits are <linux/bitops.h>'s, searching is <linux/find.h>'s.
 *
 * @nbits is the length in bits. What lies behind it in the last long is unspecified: functions
 * that answer something do not look at it. Nothing here is atomic.
 *
 * Tests: tests/lib/bitmap_test.c
 */
#ifndef _LINUX_BITMAP_H
#define _LINUX_BITMAP_H

#include <linux/bitops.h>
#include <linux/find.h>
#include <linux/string.h>
#include <linux/types.h>

/* In the long of @start: that bit and those above. In the last long: those below @nbits. */
#define BITMAP_FIRST_WORD_MASK(start) (~0UL << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(nbits)  (~0UL >> (-(nbits) & (BITS_PER_LONG - 1)))

#define bitmap_size(nbits) (BITS_TO_LONGS(nbits) * sizeof(unsigned long))

static inline void bitmap_zero(unsigned long *dst, unsigned int nbits)
{
	memset(dst, 0, bitmap_size(nbits));
}

static inline void bitmap_fill(unsigned long *dst, unsigned int nbits)
{
	memset(dst, 0xff, bitmap_size(nbits));
}

static inline void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	memcpy(dst, src, bitmap_size(nbits));
}

/* bitmap_and() and bitmap_andnot() tell whether any bit is set in the result. */
bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits);
bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned int nbits);
void bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned int nbits);
void bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits);
void bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits);

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits);

/* Is every bit of @a also in @b? */
bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits);

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits);

static inline bool bitmap_empty(const unsigned long *src, unsigned int nbits)
{
	return find_first_bit(src, nbits) >= nbits;
}

static inline bool bitmap_full(const unsigned long *src, unsigned int nbits)
{
	return find_first_zero_bit(src, nbits) >= nbits;
}

/* Sets (clears) @nbits bits from @start on. */
void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits);
void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits);

/**
 * bitmap_find_next_zero_area - find a run of clear bits
 * @map: where to look
 * @size: its length in bits
 * @start: the first bit that may be in the run
 * @nr: the length of the run
 * @align_mask: the run begins at a multiple of @align_mask + 1, a power of two
 *
 * Returns the first bit of the lowest such run, or a number above @size when there is none.
 */
unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size,
					 unsigned long start, unsigned int nr,
					 unsigned long align_mask);

#endif
