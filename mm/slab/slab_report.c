/* SPDX-License-Identifier: MIT */
/*
 * What the slab allocator says when something is wrong. The form is that of Linux's SLUB:
 *
 *	=============================================================================
 *	BUG kmalloc-64 (Not tainted): Right Redzone overwritten
 *	-----------------------------------------------------------------------------
 *
 *	0xc30bf380-0xc30bf380 @offset=896. First byte 0x5a instead of 0xcc
 *	Allocated in FUNCTION+0x../0x.. age=JIFFIES cpu=0 pid=83
 *	 stack
 *	Freed in ...
 *	Slab 0xSTRUCT_PAGE objects=21 used=18 fp=0xFIRST_FREE flags=0x40000200(slab|zone=1)
 *	Object 0xc30bf340 @offset=832 fp=0xNEXT_FREE
 *
 *	Redzone  ... Object ... Redzone ... Padding		the bytes, 16 a line
 *	Call Trace:						who found it
 *	FIX kmalloc-64: Restoring Right Redzone 0xc30bf380-0xc30bf380=0xcc
 *
 * An object that an interrupt allocated or freed has "(hardirq)" or "(softirq)" behind its pid. There is
 * no taint here. Any context.
 *
 * Tests: tests/mm/slab/slab_report_test.c
 */
#include <k896/report.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "slab.h"

void slab_bug(const struct kmem_cache *s, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	pr_err("=============================================================================\n");
	pr_err("BUG %s (Not tainted): %pV\n", s ? s->name : "kfree", &vaf);
	pr_err("-----------------------------------------------------------------------------\n");
	pr_err("\n");
	va_end(args);
}

void slab_fix(const struct kmem_cache *s, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	pr_err("FIX %s: %pV\n", s ? s->name : "kfree", &vaf);
	va_end(args);
}

/* ---- slab and object ---- */

void print_slab_info(const struct page *page)
{
	pr_err("Slab 0x%px objects=%u used=%u fp=0x%px flags=%#lx(slab%s|zone=%d)\n", page,
	       page->objects, page->inuse, page->freelist, page->flags,
	       PageHead(page) ? "|head" : "", page_zonenum(page));
}

static void print_section(const char *name, const void *start, const void *end)
{
	char line[80];

	kasan_disable_current(); /* it may be what nobody should touch */
	for (; start < end; start += 16) {
		hex_dump_to_buffer(start, min_t(size_t, end - start, 16), 16, 1, line, sizeof(line),
				   true);
		pr_err("%-8s %px: %s\n", name, start, line);
	}
	kasan_enable_current();
}

#define MAX_DUMP 512 /* bytes of an object */

static void print_bytes(const struct kmem_cache *s, const void *slab, const void *object)
{
	const void *right = object + s->object_size;

	if (s->flags & SLAB_RED_ZONE)
		print_section("Redzone", object - s->red_left_pad, object);
	else if (object - slab >= 16)
		print_section("Bytes b4", object - 16, object);
	print_section("Object", object, object + min_t(unsigned int, s->object_size, MAX_DUMP));
	if (s->flags & SLAB_RED_ZONE)
		print_section("Redzone", right, object + s->inuse);
	if (s->flags & SLAB_DEBUG_FLAGS)
		print_section("Padding", object + debug_books_end(s),
			      object + s->size - s->red_left_pad);
}

void print_object_info(const struct kmem_cache *s, const struct page *page, const void *object)
{
	const void *slab = lowmem_page_address(page);

	print_tracks(s, object);
	print_slab_info(page);
	pr_err("Object 0x%px @offset=%u fp=0x%px\n", object, (unsigned int)(object - slab),
	       next_free(s, object));
	pr_err("\n");
	print_bytes(s, slab, object);
	dump_stack();
}

/* ---- wrong frees ---- */

static void print_page_info(const struct page *page)
{
	pr_err("page:%px refcount:%d pfn:%#lx flags:%#lx\n", page, page_ref_count(page),
	       page_to_pfn(page), page->flags);
}

static void report_no_slab(struct kmem_cache *s, const void *object)
{
	slab_bug(s, "Attempt to free object(0x%px) outside of slab", object);
	if (is_lowmem(object))
		print_page_info(virt_to_page(object));
	dump_stack();
}

static void report_other_cache(struct kmem_cache *s, struct page *page, const void *object)
{
	struct kmem_cache *owner = page->slab_cache;

	slab_bug(s, "Wrong slab cache. %s but object is from %s", s ? s->name : "NULL",
		 owner->name);
	if (is_object(owner, page, object))
		print_object_info(owner, page, object);
	else
		print_slab_info(page);
}

/* The object that a pointer into its middle probably means; NULL outside of all objects. */
static const void *object_around(const struct kmem_cache *s, const struct page *page,
				 const void *addr)
{
	unsigned long offset = addr - slab_start(s, page);

	if (offset >= (unsigned long)page->objects * s->size)
		return NULL;
	return addr - offset % s->size;
}

static void report_no_object(struct kmem_cache *s, struct page *page, const void *addr)
{
	const void *object = object_around(s, page, addr);

	slab_bug(s, "Invalid object pointer 0x%px", addr);
	if (object)
		print_object_info(s, page, object);
	else
		print_slab_info(page);
}

void report_bad_free(struct kmem_cache *s, const void *object, unsigned long caller)
{
	struct page *page = find_slab(object);
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	if (!page) {
		report_no_slab(s, object);
	} else if (s != page->slab_cache) {
		report_other_cache(s, page, object);
	} else if (!is_object(s, page, object)) {
		report_no_object(s, page, object);
	} else {
		slab_bug(s, "Object already free");
		print_object_info(s, page, object);
	}
	slab_fix(s, "Object at 0x%px not freed, called from %pBL", object, (void *)caller);
	report_end(flags);
}

/* ---- what a cache still holds ---- */

static void print_used_objects(struct kmem_cache *s, struct page *page)
{
	DECLARE_BITMAP(map, MAX_OBJS_PER_SLAB) = {};
	void *object;

	get_free_map(s, page, map);
	for_each_object(object, s, page) {
		if (test_bit(object_index(s, page, object), map))
			continue;
		pr_err("Object 0x%px @offset=%u\n", object,
		       (unsigned int)(object - lowmem_page_address(page)));
		print_tracks(s, object);
	}
}

void report_objects_remaining(struct kmem_cache *s)
{
	struct page *page;
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	slab_bug(s, "Objects remaining in %s on __kmem_cache_shutdown()", s->name);
	spin_lock(&s->list_lock);
	list_for_each_entry(page, &s->partial, lru)
		print_used_objects(s, page);
	list_for_each_entry(page, &s->full, lru)
		print_used_objects(s, page);
	spin_unlock(&s->list_lock);
	report_end(flags);
}

void kmem_dump_obj(const void *addr)
{
	struct page *page = find_slab(addr);
	const struct kmem_cache *s = page ? page->slab_cache : NULL;
	const void *object = page ? object_around(s, page, addr) : NULL;

	if (!page) {
		pr_cont(" non-slab/vmalloc memory\n");
	} else if (!object) {
		pr_cont(" slab %s, outside of its objects\n", s->name);
	} else {
		pr_cont(" slab %s start %px pointer offset %u size %u\n", s->name, object,
			(unsigned int)(addr - object), s->object_size);
		print_tracks(s, object);
	}
}
