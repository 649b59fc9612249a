/* SPDX-License-Identifier: MIT */
/*
 * Counting references. Unlike a bare atomic_t it never goes from 0 to 1: an object without users is
 * being freed. A count that would do so, or that falls below 0, is reported, stays where it is for ever
 * and its object is never freed: a leak instead of a use after free. Any context.
 */
#ifndef _LINUX_REFCOUNT_H
#define _LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/bug.h>

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#define REFCOUNT_INIT(n)                                                                           \
	{                                                                                          \
		.refs = ATOMIC_INIT(n)                                                             \
	}
#define REFCOUNT_SATURATED (-0x40000000)

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline unsigned int refcount_read(const refcount_t *r)
{
	return atomic_read(&r->refs);
}

static __always_inline void refcount_inc(refcount_t *r)
{
	if (WARN_ON(atomic_fetch_inc(&r->refs) <= 0))
		refcount_set(r, REFCOUNT_SATURATED);
}

/* False, and nothing done, when there is no user any more. */
static __always_inline bool refcount_inc_not_zero(refcount_t *r)
{
	return atomic_inc_not_zero(&r->refs);
}

/* True for the last user, who frees the object. */
static __always_inline bool refcount_dec_and_test(refcount_t *r)
{
	int old = atomic_fetch_dec(&r->refs);

	if (WARN_ON(old <= 0))
		refcount_set(r, REFCOUNT_SATURATED);
	return old == 1;
}

#endif
