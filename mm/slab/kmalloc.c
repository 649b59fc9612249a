/* SPDX-License-Identifier: MIT */
/*
 * kmalloc(): a cache for each class of sizes, whole pages above.
 *
 *	     1 ..  32   kmalloc-32
 *	    33 ..  64   kmalloc-64
 *	    65 ..  96   kmalloc-96	no power of two, as kmalloc-192: most
 *	    97 .. 128   kmalloc-128	requests are of about these sizes
 *	   129 .. 192   kmalloc-192
 *	   193 .. 256   kmalloc-256 ... doubling up to kmalloc-128k
 *	 128 KiB ..     2^n pages, up to 4 MiB
 *
 * Each class has a second cache below 16 MiB for GFP_DMA. Where the compiler knows the size, it chooses the
 * cache (linux/slab.h). kfree() and ksize() are told no size: the page that an address lies in is a slab and
 * knows its cache, or the first page of a large piece and knows its size (page->private, marked by
 * PG_private).
 *
 * Tests: tests/mm/slab/kmalloc_test.c
 */
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <trace/events/kmem.h>

#include "slab.h"

/* kmalloc_index() says which slot a size has. */
struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];

static const struct {
	const char *name[NR_KMALLOC_TYPES];
	unsigned int slot, size;
} classes[] = {
#define CLASS(text, slot, bytes)                                                                   \
	{                                                                                          \
		{ "kmalloc-" text, "dma-kmalloc-" text }, slot, bytes                              \
	}
	CLASS("32", 5, 32),	    CLASS("64", 6, 64),		CLASS("96", 1, 96),
	CLASS("128", 7, 128),	    CLASS("192", 2, 192),	CLASS("256", 8, 256),
	CLASS("512", 9, 512),	    CLASS("1k", 10, 1 << 10),	CLASS("2k", 11, 2 << 10),
	CLASS("4k", 12, 4 << 10),   CLASS("8k", 13, 8 << 10),	CLASS("16k", 14, 16 << 10),
	CLASS("32k", 15, 32 << 10), CLASS("64k", 16, 64 << 10), CLASS("128k", 17, 128 << 10),
#undef CLASS
};

void __init create_kmalloc_caches(void)
{
	static const slab_flags_t flags[] = { [KMALLOC_NORMAL] = 0, [KMALLOC_DMA] = SLAB_CACHE_DMA };

	for (unsigned int type = 0; type < NR_KMALLOC_TYPES; type++)
		for (unsigned int i = 0; i < ARRAY_SIZE(classes); i++)
			kmalloc_caches[type][classes[i].slot] =
				create_boot_cache(classes[i].name[type], classes[i].size,
						  flags[type] | SLAB_KMALLOC);
}

/* ---- allocation ---- */

/* The piece is one compound page. */
static __always_inline void *alloc_large(size_t size, gfp_t gfp)
{
	unsigned int order = get_order(size);
	struct page *page;

	page = __alloc_pages(fix_gfp(gfp) | __GFP_COMP, order);
	if (unlikely(!page))
		return NULL;
	SetPagePrivate(page);
	page->private = size;
	kasan_alloc_large(lowmem_page_address(page), size);
	return lowmem_page_address(page);
}

/* Some bit of mm_hooks is set: allocations are traced, or are to fail. */
static noinline void *alloc_large_watched(size_t size, gfp_t gfp, unsigned long caller)
{
	void *p = should_failslab(gfp) ? NULL : alloc_large(size, gfp);

	trace_kmalloc(caller, p, size, PAGE_SIZE << get_order(size), gfp);
	return p;
}

static void *kmalloc_large(size_t size, gfp_t gfp, unsigned long caller)
{
	VM_BUG_ON(size <= KMALLOC_MAX_CACHE_SIZE);
	if (unlikely(mm_hooks_enabled()))
		return alloc_large_watched(size, gfp, caller);
	return alloc_large(size, gfp);
}

static void *do_kmalloc(size_t size, gfp_t gfp, unsigned long caller)
{
	if (unlikely(!size))
		return ZERO_SIZE_PTR;
	if (unlikely(size > KMALLOC_MAX_CACHE_SIZE))
		return kmalloc_large(size, gfp, caller);
	return slab_alloc(kmalloc_caches[kmalloc_type(gfp)][kmalloc_index(size)], gfp, size,
			  caller);
}

void *__kmalloc(size_t size, gfp_t gfp)
{
	return do_kmalloc(size, gfp, _RET_IP_);
}

/* ---- sizes ---- */

size_t kmalloc_size_roundup(size_t size)
{
	if (!size || size > KMALLOC_MAX_SIZE)
		return size;
	if (size > KMALLOC_MAX_CACHE_SIZE)
		return PAGE_SIZE << get_order(size);
	return kmalloc_caches[KMALLOC_NORMAL][kmalloc_index(size)]->object_size;
}

/* How large a piece is, and how much of it may be used. */
struct extent {
	size_t capacity, usable;
};

static struct extent extent_of(const void *p)
{
	struct page *page;
	struct kmem_cache *s;

	if (ZERO_OR_NULL_PTR(p) || WARN_ON(!is_lowmem(p)))
		return (struct extent){};
	page = virt_to_head_page(p);
	if (PageLargeKmalloc(page))
		return (struct extent){ PAGE_SIZE << page_alloc_order(page),
					PAGE_SIZE << page_alloc_order(page) };
	if (WARN_ON(!PageSlab(page)))
		return (struct extent){};
	s = page->slab_cache;
	return (struct extent){ s->object_size, debug_requested_size(s, p) };
}

/* Where a red zone guards the size that was asked for, the rest of the class may not be used. */
size_t ksize(const void *p)
{
	size_t size;

	if (ZERO_OR_NULL_PTR(p) || !kasan_check_byte(p))
		return 0;
	size = extent_of(p).usable;
	kasan_unpoison_range(p, size); /* who asks may use all of it, as in Linux 6.1 */
	return size;
}

/* ---- another size ---- */

static void set_requested_size(const void *p, size_t size)
{
	struct page *page = virt_to_head_page(p);

	if (PageSlab(page)) {
		debug_set_requested_size(page->slab_cache, (void *)p, size);
		kasan_resize_object(page->slab_cache, p, size);
	} else {
		kasan_alloc_large(p, size);
	}
}

void *krealloc(const void *p, size_t size, gfp_t gfp)
{
	struct extent old;
	void *fresh;

	gfp = gfp_in_context(gfp);
	if (!size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	if (!ZERO_OR_NULL_PTR(p) && !kasan_check_byte(p))
		return NULL;
	old = extent_of(p);
	if (size <= old.capacity) {
		set_requested_size(p, size);
		return (void *)p;
	}
	fresh = do_kmalloc(size, gfp, _RET_IP_);
	if (fresh && old.usable) {
		memcpy(fresh, p, old.usable);
		kfree(p);
	}
	return fresh;
}

void *krealloc_array(void *p, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return krealloc(p, bytes, gfp);
}

void kfree_sensitive(const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		memzero_explicit((void *)p, ksize(p));
	kfree(p);
}
