/* SPDX-License-Identifier: MIT */
/*
 * Exchanges of a word in memory as one step, on any scalar of 1, 2 or 4 bytes (8 with the 64
 * forms). Each is a full memory barrier.
 *
 * xchg needs no lock prefix: with a memory operand the CPU locks it anyway.
 */
#ifndef _ASM_CMPXCHG_H
#define _ASM_CMPXCHG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/kasan-checks.h>
#include <linux/types.h>

/* Bytes must be in a register that has a low byte: "q". The operand's size picks the suffix. */

#define __scalar_check(ptr)                                                                        \
	BUILD_BUG_ON_MSG(sizeof(*(ptr)) != 1 && sizeof(*(ptr)) != 2 && sizeof(*(ptr)) != 4,        \
			 "only 1, 2 and 4 bytes can be exchanged")

/* Stores @v, returns the old value. */
#define xchg(ptr, v)                                                                               \
	({                                                                                         \
		typeof(*(ptr)) __xchg = (v);                                                       \
		__scalar_check(ptr);                                                               \
		kasan_check_write(ptr, sizeof(*(ptr)));                                            \
		asm volatile("xchg %0, %1" : "+q"(__xchg), "+m"(*(ptr)) : : "memory");             \
		__xchg;                                                                            \
	})

/* Adds @v, returns the old value. */
#define xadd(ptr, v)                                                                               \
	({                                                                                         \
		typeof(*(ptr)) __xadd = (v);                                                       \
		__scalar_check(ptr);                                                               \
		kasan_check_write(ptr, sizeof(*(ptr)));                                            \
		asm volatile("lock xadd %0, %1" : "+q"(__xadd), "+m"(*(ptr)) : : "cc", "memory");  \
		__xadd;                                                                            \
	})

/* If *@ptr is *@oldp, stores @new and is true; else puts the value found into *@oldp. */
#define __try_cmpxchg(prefix, ptr, oldp, new)                                                      \
	({                                                                                         \
		typeof(*(ptr)) *__oldp = (typeof(*(ptr)) *)(oldp);                                 \
		typeof(*(ptr)) __seen = *__oldp;                                                   \
		typeof(*(ptr)) __new = (new);                                                      \
		bool __done;                                                                       \
		__scalar_check(ptr);                                                               \
		kasan_check_write(ptr, sizeof(*(ptr)));                                            \
		asm volatile(prefix "cmpxchg %3, %1"                                               \
			     : "=@ccz"(__done), "+m"(*(ptr)), "+a"(__seen)                         \
			     : "q"(__new)                                                          \
			     : "memory");                                                          \
		if (unlikely(!__done))                                                             \
			*__oldp = __seen;                                                          \
		likely(__done);                                                                    \
	})

/* If *@ptr is @old, stores @new; returns what was there: @old means it was done. */
#define __cmpxchg(prefix, ptr, old, new)                                                           \
	({                                                                                         \
		typeof(*(ptr)) __seen = (old);                                                     \
		typeof(*(ptr)) __new = (new);                                                      \
		__scalar_check(ptr);                                                               \
		kasan_check_write(ptr, sizeof(*(ptr)));                                            \
		asm volatile(prefix "cmpxchg %2, %1"                                               \
			     : "+a"(__seen), "+m"(*(ptr))                                          \
			     : "q"(__new)                                                          \
			     : "cc", "memory");                                                    \
		__seen;                                                                            \
	})

#define try_cmpxchg(ptr, oldp, new) __try_cmpxchg("lock ", ptr, oldp, new)
#define cmpxchg(ptr, old, new)	    __cmpxchg("lock ", ptr, old, new)

/* Against interrupts of this CPU only. */
#define cmpxchg_local(ptr, old, new) __cmpxchg("", ptr, old, new)

static inline u64 cmpxchg64(volatile u64 *ptr, u64 old, u64 new)
{
	kasan_check_write(ptr, sizeof(*ptr));
	asm volatile("lock cmpxchg8b %1"
		     : "+A"(old), "+m"(*ptr)
		     : "b"((u32) new), "c"((u32)(new >> 32))
		     : "cc", "memory");
	return old;
}

#endif
