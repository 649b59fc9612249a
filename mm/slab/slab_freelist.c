/* SPDX-License-Identifier: MIT */
/*
 * Free lists that are damaged. A link lies in a free object or behind it, so code that writes over the end of
 * an object, or into one that it has freed, may leave a link that leads anywhere.
 *
 *	Freechain corrupt		a link in the list leads to no object: the list is cut there
 *	Freepointer corrupt		the first link does: the list is empty now
 *	Wrong object count		the list is shorter than the books say, or it is a ring
 *
 * As in Linux, a list that was cut is then found to be too short: one fault with two reports. Without red
 * zones the objects behind the cut count as used from then on; red zones tell which objects are free, and
 * the list is made anew from them. (Linux leaves it cut.)
 *
 * Tests: tests/mm/slab/slab_freelist_test.c
 */
#include <k896/report.h>
#include <linux/kernel.h>
#include <linux/poison.h>

#include "slab.h"

/* The red zones tell which objects are free, so a damaged list can be made anew. */
static void rebuild_freelist(struct kmem_cache *s, struct page *page)
{
	void *object;

	page->freelist = NULL;
	page->inuse = page->objects;
	for_each_object(object, s, page) {
		if (*(u8 *)(object - 1) == SLUB_RED_INACTIVE) {
			set_next_free(s, object, page->freelist);
			page->freelist = object;
			page->inuse--;
		}
	}
	if (!reports_are_held_back())
		slab_fix(s, "Free list rebuilt, %u objects", page->objects - page->inuse);
}

/* The list ends behind @last, its last good object, or is empty without one; what follows counts as used. */
static __cold void report_cut(struct kmem_cache *s, struct page *page, void *last)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	if (last) {
		slab_bug(s, "Freechain corrupt");
		print_object_info(s, page, last);
	} else {
		slab_bug(s, "Freepointer corrupt");
		print_slab_info(page);
		slab_fix(s, "Freelist cleared");
	}
	report_end(flags);
}

static void cut_freelist(struct kmem_cache *s, struct page *page, void *last)
{
	report_cut(s, page, last);
	if (last) {
		set_next_free(s, last, NULL);
	} else {
		page->freelist = NULL;
		page->inuse = page->objects;
	}
}

static __cold void report_count_of(struct kmem_cache *s, struct page *page, unsigned int counted)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	slab_bug(s, "Wrong object count. Counter is %u but counted were %d", page->inuse,
		 page->objects - counted);
	print_slab_info(page);
	slab_fix(s, "Object count adjusted");
	report_end(flags);
}

/* @counted is the length of the list: objects + 1 for a ring, whose end is not found. */
static void correct_count(struct kmem_cache *s, struct page *page, unsigned int counted)
{
	bool ring = counted > page->objects;

	report_count_of(s, page, counted);
	if (ring)
		page->freelist = NULL;
	page->inuse = page->objects - (ring ? 0 : counted);
}

int check_freelist(struct kmem_cache *s, struct page *page)
{
	void *object, *last = NULL;
	bool broken = false;
	unsigned int n = 0;

	lockdep_assert_irqs_disabled();
	VM_BUG_ON_PAGE(page->frozen, page);
	for (object = page->freelist; object && n <= page->objects;
	     object = next_free(s, object), n++) {
		broken = !is_object(s, page, object);
		if (broken) {
			cut_freelist(s, page, last);
			break;
		}
		last = object;
	}
	if (!broken && n == page->objects - page->inuse)
		return 0;
	if (n != page->objects - page->inuse)
		correct_count(s, page, n);
	if (s->flags & SLAB_RED_ZONE && (broken || n > page->objects))
		rebuild_freelist(s, page);
	return 1;
}
