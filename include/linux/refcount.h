/* SPDX-License-Identifier: MIT */
/*
 * Counting references. Unlike a bare atomic_t it never goes from 0 to 1 (an object without users is
 * being freed), nor below 0, nor over INT_MAX. A count that would do so is set to REFCOUNT_SATURATED,
 * in the middle of the negative numbers, from where no counting leads back to 0: its object is never
 * freed, which is a leak instead of a use after free. Each such call is reported; Linux reports the
 * first one of each kind.
 *
 *	 1 .. INT_MAX		as many references
 *	 0			no reference: the object is being freed
 *	 INT_MIN .. -1		saturated
 *
 * Several callers may overflow one count at the same time before the first of them has set it: half of
 * the negative numbers are their room. Any context.
 *
 * Tests: tests/kernel/core/refcount_test.c
 */
#ifndef _LINUX_REFCOUNT_H
#define _LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/limits.h>

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#define REFCOUNT_INIT(n)                                                                           \
	{                                                                                          \
		.refs = ATOMIC_INIT(n)                                                             \
	}
#define REFCOUNT_MAX	   INT_MAX
#define REFCOUNT_SATURATED (INT_MIN / 2)

/* What happened: the report's words. */
enum refcount_saturation_type {
	REFCOUNT_ADD_NOT_ZERO_OVF,
	REFCOUNT_ADD_OVF,
	REFCOUNT_ADD_UAF,
	REFCOUNT_SUB_UAF,
	REFCOUNT_DEC_LEAK,
};

/* Saturates and reports. (kernel/core/refcount.c) */
void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t) __cold;

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline unsigned int refcount_read(const refcount_t *r)
{
	return atomic_read(&r->refs);
}

/* ---- more references, for a caller that holds one ---- */

static __always_inline void refcount_add(int i, refcount_t *r)
{
	int old = atomic_fetch_add(i, &r->refs);

	if (unlikely(!old))
		refcount_warn_saturate(r, REFCOUNT_ADD_UAF);
	else if (unlikely(old < 0 || old + i < 0))
		refcount_warn_saturate(r, REFCOUNT_ADD_OVF);
}

static __always_inline void refcount_inc(refcount_t *r)
{
	refcount_add(1, r);
}

/* ---- the first reference of somebody who found the object; false, and nothing done, at 0 ---- */

static __always_inline bool __must_check refcount_add_not_zero(int i, refcount_t *r)
{
	int old = atomic_fetch_add_unless(&r->refs, i, 0);

	if (unlikely(old < 0 || old + i < 0))
		refcount_warn_saturate(r, REFCOUNT_ADD_NOT_ZERO_OVF);
	return old;
}

static __always_inline bool __must_check refcount_inc_not_zero(refcount_t *r)
{
	return refcount_add_not_zero(1, r);
}

/* ---- references given back; true: it was the last one, and the caller frees the object ---- */

static __always_inline bool __must_check refcount_sub_and_test(int i, refcount_t *r)
{
	int old = atomic_fetch_sub(i, &r->refs);

	if (unlikely(old != i && (old < 0 || old - i < 0)))
		refcount_warn_saturate(r, REFCOUNT_SUB_UAF);
	return old == i;
}

static __always_inline bool __must_check refcount_dec_and_test(refcount_t *r)
{
	return refcount_sub_and_test(1, r);
}

/* For a caller that knows that it is not the last one. */
static __always_inline void refcount_dec(refcount_t *r)
{
	if (unlikely(atomic_fetch_sub(1, &r->refs) <= 1))
		refcount_warn_saturate(r, REFCOUNT_DEC_LEAK);
}

/* Takes the last reference, or none: true if it did. */
bool __must_check refcount_dec_if_one(refcount_t *r);
/* Takes a reference unless it is the last one: true if it did. */
bool __must_check refcount_dec_not_one(refcount_t *r);

/* refcount_dec_and_test(), with the lock held when it returns true, and only then. */
struct mutex;
typedef struct spinlock spinlock_t;
bool __must_check refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock);
bool __must_check refcount_dec_and_lock(refcount_t *r, spinlock_t *lock);

#endif
