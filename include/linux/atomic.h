/* SPDX-License-Identifier: MIT */
/*
 * Counters that several contexts change at once.
 *
 * Every change is one locked instruction (or a loop around lock cmpxchg). Those that return
 * something are full memory barriers; atomic_read(), atomic_set() and the void ones order nothing.
 * Any context.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <asm/cmpxchg.h>
#include <linux/compiler.h>
#include <linux/kasan-checks.h>
#include <linux/types.h>

static __always_inline int atomic_read(const atomic_t *v)
{
	return READ_ONCE(v->counter);
}

static __always_inline void atomic_set(atomic_t *v, int i)
{
	WRITE_ONCE(v->counter, i);
}

/* x86 never moves a load before an earlier load, nor a store before anything earlier. */
static __always_inline int atomic_read_acquire(const atomic_t *v)
{
	int i = atomic_read(v);

	barrier();
	return i;
}

static __always_inline void atomic_set_release(atomic_t *v, int i)
{
	barrier();
	atomic_set(v, i);
}

#define __ATOMIC_VOID(name, insn)                                                                  \
	static __always_inline void atomic_##name(int i, atomic_t *v)                              \
	{                                                                                          \
		kasan_check_write(v, sizeof(*v));                                                  \
		asm volatile("lock " insn " %1, %0"                                                \
			     : "+m"(v->counter)                                                    \
			     : "ir"(i)                                                             \
			     : "cc", "memory");                                                    \
	}

__ATOMIC_VOID(add, "addl")
__ATOMIC_VOID(sub, "subl")
__ATOMIC_VOID(and, "andl")
__ATOMIC_VOID(or, "orl")
__ATOMIC_VOID(xor, "xorl")
#undef __ATOMIC_VOID

static __always_inline void atomic_andnot(int i, atomic_t *v)
{
	atomic_and(~i, v);
}

static __always_inline void atomic_inc(atomic_t *v)
{
	kasan_check_write(v, sizeof(*v));
	asm volatile("lock incl %0" : "+m"(v->counter) : : "cc", "memory");
}

static __always_inline void atomic_dec(atomic_t *v)
{
	kasan_check_write(v, sizeof(*v));
	asm volatile("lock decl %0" : "+m"(v->counter) : : "cc", "memory");
}

/* Returning the old value, and the new one. */
static __always_inline int atomic_fetch_add(int i, atomic_t *v)
{
	return xadd(&v->counter, i);
}

static __always_inline int atomic_fetch_sub(int i, atomic_t *v)
{
	return xadd(&v->counter, -i);
}

static __always_inline int atomic_add_return(int i, atomic_t *v)
{
	return atomic_fetch_add(i, v) + i;
}

static __always_inline int atomic_sub_return(int i, atomic_t *v)
{
	return atomic_fetch_sub(i, v) - i;
}

#define atomic_inc_return(v) atomic_add_return(1, v)
#define atomic_dec_return(v) atomic_sub_return(1, v)
#define atomic_fetch_inc(v)  atomic_fetch_add(1, v)
#define atomic_fetch_dec(v)  atomic_fetch_sub(1, v)

/* Is it 0 (below 0) now? */
static __always_inline bool atomic_sub_and_test(int i, atomic_t *v)
{
	bool zero;

	kasan_check_write(v, sizeof(*v));
	asm volatile("lock subl %2, %1" : "=@ccz"(zero), "+m"(v->counter) : "ir"(i) : "memory");
	return zero;
}

static __always_inline bool atomic_dec_and_test(atomic_t *v)
{
	bool zero;

	kasan_check_write(v, sizeof(*v));
	asm volatile("lock decl %1" : "=@ccz"(zero), "+m"(v->counter) : : "memory");
	return zero;
}

static __always_inline bool atomic_inc_and_test(atomic_t *v)
{
	bool zero;

	kasan_check_write(v, sizeof(*v));
	asm volatile("lock incl %1" : "=@ccz"(zero), "+m"(v->counter) : : "memory");
	return zero;
}

static __always_inline bool atomic_add_negative(int i, atomic_t *v)
{
	bool negative;

	kasan_check_write(v, sizeof(*v));
	asm volatile("lock addl %2, %1" : "=@ccs"(negative), "+m"(v->counter) : "ir"(i) : "memory");
	return negative;
}

static __always_inline int atomic_xchg(atomic_t *v, int new)
{
	return xchg(&v->counter, new);
}

static __always_inline int atomic_cmpxchg(atomic_t *v, int old, int new)
{
	return cmpxchg(&v->counter, old, new);
}

static __always_inline bool atomic_try_cmpxchg(atomic_t *v, int *old, int new)
{
	return try_cmpxchg(&v->counter, old, new);
}

/* The CPU has no instruction that returns the old value of these: look, compute, try. */
#define __ATOMIC_FETCH(name, op)                                                                   \
	static __always_inline int atomic_fetch_##name(int i, atomic_t *v)                         \
	{                                                                                          \
		int old = atomic_read(v);                                                          \
                                                                                                   \
		while (!atomic_try_cmpxchg(v, &old, old op i))                                     \
			;                                                                          \
		return old;                                                                        \
	}

__ATOMIC_FETCH(and, &)
__ATOMIC_FETCH(or, |)
__ATOMIC_FETCH(xor, ^)
#undef __ATOMIC_FETCH

/* Adds @a, unless the counter is @u; returns the old value. */
static __always_inline int atomic_fetch_add_unless(atomic_t *v, int a, int u)
{
	int old = atomic_read(v);

	do {
		if (unlikely(old == u))
			break;
	} while (!atomic_try_cmpxchg(v, &old, old + a));
	return old;
}

/* These are true when they did it. */
static __always_inline bool atomic_add_unless(atomic_t *v, int a, int u)
{
	return atomic_fetch_add_unless(v, a, u) != u;
}

#define atomic_inc_not_zero(v) atomic_add_unless(v, 1, 0)

static __always_inline bool atomic_inc_unless_negative(atomic_t *v)
{
	int old = atomic_read(v);

	do {
		if (unlikely(old < 0))
			return false;
	} while (!atomic_try_cmpxchg(v, &old, old + 1));
	return true;
}

/* Subtracts 1 unless that would go below 0; returns the old value minus 1 in any case. */
static __always_inline int atomic_dec_if_positive(atomic_t *v)
{
	int old = atomic_read(v);

	do {
		if (unlikely(old <= 0))
			break;
	} while (!atomic_try_cmpxchg(v, &old, old - 1));
	return old - 1;
}

/* long and int are the same size here. */
typedef atomic_t atomic_long_t;

#define ATOMIC_LONG_INIT(i)		 ATOMIC_INIT(i)
#define atomic_long_read(v)		 ((long)atomic_read(v))
#define atomic_long_set(v, i)		 atomic_set(v, i)
#define atomic_long_add(i, v)		 atomic_add(i, v)
#define atomic_long_sub(i, v)		 atomic_sub(i, v)
#define atomic_long_inc(v)		 atomic_inc(v)
#define atomic_long_dec(v)		 atomic_dec(v)
#define atomic_long_add_return(i, v)	 ((long)atomic_add_return(i, v))
#define atomic_long_sub_return(i, v)	 ((long)atomic_sub_return(i, v))
#define atomic_long_inc_return(v)	 ((long)atomic_inc_return(v))
#define atomic_long_dec_and_test(v)	 atomic_dec_and_test(v)
#define atomic_long_xchg(v, new)	 ((long)atomic_xchg(v, new))
#define atomic_long_cmpxchg(v, old, new) ((long)atomic_cmpxchg(v, old, new))

#endif
