/* SPDX-License-Identifier: MIT */
/*
 * The slab allocator's everyday calls: an object from this CPU's active slab, and an object back to its
 * slab. mm/slab/slab.c has the idea and everything that is not the common case.
 *
 * What an allocation comes to, in plain C, with c = &s->cpu_slab:
 *
 *	if (somebody wants to see allocations, or to see them fail)
 *		return alloc_slow(s, gfp, size, caller);
 *	local_irq_save(flags);
 *	object = c->freelist;
 *	if (object)
 *		c->freelist = next_free(s, object);
 *	local_irq_restore(flags);
 *	if (!object)
 *		return alloc_slow(s, gfp, size, caller);
 *	if (gfp & __GFP_ZERO)
 *		memset(object, 0, s->zero_size);
 *	return object;
 *
 * and a free, with interrupts off:
 *
 *	page = virt_to_head_page(object);
 *	list = page == c->page ? &c->freelist : &page->freelist;
 *	if (s->flags & SLAB_DEBUG_FLAGS || somebody wants to see frees ||
 *	    page->slab_cache != s || !is_object(s, page, object) || *list == object)
 *		return free_carefully(s, object, caller);
 *	set_next_free(s, object, *list);
 *	*list = object;
 *	if (page != c->page) {
 *		page->inuse--;
 *		if (the slab was full, or is empty now)
 *			slab_changes_list(s, page, flags);
 *	}
 *
 * These functions are leaves. What one of them cannot do it hands to a function of slab.c by a tail call,
 * the last thing it does, with the arguments that it was given itself. So it needs no stack frame: the
 * Makefile builds this one file with -fomit-frame-pointer, and with -foptimize-sibling-calls, which makes
 * each tail call a jump. The function that is jumped to finds the caller of kmalloc() or kfree() in its own
 * return address, and a stack trace names that caller in the place where it belongs. A call that is no tail
 * call would hide the caller from every trace: there may be none here, but of memset(), which reports
 * nothing.
 *
 *	kmalloc(64, GFP_KERNEL)			12 instructions behind the call
 *	kfree()					34 to the active slab, some 40 to another
 *
 * Watched allocations (k896/mm_hooks.h), debugged caches and sizes that is_object_offset() cannot handle all
 * fail a test that is there anyway.
 *
 * Locks: this CPU's kmem_cache_cpu and the books of a slab: interrupts off.
 *
 * Tests: tests/mm/slab/slab_fast_test.c; figures: tests/bench/slab_bench.c.
 */
#include <linux/string.h>

#include "slab.h"

/* ---- allocation ---- */

/* NULL: the caller must go on to the slow function. For any context. */
static __always_inline void *alloc_fast(struct kmem_cache *s)
{
	unsigned long flags;
	void *object;

	if (unlikely(SLAB_HAS_KASAN || mm_hooks_enabled()))
		return NULL;
	local_irq_save(flags);
	object = pop_free(s, this_cpu_ptr(&s->cpu_slab));
	local_irq_restore(flags);
	return object;
}

/* The same where interrupts are on, so there is no need to remember how they were: a caller of GFP_KERNEL. */
static __always_inline void *alloc_fast_irqs_on(struct kmem_cache *s)
{
	void *object;

	lockdep_assert_irqs_enabled();
	if (unlikely(SLAB_HAS_KASAN || mm_hooks_enabled()))
		return NULL;
	local_irq_disable();
	object = pop_free(s, this_cpu_ptr(&s->cpu_slab));
	local_irq_enable();
	return object;
}

/* @object, cleared if @gfp asks for it. memset() returns its first argument, so this is a tail call, too. */
static __always_inline void *zero_if_asked(struct kmem_cache *s, gfp_t gfp, void *object)
{
	return unlikely(gfp & __GFP_ZERO) ? memset(object, 0, s->zero_size) : object;
}

void *__kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	void *object = alloc_fast(s);

	return likely(object) ? zero_if_asked(s, gfp, object) : kmem_cache_alloc_slow(s, gfp);
}

void *__kmem_cache_alloc_kernel(struct kmem_cache *s)
{
	void *object = alloc_fast_irqs_on(s);

	return likely(object) ? object : kmem_cache_alloc_kernel_slow(s);
}

void *kmalloc_trace(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	void *object = alloc_fast(s);

	return likely(object) ? zero_if_asked(s, gfp, object) : kmalloc_slow(s, gfp, size);
}

void *kmalloc_trace_kernel(struct kmem_cache *s, size_t size)
{
	void *object = alloc_fast_irqs_on(s);

	return likely(object) ? object : kmalloc_kernel_slow(s, size);
}

void *slab_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	void *object = alloc_fast(s);

	return likely(object) ? zero_if_asked(s, gfp, object) :
				slab_alloc_slow(s, gfp, size, caller);
}

/* ---- freeing ---- */

/* Puts an object of the active slab back. Interrupts off. false: it is the one that was freed last. */
static __always_inline bool put_active(struct kmem_cache *s, struct kmem_cache_cpu *c, void *object)
{
	if (unlikely(c->freelist == object))
		return false;
	push_free(s, &c->freelist, object);
	return true;
}

/* offset < c->bytes is the plain form's page == c->page, without a look at a struct page. */
void kmem_cache_free(struct kmem_cache *s, void *object)
{
	unsigned long flags, offset;
	struct kmem_cache_cpu *c;
	struct page *page;

	if (unlikely(!s || debug_objects_near(object, s->object_size))) {
		kmem_cache_free_carefully(s, object);
		return;
	}
	debug_check_no_locks_freed(object, s->object_size);
	local_irq_save(flags);
	c = this_cpu_ptr(&s->cpu_slab);
	offset = (unsigned long)object - c->base;
	if (likely(offset < c->bytes)) {
		if (likely(is_object_offset(s, offset) && put_active(s, c, object))) {
			local_irq_restore(flags);
			return;
		}
	} else if (likely(is_lowmem(object) && may_be_object(s, object))) {
		page = virt_to_head_page(object);
		if (likely(page->slab_cache == s && page->freelist != object)) {
			if (unlikely(put_object(s, page, object)))
				slab_changes_list(s, page, flags);
			else
				local_irq_restore(flags);
			return;
		}
	}
	local_irq_restore(flags);
	kmem_cache_free_carefully(s, object);
}

/* The same, where the cache has to be found first: in the struct page. */
void kfree(const void *object)
{
	struct kmem_cache_cpu *c;
	struct kmem_cache *s;
	unsigned long flags;
	struct page *page;

	if (unlikely(!is_lowmem(object)))
		goto no_slab;
	page = virt_to_head_page(object);
	if (unlikely(!PageSlab(page)))
		goto no_slab;
	s = page->slab_cache;
	if (unlikely(!may_be_object(s, object) || debug_objects_near(object, s->object_size)))
		goto careful;

	debug_check_no_locks_freed(object, s->object_size);
	local_irq_save(flags);
	c = this_cpu_ptr(&s->cpu_slab);
	if (likely(page == c->page)) {
		if (likely(put_active(s, c, (void *)object))) {
			local_irq_restore(flags);
			return;
		}
	} else if (likely(page->freelist != object)) {
		if (unlikely(put_object(s, page, (void *)object)))
			slab_changes_list(s, page, flags);
		else
			local_irq_restore(flags);
		return;
	}
	local_irq_restore(flags);
careful:
	kfree_carefully(s, (void *)object);
	return;
no_slab:
	kfree_no_slab(object);
}
