/* SPDX-License-Identifier: MIT */
/*
 * Memory pools: a reserve in front of an allocator, so that an allocation that may wait never fails.
 *
 *	mempool_t *pool = mempool_create_slab_pool(4, cachep);
 *	void *element = mempool_alloc(pool, GFP_NOIO);
 *	...
 *	mempool_free(element, pool);
 *
 * The allocator is asked first, without waiting; if it has nothing, the reserve is; if that is empty, the
 * allocator is asked with all that @gfp allows; then the caller waits until somebody frees an element. So a
 * waiter goes on at some time, as long as every user frees what it holds without needing another element.
 */
#ifndef _LINUX_MEMPOOL_H
#define _LINUX_MEMPOOL_H

#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct kmem_cache;

typedef void *(mempool_alloc_t)(gfp_t gfp, void *pool_data);
typedef void(mempool_free_t)(void *element, void *pool_data);

/*
 * Invariant: 0 <= curr_nr <= min_nr, and elements[0 .. curr_nr) are the reserve. While mempool_resize()
 * makes a pool smaller, curr_nr is above min_nr for a time.
 */
typedef struct mempool {
	spinlock_t lock; /* interrupts off */
	int min_nr;	 /* size of the reserve when it is full */
	int curr_nr;
	void **elements; /* NULL: not initialized */
	void *pool_data; /* for the callbacks */
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	wait_queue_head_t wait;
} mempool_t;

/**
 * mempool_create() - make a pool and fill its reserve
 * @min_nr: elements in the reserve, at least 1
 * @alloc_fn: as an allocator of pages or objects: returns NULL on failure, sleeps only if @gfp allows it
 * @free_fn: takes an element back; for any context in which mempool_free() will be called
 *
 * Context: task, may sleep. Return: NULL without memory or for arguments that make no sense.
 */
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data);

/* The same in a struct of the caller's, which mempool_exit() takes down. 0, -ENOMEM or -EINVAL. */
int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data);

/**
 * mempool_destroy() - free the reserve and the pool
 * @pool: NULL is nothing
 *
 * All elements must have been freed to the pool, and nobody may wait for one. A reserve that is not full says
 * that an element is missing: this is reported, and what is there is freed. Context: task.
 */
void mempool_destroy(mempool_t *pool);
/* The same after mempool_init(). A pool that was never initialized, all zeroes, or is down is nothing. */
void mempool_exit(mempool_t *pool);

/**
 * mempool_resize() - another size for the reserve, while the pool is in use
 * @min_nr: at least 1
 *
 * Context: task, may sleep; one at a time. Return: 0; -EINVAL; -ENOMEM, and nothing has changed.
 */
int mempool_resize(mempool_t *pool, int min_nr);

static inline bool mempool_initialized(mempool_t *pool)
{
	return pool->elements != NULL;
}

/* For the inline functions below: the allocator has nothing without waiting; the reserve is not full. */
void *mempool_alloc_slow(mempool_t *pool, gfp_t gfp);
void mempool_refill(mempool_t *pool, void *element);

/* The pool is the last resort: so no emergency reserves, no long search, no report of a failure. */
#define MEMPOOL_GFP (__GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN)

/**
 * mempool_alloc() - an element
 *
 * Context: as @gfp says. Return: never NULL if @gfp has __GFP_DIRECT_RECLAIM and the caller may sleep. The
 * contents are undefined; with __GFP_ZERO only some elements would be zero, so it is reported.
 */
static __always_inline void *mempool_alloc(mempool_t *pool, gfp_t gfp)
{
	gfp_t allowed = gfp_in_context(gfp);
	void *element;

	WARN_ON_ONCE(gfp & __GFP_ZERO);
	element = pool->alloc((gfp | MEMPOOL_GFP) & ~(__GFP_DIRECT_RECLAIM | __GFP_IO),
			      pool->pool_data);
	return likely(element) ? element : mempool_alloc_slow(pool, allowed);
}

/* An element back: into the reserve if that is not full. NULL is nothing. Any context that free_fn allows. */
static __always_inline void mempool_free(void *element, mempool_t *pool)
{
	if (unlikely(!element))
		return;
	if (unlikely(READ_ONCE(pool->curr_nr) < pool->min_nr))
		mempool_refill(pool, element);
	else
		pool->free(element, pool->pool_data);
}

/* Ready-made callbacks, and pools of them. pool_data: a struct kmem_cache *; a size; an order. */
void *mempool_alloc_slab(gfp_t gfp, void *pool_data);
void mempool_free_slab(void *element, void *pool_data);
void *mempool_kmalloc(gfp_t gfp, void *pool_data);
void mempool_kfree(void *element, void *pool_data);
void *mempool_alloc_pages(gfp_t gfp, void *pool_data);
void mempool_free_pages(void *element, void *pool_data);

static inline int mempool_init_slab_pool(mempool_t *pool, int min_nr, struct kmem_cache *s)
{
	return mempool_init(pool, min_nr, mempool_alloc_slab, mempool_free_slab, s);
}

static inline mempool_t *mempool_create_slab_pool(int min_nr, struct kmem_cache *s)
{
	return mempool_create(min_nr, mempool_alloc_slab, mempool_free_slab, s);
}

static inline int mempool_init_kmalloc_pool(mempool_t *pool, int min_nr, size_t size)
{
	return mempool_init(pool, min_nr, mempool_kmalloc, mempool_kfree, (void *)size);
}

static inline mempool_t *mempool_create_kmalloc_pool(int min_nr, size_t size)
{
	return mempool_create(min_nr, mempool_kmalloc, mempool_kfree, (void *)size);
}

/* Elements are struct page *. */
static inline int mempool_init_page_pool(mempool_t *pool, int min_nr, int order)
{
	return mempool_init(pool, min_nr, mempool_alloc_pages, mempool_free_pages,
			    (void *)(long)order);
}

static inline mempool_t *mempool_create_page_pool(int min_nr, int order)
{
	return mempool_create(min_nr, mempool_alloc_pages, mempool_free_pages, (void *)(long)order);
}

#endif
