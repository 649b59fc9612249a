/* SPDX-License-Identifier: MIT */
/*
 * Single bits in memory, and where the bits of a word are.
 *
 * set_bit() and its family are atomic: one locked instruction, safe against interrupts and other
 * CPUs. The forms with two underscores are plain loads and stores, for data that something else
 * protects. The test_and_ forms return the old bit, and are full memory barriers when atomic.
 * clear_bit() alone orders nothing; clear_bit_unlock() ends a critical section.
 *
 * Bit 0 is the lowest bit of the first long; @nr may lie beyond one long, so that an array is one
 * long row of bits.
 */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/kasan-checks.h>
#include <linux/math.h>
#include <linux/types.h>

#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_LONGS(nr)   (((nr) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define BITS_TO_U32(nr)	    (((nr) + 31) / 32)
#define BITS_TO_BYTES(nr)   (((nr) + 7) / 8)

/* With a register as bit number these instructions reach past @addr: hence the memory clobber. */
#define __BIT_OP(insn, nr, addr)                                                                   \
	do {                                                                                       \
		kasan_check_write((addr) + (nr) / BITS_PER_LONG, sizeof(long));                    \
		asm volatile("lock " insn " %1, %0" : "+m"(*(addr)) : "Ir"(nr) : "cc", "memory");  \
	} while (0)

#define __TEST_AND_BIT_OP(insn, nr, addr)                                                          \
	({                                                                                         \
		bool __old;                                                                        \
		kasan_check_write((addr) + (nr) / BITS_PER_LONG, sizeof(long));                    \
		asm volatile("lock " insn " %2, %1"                                                \
			     : "=@ccc"(__old), "+m"(*(addr))                                       \
			     : "Ir"(nr)                                                            \
			     : "memory");                                                          \
		__old;                                                                             \
	})

static __always_inline void set_bit(long nr, volatile unsigned long *addr)
{
	__BIT_OP("btsl", nr, addr);
}

static __always_inline void clear_bit(long nr, volatile unsigned long *addr)
{
	__BIT_OP("btrl", nr, addr);
}

static __always_inline void change_bit(long nr, volatile unsigned long *addr)
{
	__BIT_OP("btcl", nr, addr);
}

static __always_inline bool test_and_set_bit(long nr, volatile unsigned long *addr)
{
	return __TEST_AND_BIT_OP("btsl", nr, addr);
}

static __always_inline bool test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	return __TEST_AND_BIT_OP("btrl", nr, addr);
}

static __always_inline bool test_and_change_bit(long nr, volatile unsigned long *addr)
{
	return __TEST_AND_BIT_OP("btcl", nr, addr);
}

/* A bit as a lock: what happens inside stays between these two. */
static __always_inline bool test_and_set_bit_lock(long nr, volatile unsigned long *addr)
{
	return test_and_set_bit(nr, addr);
}

static __always_inline void clear_bit_unlock(long nr, volatile unsigned long *addr)
{
	barrier();
	clear_bit(nr, addr);
}

static __always_inline void __set_bit(long nr, volatile unsigned long *addr)
{
	*((unsigned long *)addr + BIT_WORD(nr)) |= BIT_MASK(nr);
}

static __always_inline void __clear_bit(long nr, volatile unsigned long *addr)
{
	*((unsigned long *)addr + BIT_WORD(nr)) &= ~BIT_MASK(nr);
}

static __always_inline void __change_bit(long nr, volatile unsigned long *addr)
{
	*((unsigned long *)addr + BIT_WORD(nr)) ^= BIT_MASK(nr);
}

static __always_inline bool test_bit(long nr, const volatile unsigned long *addr)
{
	return (addr[BIT_WORD(nr)] >> (nr % BITS_PER_LONG)) & 1;
}

static __always_inline bool __test_and_set_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__set_bit(nr, addr);
	return old;
}

static __always_inline bool __test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__clear_bit(nr, addr);
	return old;
}

static __always_inline bool __test_and_change_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__change_bit(nr, addr);
	return old;
}

#define assign_bit(nr, addr, value) ((value) ? set_bit((nr), (addr)) : clear_bit((nr), (addr)))
#define __assign_bit(nr, addr, value)                                                              \
	((value) ? __set_bit((nr), (addr)) : __clear_bit((nr), (addr)))

/*
 * Lowest and highest set bit. __ffs() and __fls() count from 0 and need a word that is not 0;
 * ffs() and fls() count from 1 and answer 0 for 0.
 */
static __always_inline unsigned long __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

static __always_inline unsigned long ffz(unsigned long word)
{
	return __ffs(~word);
}

static __always_inline unsigned long __fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(word);
}

static __always_inline int ffs(int x)
{
	return x ? __builtin_ctz(x) + 1 : 0;
}

static __always_inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static __always_inline int fls_long(unsigned long x)
{
	return fls(x);
}

static __always_inline int fls64(u64 x)
{
	u32 high = x >> 32;

	return high ? 32 + fls(high) : fls((u32)x);
}

static __always_inline unsigned long __ffs64(u64 word)
{
	return (u32)word ? __ffs((u32)word) : 32 + __ffs((u32)(word >> 32));
}

/*
 * How many bits are set: sums of 2, then 4, then 8 bits side by side; the multiplication adds the
 * four bytes up in the top one.
 */
static inline unsigned int hweight32(u32 w)
{
	w -= (w >> 1) & 0x55555555;
	w = (w & 0x33333333) + ((w >> 2) & 0x33333333);
	w = (w + (w >> 4)) & 0x0f0f0f0f;
	return (w * 0x01010101) >> 24;
}

#define hweight8(w)	hweight32((u8)(w))
#define hweight16(w)	hweight32((u16)(w))
#define hweight_long(w) hweight32(w)

static inline unsigned int hweight64(u64 w)
{
	return hweight32((u32)w) + hweight32((u32)(w >> 32));
}

static inline u32 rol32(u32 word, unsigned int shift)
{
	return (word << (shift & 31)) | (word >> (-shift & 31));
}

static inline u32 ror32(u32 word, unsigned int shift)
{
	return (word >> (shift & 31)) | (word << (-shift & 31));
}

static inline u64 rol64(u64 word, unsigned int shift)
{
	return (word << (shift & 63)) | (word >> (-shift & 63));
}

/* Repeats the sign bit @index of @value upwards. */
static inline s32 sign_extend32(u32 value, int index)
{
	u8 shift = 31 - index;

	return (s32)(value << shift) >> shift;
}

/* The order of the smallest block of 2^order things that holds @count of them. */
static inline int get_count_order(unsigned int count)
{
	return count ? fls(count - 1) : -1;
}

#include <linux/find.h>

#endif
