/* SPDX-License-Identifier: MIT */
/*
 * Slabs: pages that are cut into objects, from the page allocator and back to it. Which of their objects
 * are handed out is mm/slab/slab.c's concern.
 *
 * A new slab has all its objects on one list, lowest address first, each constructed and marked as its
 * cache wants it. A slab whose last object comes back stays on the partial list while that list is short, so
 * that a cache whose use goes up and down does not fetch and give back the same pages all the time; else it
 * goes back at once. kmem_cache_shrink() gives back the slabs that stayed.
 *
 * Tests: tests/mm/slab/slab_page_test.c
 */
#include <k896/report.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "slab.h"

/* ---- pages ---- */

/* What a slab needs of the caller's flags: how to get pages, not which. */
#define GFP_PAGE_MASK                                                                              \
	(__GFP_RECLAIM | __GFP_HIGH | __GFP_ATOMIC | __GFP_IO | __GFP_FS | __GFP_NOWARN |          \
	 __GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_MEMALLOC | __GFP_NOMEMALLOC)

gfp_t fix_gfp(gfp_t gfp)
{
	gfp_t bad = gfp & GFP_SLAB_BUG_MASK;
	unsigned long flags;

	if (unlikely(bad) && report_begin(&flags)) {
		pr_warn("Unexpected gfp: %#x (%pGg). Fixing up to gfp: %#x (%pGg). Fix your code!\n",
			bad, &bad, gfp & ~bad, &(gfp_t){ gfp & ~bad });
		dump_stack();
		report_end(flags);
	}
	return gfp & ~bad;
}

/* The usual order without much effort, where a smaller one would do; then the smallest with all effort. */
static struct page *alloc_slab_pages(struct kmem_cache *s, gfp_t gfp)
{
	struct page *page;

	gfp = (fix_gfp(gfp) & GFP_PAGE_MASK) | s->allocflags;
	if (s->order > s->min_order) {
		page = __alloc_pages((gfp | __GFP_NOWARN | __GFP_NORETRY) &
					     ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL),
				     s->order);
		if (likely(page))
			return page;
	}
	return __alloc_pages(gfp, s->min_order);
}

/* ---- making one ---- */

/* Makes all objects one list, lowest address first. */
static void make_objects(struct kmem_cache *s, struct page *page)
{
	void *object = slab_start(s, page), *last = object + (page->objects - 1) * s->size;

	page->freelist = object;
	for (; object < last; object += s->size)
		set_next_free(s, object, object + s->size);
	set_next_free(s, last, NULL);
}

/* What is to be done once for each object: a constructor, the marks of a debugged cache. */
static noinline void prepare_objects(struct kmem_cache *s, struct page *page)
{
	void *object;

	if (s->flags & SLAB_DEBUG_FLAGS)
		debug_setup_slab(s, page);
	for_each_object(object, s, page) {
		if (s->flags & SLAB_DEBUG_FLAGS)
			debug_setup_object(s, object);
		if (s->ctor) {
			kasan_unpoison_object_data(s, object);
			s->ctor(object);
			kasan_poison_object_data(s, object);
		}
	}
}

struct page *new_slab(struct kmem_cache *s, gfp_t gfp)
{
	struct page *page = alloc_slab_pages(s, gfp);

	if (unlikely(!page))
		return NULL;
	SetPageSlab(page);
	page->slab_cache = s;
	page->private = 0; /* the word that inuse, objects and frozen share: all three are 0 */
	page->objects = (PAGE_SIZE << page_alloc_order(page)) / s->size;
	kasan_setup_slab(s, page);
	if (unlikely(s->flags & SLAB_DEBUG_FLAGS || s->ctor))
		prepare_objects(s, page);
	make_objects(s, page);
	return page;
}

void add_new_slab(struct kmem_cache *s, struct page *page)
{
	unsigned long flags;

	VM_BUG_ON_PAGE(page->slab_cache != s || page->frozen || page->inuse, page);
	spin_lock_irqsave(&s->list_lock, flags);
	account_slab_locked(s, page, 1);
	add_partial_locked(s, page);
	spin_unlock_irqrestore(&s->list_lock, flags);
}

/* ---- giving back ---- */

/* @page is on no list and in no account any more. */
static void free_slab(struct kmem_cache *s, struct page *page)
{
	VM_BUG_ON_PAGE(page->slab_cache != s || page->frozen || page->inuse, page);
	if (unlikely(s->flags & SLAB_DEBUG_FLAGS))
		debug_check_empty_slab(s, page);
	page->slab_cache = NULL;
	page->freelist = NULL;
	ClearPageSlab(page);
	__free_pages(page, page_alloc_order(page));
}

/* @page leaves the list that it is on, and the cache. */
static void discard_slab(struct kmem_cache *s, struct page *page, bool is_partial)
{
	spin_lock(&s->list_lock);
	s->nr_partial -= is_partial;
	unlink_slab_locked(s, page);
	account_slab_locked(s, page, -1);
	spin_unlock(&s->list_lock);
	free_slab(s, page);
}

static void full_becomes_partial(struct kmem_cache *s, struct page *page)
{
	spin_lock(&s->list_lock);
	unlink_slab_locked(s, page);
	add_partial_locked(s, page);
	spin_unlock(&s->list_lock);
}

void slab_changes_list(struct kmem_cache *s, struct page *page, unsigned long flags)
{
	/* Then the object that came back is the only free one. */
	bool was_full = page->objects - page->inuse == 1;

	lockdep_assert_irqs_disabled();
	VM_BUG_ON_PAGE(page->slab_cache != s || page->frozen, page);
	if (!page->inuse && s->nr_partial >= s->min_partial)
		discard_slab(s, page, !was_full);
	else if (was_full)
		full_becomes_partial(s, page);
	local_irq_restore(flags);
}

int kmem_cache_shrink(struct kmem_cache *s)
{
	struct page *page, *next;
	unsigned long flags;
	LIST_HEAD(empty);

	quarantine_flush(s);
	flush_cpu_slabs(s);
	spin_lock_irqsave(&s->list_lock, flags);
	check_slab_lists_locked(s);
	list_for_each_entry_safe(page, next, &s->partial, lru) {
		if (!page->inuse) {
			del_partial_locked(s, page);
			account_slab_locked(s, page, -1);
			list_add(&page->lru, &empty);
		}
	}
	spin_unlock_irqrestore(&s->list_lock, flags);
	list_for_each_entry_safe(page, next, &empty, lru)
		free_slab(s, page);
	return s->nr_slabs != 0;
}

/* ---- objects ---- */

bool is_object(const struct kmem_cache *s, const struct page *page, const void *object)
{
	unsigned long offset = object - slab_start(s, page);

	return offset < (unsigned long)page->objects * s->size && offset % s->size == 0;
}

void get_free_map(struct kmem_cache *s, const struct page *page, unsigned long *map)
{
	void *object = page->frozen ? this_cpu_ptr(&s->cpu_slab)->freelist : page->freelist;

	lockdep_assert_irqs_disabled();
	for (unsigned int n = 0; object && n < page->objects; n++, object = next_free(s, object)) {
		if (!is_object(s, page, object))
			break;
		__set_bit(object_index(s, page, object), map);
	}
	kasan_add_quarantined(s, page, map);
}

unsigned long count_free(struct kmem_cache *s)
{
	struct kmem_cache_cpu *c = this_cpu_ptr(&s->cpu_slab);
	unsigned long flags, n = nr_quarantined(s);
	struct page *page;

	spin_lock_irqsave(&s->list_lock, flags);
	check_slab_lists_locked(s);
	list_for_each_entry(page, &s->partial, lru)
		n += page->objects - page->inuse;
	for (void *object = c->freelist; object; object = next_free(s, object))
		n++;
	spin_unlock_irqrestore(&s->list_lock, flags);
	return n;
}
