/* SPDX-License-Identifier: MIT */
/*
 * Memory pools (linux/mempool.h has the idea and the fast paths).
 *
 * The promise. There are at least min_nr elements, in the reserve or with users. A free while the reserve is
 * not full fills it first; so as long as users free their elements, a waiter finds one.
 *
 * The race. A waiter looks at the reserve after it has put itself on the wait queue and set its state;
 * mempool_refill() adds the element first and wakes then. Whichever comes first, the waiter sees the
 * element or is woken. All waiters are woken for each element: a waiter that gets memory from the allocator
 * leaves the element in the reserve, and another waiter must come to see it. They also look again after
 * five seconds: the allocator may have memory once more, and does not know of the queue.
 *
 * Tests: tests/mm/slab/mempool_test.c
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/slab.h>
#include <linux/string.h>

/* ---- KASAN: elements of the reserve must not be touched ---- */

/* For those of the ready-made callbacks. */
static void poison_element(const mempool_t *pool, void *element)
{
	if (pool->alloc == mempool_alloc_slab || pool->alloc == mempool_kmalloc)
		kasan_slab_free_mempool(element);
	else if (pool->alloc == mempool_alloc_pages)
		kasan_poison_pages(element, (unsigned long)pool->pool_data, false);
}

static void *unpoison_element(const mempool_t *pool, void *element)
{
	if (pool->alloc == mempool_alloc_slab || pool->alloc == mempool_kmalloc)
		kasan_unpoison_mempool(element);
	else if (pool->alloc == mempool_alloc_pages)
		kasan_unpoison_pages(element, (unsigned long)pool->pool_data, false);
	return element;
}

/* ---- the reserve ---- */

/* NULL: it is empty. */
static void *take(mempool_t *pool)
{
	void *element = NULL;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->curr_nr)
		element = unpoison_element(pool, pool->elements[--pool->curr_nr]);
	spin_unlock_irqrestore(&pool->lock, flags);
	return element;
}

/* false: it is full. */
static bool put(mempool_t *pool, void *element)
{
	unsigned long flags;
	bool room;

	spin_lock_irqsave(&pool->lock, flags);
	room = pool->curr_nr < pool->min_nr;
	if (room) {
		poison_element(pool, element);
		pool->elements[pool->curr_nr++] = element;
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return room;
}

void mempool_refill(mempool_t *pool, void *element)
{
	VM_BUG_ON(!element);
	if (put(pool, element))
		wake_up(&pool->wait);
	else
		pool->free(element, pool->pool_data);
}

/* ---- waiting ---- */

static void wait_for_element(mempool_t *pool)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (!READ_ONCE(pool->curr_nr))
		schedule_timeout(5 * HZ);
	finish_wait(&pool->wait, &wait);
}

void *mempool_alloc_slow(mempool_t *pool, gfp_t gfp)
{
	void *element;

	while (!(element = take(pool)) && gfpflags_allow_blocking(gfp)) {
		element = pool->alloc(gfp | MEMPOOL_GFP, pool->pool_data);
		if (element)
			break;
		wait_for_element(pool);
	}
	return element;
}

/* ---- making and taking down ---- */

/* @n of them. */
static void free_elements(mempool_t *pool, void **elements, int n)
{
	while (n)
		pool->free(unpoison_element(pool, elements[--n]), pool->pool_data);
}

/* Pointers for @n elements. */
static void **alloc_array(int n, gfp_t gfp)
{
	return __kmalloc(array_size(n, sizeof(void *)), gfp);
}

/* Returns how many of the @n elements could be allocated. */
static int alloc_elements(mempool_t *pool, void **elements, int n, gfp_t gfp)
{
	int i;

	for (i = 0; i < n; i++) {
		elements[i] = pool->alloc(gfp, pool->pool_data);
		if (!elements[i])
			break;
		poison_element(pool, elements[i]);
	}
	return i;
}

static int init_pool(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		     mempool_free_t *free_fn, void *pool_data, gfp_t gfp)
{
	*pool = (mempool_t){ .pool_data = pool_data, .alloc = alloc_fn, .free = free_fn };
	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	if (min_nr < 1 || !alloc_fn || !free_fn) {
		pr_warn("mempool: %s\n", min_nr < 1 ? "a reserve has at least one element" :
						      "it needs both of its functions");
		return -EINVAL;
	}
	pool->elements = alloc_array(min_nr, gfp);
	if (!pool->elements)
		return -ENOMEM;
	pool->curr_nr = alloc_elements(pool, pool->elements, min_nr, gfp);
	pool->min_nr = pool->curr_nr;
	if (pool->curr_nr < min_nr) {
		mempool_exit(pool);
		return -ENOMEM;
	}
	return 0;
}

int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data)
{
	return init_pool(pool, min_nr, alloc_fn, free_fn, pool_data, gfp_in_context(GFP_KERNEL));
}

void mempool_exit(mempool_t *pool)
{
	if (!mempool_initialized(pool))
		return;
	VM_WARN_ON(waitqueue_active(&pool->wait));
	WARN(pool->curr_nr != pool->min_nr, "mempool %px: %d of %d elements have not come home\n",
	     pool, pool->min_nr - pool->curr_nr, pool->min_nr);
	free_elements(pool, pool->elements, pool->curr_nr);
	kfree(pool->elements);
	pool->elements = NULL;
	pool->curr_nr = pool->min_nr = 0;
}

mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data)
{
	gfp_t gfp = gfp_in_context(GFP_KERNEL);
	mempool_t *pool = __kmalloc(sizeof(*pool), gfp);

	if (pool && init_pool(pool, min_nr, alloc_fn, free_fn, pool_data, gfp)) {
		kfree(pool);
		return NULL;
	}
	return pool;
}

void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	mempool_exit(pool);
	kfree(pool);
}

/* ---- another size ---- */

/* The reserve moves to @elements, behind the @n new ones that are there already. Returns the old array. */
static void **exchange_reserve(mempool_t *pool, void **elements, int n, int min_nr)
{
	void **old = pool->elements;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	VM_BUG_ON(n + pool->curr_nr > min_nr); /* the length of @elements */
	memcpy(elements + n, old, pool->curr_nr * sizeof(*old));
	pool->elements = elements;
	pool->curr_nr += n;
	pool->min_nr = min_nr;
	spin_unlock_irqrestore(&pool->lock, flags);
	return old;
}

/* The new elements are allocated before anything changes: the pool never promises more than it has. */
static int grow(mempool_t *pool, int min_nr, gfp_t gfp)
{
	int more = min_nr - pool->min_nr, n;
	void **elements = alloc_array(min_nr, gfp);

	if (!elements)
		return -ENOMEM;
	n = alloc_elements(pool, elements, more, gfp);
	if (n < more) {
		free_elements(pool, elements, n);
		kfree(elements);
		return -ENOMEM;
	}
	kfree(exchange_reserve(pool, elements, n, min_nr));
	wake_up(&pool->wait);
	return 0;
}

/* The array keeps its length, of which min_nr are used. */
static void shrink(mempool_t *pool, int min_nr)
{
	unsigned long flags;
	void *element;

	spin_lock_irqsave(&pool->lock, flags);
	pool->min_nr = min_nr;
	while (pool->curr_nr > pool->min_nr) {
		element = unpoison_element(pool, pool->elements[--pool->curr_nr]);
		spin_unlock_irqrestore(&pool->lock, flags);
		pool->free(element, pool->pool_data);
		spin_lock_irqsave(&pool->lock, flags);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
}

int mempool_resize(mempool_t *pool, int min_nr)
{
	gfp_t gfp = gfp_in_context(GFP_KERNEL);

	if (min_nr < 1 || !mempool_initialized(pool))
		return -EINVAL;
	if (min_nr > pool->min_nr)
		return grow(pool, min_nr, gfp);
	shrink(pool, min_nr);
	return 0;
}

/* ---- ready-made callbacks: the pool has asked whether its caller may sleep ---- */

void *mempool_alloc_slab(gfp_t gfp, void *pool_data)
{
	return __kmem_cache_alloc(pool_data, gfp);
}

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}

void *mempool_kmalloc(gfp_t gfp, void *pool_data)
{
	return __kmalloc((size_t)pool_data, gfp);
}

void mempool_kfree(void *element, void *pool_data)
{
	kfree(element);
}

void *mempool_alloc_pages(gfp_t gfp, void *pool_data)
{
	return __alloc_pages(gfp, (unsigned long)pool_data);
}

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (unsigned long)pool_data);
}
