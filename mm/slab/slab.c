/* SPDX-License-Identifier: MIT */
/*
 * The slab allocator: objects of one size, cut out of pages.
 *
 * The idea (Linux's SLUB). A cache takes 2^n pages at a time, a slab, and cuts it into objects. What is
 * free is on a list whose links lie inside the free objects themselves, so an object costs nothing but its
 * own bytes; the slab's books are in its struct page.
 *
 *	page->freelist ---------------.
 *	                              v
 *	+--------+--------+--------+--------+--------+--------+---+
 *	| object | object |  free  |  free  | object |  free  |   |   the rest is less than an eighth
 *	+--------+--------+--------+--------+--------+--------+---+
 *	                    ^  `----> NULL      ^        |
 *	                    |        .----------+--------'
 *	                    `--------'
 *
 * Each CPU works on one slab of each cache, the active one, whose free list it has taken over
 * (kmem_cache_cpu). Allocating takes the first object of that list, freeing puts it back in front; both
 * need nothing but interrupts off for a few instructions. Other slabs are partial (some objects free)
 * or full, on two lists:
 *
 *	           alloc: list empty                    alloc: none partial
 *	 partial -------------------> active (CPU) <----------------------- page allocator
 *	    ^  \                         |                                        ^
 *	    |   \                        | its last object handed out             |
 *	    |    `-----------------------+-----------------------------------.    |
 *	    | free: first one            v                  free: last one    \   |
 *	    `-------------------------- full                                   `--'
 *
 * Empty slabs stay on the partial list while that is short (min_partial), else go back at once.
 *
 * An object's address is checked on every free, debugged or not: it must be a multiple of the size away
 * from the start of a slab of this cache, and it must not be the object that was freed last. A
 * multiplication decides that, no division: see is_object_offset() in mm/slab/slab.h.
 *
 * Caches that are debugged (mm/slab/slab_debug.c) have no active slabs, so every allocation comes to the slow
 * functions; and their limit of 0, with which no address passes for an object, sends every free there, too.
 * The slow functions then ask what it was; the fast paths test nothing for it. Injected failures and the
 * like are one test of one word (k896/mm_hooks.h); while trace points are on, every cache has a limit of 0.
 *
 * The common case of each call is in mm/slab/slab_fast.c; nearly all calls end there. Slabs as pages, how
 * they are made and given back: mm/slab/slab_page.c.
 *
 * Locks: this CPU's kmem_cache_cpu and the books of a slab: interrupts off. The lists of slabs and their
 * counts: cache->list_lock, inside of that. The page allocator is called without the lock.
 *
 * Tests: tests/mm/slab/slab_test.c, slab_soak_test.c, kmalloc_test.c; figures: tests/bench/slab_bench.c.
 */
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <trace/events/kmem.h>

#include "slab.h"

/* ---- the active slab; interrupts are off in all of these ---- */

/* @page, on no list, becomes this CPU's active slab; there is none now. */
static void activate(struct kmem_cache *s, struct page *page)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);

	lockdep_assert_irqs_disabled();
	VM_BUG_ON(c->page || s->flags & SLAB_DEBUG_FLAGS);
	VM_BUG_ON_PAGE(page->slab_cache != s || page->frozen, page);
	c->freelist = page->freelist;
	c->page = page;
	c->base = (unsigned long)lowmem_page_address(page);
	c->bytes = (unsigned long)page->objects * s->size;
	page->freelist = NULL;
	page->inuse = page->objects;
	page->frozen = 1;
}

/* The active slab, whose objects are all handed out, goes to the full list. Without one, nothing. */
static void retire(struct kmem_cache *s)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);

	lockdep_assert_irqs_disabled();
	VM_BUG_ON(c->freelist);
	if (!c->page)
		return;
	spin_lock(&s->list_lock);
	c->page->frozen = 0;
	add_full_locked(s, c->page);
	spin_unlock(&s->list_lock);
	*c = (struct kmem_cache_cpu){};
}

/* The slab that has been partial longest becomes the active one; false where there is none. */
static bool activate_partial(struct kmem_cache *s)
{
	struct page *page;

	spin_lock(&s->list_lock);
	page = first_partial(s);
	if (page)
		del_partial_locked(s, page);
	spin_unlock(&s->list_lock);
	if (page)
		activate(s, page);
	return page;
}

/* The active slab becomes an ordinary one, with its free objects on its own list again. */
static void deactivate(struct kmem_cache *s)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	struct page *page = c->page;
	void *object = c->freelist;

	lockdep_assert_irqs_disabled();
	if (!object) {
		retire(s);
		return;
	}
	page->freelist = object;
	page->frozen = 0;
	for (; object; object = next_free(s, object))
		page->inuse--;
	*c = (struct kmem_cache_cpu){};
	spin_lock(&s->list_lock);
	add_partial_locked(s, page);
	spin_unlock(&s->list_lock);
}

void flush_cpu_slabs(struct kmem_cache *s)
{
	unsigned long flags;

	local_irq_save(flags);
	deactivate(s);
	local_irq_restore(flags);
}

/* ---- allocation ---- */

/* An object of this CPU's slab, or of a partial one made active. */
static void *take_object(struct kmem_cache *s)
{
	unsigned long flags;
	void *object;

	local_irq_save(flags);
	object = pop_free(s, this_cpu_ptr(&s->cpu_slab));
	if (!object) {
		retire(s);
		if (activate_partial(s))
			object = pop_free(s, this_cpu_ptr(&s->cpu_slab));
	}
	local_irq_restore(flags);
	return object;
}

/*
 * Puts a new slab to use and takes an object. An interrupt may have made another slab active while the
 * pages were fetched, but that one's free objects may also be gone again.
 */
static void *take_from_new(struct kmem_cache *s, struct page *page)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags;
	void *object;

	local_irq_save(flags);
	spin_lock(&s->list_lock);
	account_slab_locked(s, page, 1);
	if (unlikely(c->freelist))
		add_partial_locked(s, page);
	spin_unlock(&s->list_lock);
	if (likely(!c->freelist)) {
		retire(s);
		activate(s, page);
	}
	object = pop_free(s, c);
	local_irq_restore(flags);
	return object;
}

static void __cold report_out_of_memory(struct kmem_cache *s, gfp_t gfp)
{
	if (gfp & __GFP_NOWARN)
		return;
	pr_warn("SLUB: Unable to allocate memory on node -1, gfp=%#x(%pGg)\n", gfp, &gfp);
	pr_warn("  cache: %s, object size: %u, buffer size: %u, default order: %u, min order: %u\n",
		s->name, s->object_size, s->size, s->order, s->min_order);
	pr_warn("  node 0: slabs: %lu, objs: %lu, free: %lu\n", s->nr_slabs, s->nr_objects,
		count_free(s));
}

/* From the slabs that there are, or a new one. @size is what the caller asked for. */
static __always_inline void *take_or_make(struct kmem_cache *s, gfp_t gfp, size_t size,
					  unsigned long caller)
{
	struct page *page;
	void *object;

	if (unlikely(s->flags & SLAB_DEBUG_FLAGS))
		return debug_alloc(s, gfp, size, caller);
	object = take_object(s);
	if (object)
		return object;
	page = new_slab(s, gfp);
	return likely(page) ? take_from_new(s, page) : NULL;
}

/*
 * With KASAN: when memory is short, what waits in quarantine is given back first. That may be done by kswapd, whom the first
 * attempt has woken. Failure is reported when it is one.
 */
static inline void *take_or_flush(struct kmem_cache *s, gfp_t gfp, size_t size,
				  unsigned long caller)
{
	gfp_t silent = gfp & GFP_SLAB_BUG_MASK ? gfp : gfp | __GFP_NOWARN;
	unsigned long before = quarantine_freed();
	void *object = take_or_make(s, silent, size, caller);

	if (object)
		return object;
	quarantine_flush(NULL);
	if (quarantine_freed() != before)
		return take_or_make(s, gfp, size, caller);
	if (silent != gfp)
		warn_alloc(gfp, s->min_order);
	return NULL;
}

/* An allocation in plain C, for all that is not the common case; the common case would be right here, too. */
static noinline void *alloc_from_slabs(struct kmem_cache *s, gfp_t gfp, size_t size,
				       unsigned long caller)
{
	void *object;

	object = SLAB_HAS_KASAN ? take_or_flush(s, gfp, size, caller) :
				  take_or_make(s, gfp, size, caller);
	if (unlikely(!object)) {
		report_out_of_memory(s, gfp);
		return NULL;
	}
	kasan_alloc_object(s, object, size);
	if (gfp & __GFP_ZERO && !WARN_ON(s->ctor))
		memset(object, 0, s->flags & SLAB_DEBUG_FLAGS ? size : s->object_size);
	return object;
}

/* Some bit of mm_hooks is set: allocations are traced, or are to fail. */
static noinline void *alloc_watched(struct kmem_cache *s, gfp_t gfp, size_t size,
				    unsigned long caller)
{
	void *object = NULL;

	if (should_failslab(gfp))
		report_out_of_memory(s, gfp);
	else
		object = alloc_from_slabs(s, gfp, size, caller);
	if (s->flags & SLAB_KMALLOC)
		trace_kmalloc(caller, object, size, s->size, gfp);
	else
		trace_kmem_cache_alloc(caller, object, size, s->size, gfp);
	return object;
}

static void *alloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	VM_BUG_ON(size > s->object_size);
	if (unlikely(mm_hooks_enabled()))
		return alloc_watched(s, gfp, size, caller);
	return alloc_from_slabs(s, gfp, size, caller);
}

/* What slab_fast.c jumps to: the return address is that of the call from outside. */

void *kmem_cache_alloc_slow(struct kmem_cache *s, gfp_t gfp)
{
	return alloc_slow(s, gfp, s->object_size, _RET_IP_);
}

void *kmem_cache_alloc_kernel_slow(struct kmem_cache *s)
{
	return alloc_slow(s, GFP_KERNEL, s->object_size, _RET_IP_);
}

void *kmalloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	return alloc_slow(s, gfp, size, _RET_IP_);
}

void *kmalloc_kernel_slow(struct kmem_cache *s, size_t size)
{
	return alloc_slow(s, GFP_KERNEL, size, _RET_IP_);
}

void *slab_alloc_slow(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	return alloc_slow(s, gfp, size, caller);
}

/* ---- freeing ---- */

/* Interrupts off; afterwards as @flags say. */
static __always_inline void put_back(struct kmem_cache *s, struct page *page, void *object,
				     unsigned long flags)
{
	if (page->frozen) {
		push_free(s, &this_cpu_ptr(&s->cpu_slab)->freelist, object);
	} else if (put_object(s, page, object)) {
		slab_changes_list(s, page, flags);
		return;
	}
	local_irq_restore(flags);
}

#ifdef CONFIG_KASAN
void free_to_slab(struct kmem_cache *s, void *object)
{
	unsigned long flags;

	local_irq_save(flags);
	put_back(s, virt_to_head_page(object), object, flags);
}
#endif

/*
 * A free in plain C: for debugged caches, sizes that is_object_offset() cannot handle, frees that are
 * watched, and whatever is wrong. The common case would be right here, too. Any @object; @s may be NULL.
 */
static void free_carefully(struct kmem_cache *s, void *object, unsigned long caller)
{
	struct page *page = find_slab(object);
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags;

	if (!s || !page || page->slab_cache != s) {
		report_bad_free(s, object, caller);
		return;
	}
	debug_check_no_obj_freed(object, s->object_size);
	if (s->flags & SLAB_DEBUG_FLAGS) {
		debug_free(s, page, object, caller);
		return;
	}
	local_irq_save(flags);
	if (!kasan_may_free(s, page, object, caller)) {
		/* it has said so */
	} else if (!is_object(s, page, object) ||
		   object == (page->frozen ? c->freelist : page->freelist)) {
		report_bad_free(s, object, caller);
	} else {
		kasan_mark_free(s, object);
		if (!quarantine_put(s, object)) {
			put_back(s, page, object, flags);
			return;
		}
	}
	local_irq_restore(flags);
}

void kfree_carefully(struct kmem_cache *s, void *object)
{
	trace_kfree(_RET_IP_, object);
	free_carefully(s, object, _RET_IP_);
}

void kmem_cache_free_carefully(struct kmem_cache *s, void *object)
{
	if (s)
		trace_kmem_cache_free(_RET_IP_, object, s->name);
	free_carefully(s, object, _RET_IP_);
}

/* A kfree() of NULL, of memory from kmalloc_large(), and of what is no memory of kmalloc() at all. */
void kfree_no_slab(const void *object)
{
	struct page *page;

	trace_kfree(_RET_IP_, object);
	if (ZERO_OR_NULL_PTR(object))
		return;
	page = is_lowmem(object) ? virt_to_page(object) : NULL;
	if (page && PageLargeKmalloc(page) && !offset_in_page(object)) {
		ClearPagePrivate(page);
		__free_pages(page, page_alloc_order(page));
	} else {
		report_bad_free(NULL, object, _RET_IP_);
	}
}

/* ---- many at once ---- */

void kmem_cache_free_bulk(struct kmem_cache *s, size_t n, void **p)
{
	while (n)
		kmem_cache_free(s, p[--n]);
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t n, void **p)
{
	gfp = gfp_in_context(gfp);
	for (size_t i = 0; i < n; i++) {
		p[i] = slab_alloc(s, gfp, s->object_size, _RET_IP_);
		if (unlikely(!p[i])) {
			kmem_cache_free_bulk(s, i, p);
			return 0;
		}
	}
	return n;
}

void kfree_bulk(size_t n, void **p)
{
	while (n)
		kfree(p[--n]);
}
