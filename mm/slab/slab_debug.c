/* SPDX-License-Identifier: MIT */
/*
 * Debugging a cache: what is written around and into its objects, and what is checked when.
 *
 *	|<----------------------------------- size ------------------------------------->|
 *	| red zone | object                    | red zone | link | tracks | req. | padding |
 *	| cc / bb  |<------ object_size ------>| cc / bb  |      | U only |      |   5a    |
 *	           ^                                      ^      ^
 *	           what alloc returns                   inuse  offset + 4
 *
 *	Z  red zones: cc while the object is used, bb while it is free. For kmalloc() the right one begins
 *	   right behind the bytes that were asked for; their number is kept (req.).
 *	P  poison: a fresh object is full of a5, a freed one of 6b with a5 at its end. Not in caches with a
 *	   constructor, whose free objects have a state.
 *	U  tracks: who allocated it last and who freed it last, with stack, time and context.
 *	F  the whole free list of a slab is walked on each alloc and free.
 *
 * An allocation looks at the free object that it takes: was it written to since it was freed? A free looks
 * at the object that comes back: was anything written around it? Both repair what they report, and an object
 * whose free found damage stays allocated (as in Linux): its owner may still write to it. Freeing it again
 * works. The same checks run over all objects of a cache in validate_slab_cache(), in one pass over
 * each slab, and over a slab that goes back to the page allocator.
 *
 * Debugged caches have no active slab: each alloc and free comes here and works on the slab's own free
 * list, with interrupts off.
 *
 * Tests: tests/mm/slab/slab_debug_test.c
 */
#include <k896/report.h>
#include <linux/glob.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "slab.h"

/* ---- slub_debug=FLAGS[,CACHE[,CACHE ...]] ---- */

static slab_flags_t boot_flags;
static char boot_caches[128]; /* patterns with commas between them; "" is every cache */

static const struct {
	char letter;
	slab_flags_t flag;
} letters[] = {
	{ 'F', SLAB_CONSISTENCY_CHECKS },
	{ 'Z', SLAB_RED_ZONE },
	{ 'P', SLAB_POISON },
	{ 'U', SLAB_STORE_USER },
};

/* false for a letter that means nothing; '-' means no flag at all. */
static bool __init add_letter(char c)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(letters); i++) {
		if (letters[i].letter == (c & ~0x20)) { /* its upper case */
			boot_flags |= letters[i].flag;
			return true;
		}
	}
	return c == '-';
}

static int __init debug_everything(char *value)
{
	boot_flags = SLAB_DEBUG_FLAGS;
	return 1;
}
early_param("slub_debug", debug_everything);

static int __init setup_slub_debug(char *value)
{
	bool good = true;

	if (!*value || *value == ',')
		debug_everything(value);
	for (; *value && *value != ','; value++)
		good &= add_letter(*value);
	if (*value == ',')
		strscpy(boot_caches, value + 1, sizeof(boot_caches));
	return good;
}
early_param("slub_debug=", setup_slub_debug);

static bool is_named(const char *name)
{
	char patterns[sizeof(boot_caches)], *rest = patterns, *pattern;

	if (!boot_caches[0])
		return true;
	strscpy(patterns, boot_caches, sizeof(patterns));
	while ((pattern = strsep(&rest, ",")))
		if (glob_match(pattern, name))
			return true;
	return false;
}

slab_flags_t slub_debug_flags(slab_flags_t flags, const char *name)
{
	return boot_flags && is_named(name) ? flags | boot_flags : flags;
}

/* ---- layout ---- */

static bool keeps_requested_size(const struct kmem_cache *s)
{
	return (s->flags & (SLAB_KMALLOC | SLAB_RED_ZONE)) == (SLAB_KMALLOC | SLAB_RED_ZONE);
}

unsigned int debug_books_end(const struct kmem_cache *s)
{
	return s->offset + sizeof(void *) + tracks_size(s) +
	       (keeps_requested_size(s) ? sizeof(size_t) : 0) + KASAN_OBJECT_SIZE;
}

unsigned int debug_layout(struct kmem_cache *s, unsigned int size)
{
	if (!(s->flags & SLAB_DEBUG_FLAGS))
		return size;
	size = debug_books_end(s);
	if (s->flags & SLAB_RED_ZONE) {
		s->red_left_pad = ALIGN(sizeof(void *), s->align);
		size += s->red_left_pad + sizeof(void *); /* and a little padding */
	}
	return size;
}

static size_t *requested_size(const struct kmem_cache *s, const void *object)
{
	return (size_t *)(object + debug_books_end(s) - KASAN_OBJECT_SIZE) - 1;
}

size_t debug_requested_size(const struct kmem_cache *s, const void *object)
{
	return keeps_requested_size(s) ? *requested_size(s, object) : s->object_size;
}

/* ---- marks ---- */

static void paint(void *start, u8 value, void *end)
{
	memset(start, value, end - start);
}

/* The state of a free object. */
static void mark_free(const struct kmem_cache *s, void *object)
{
	if (s->flags & SLAB_RED_ZONE) {
		paint(object - s->red_left_pad, SLUB_RED_INACTIVE, object);
		paint(object + s->object_size, SLUB_RED_INACTIVE, object + s->inuse);
	}
	if (s->flags & SLAB_POISON) {
		memset(object, POISON_FREE, s->object_size - 1);
		*(u8 *)(object + s->object_size - 1) = POISON_END;
	}
}

/* The state of an object handed out for @size bytes. */
static void mark_used(const struct kmem_cache *s, void *object, size_t size)
{
	if (keeps_requested_size(s))
		*requested_size(s, object) = size;
	else
		size = s->object_size;
	if (s->flags & SLAB_POISON)
		memset(object, POISON_FRESH, size);
	if (s->flags & SLAB_RED_ZONE) {
		paint(object - s->red_left_pad, SLUB_RED_ACTIVE, object);
		paint(object + size, SLUB_RED_ACTIVE, object + s->inuse);
	}
}

void debug_set_requested_size(const struct kmem_cache *s, void *object, size_t size)
{
	VM_BUG_ON(size > s->object_size);
	if (!keeps_requested_size(s))
		return;
	*requested_size(s, object) = size;
	paint(object + size, SLUB_RED_ACTIVE, object + s->inuse);
}

void debug_setup_object(struct kmem_cache *s, void *object)
{
	VM_BUG_ON(!(s->flags & SLAB_DEBUG_FLAGS));
	mark_free(s, object);
	memset(object + s->offset + sizeof(void *), 0,
	       debug_books_end(s) - s->offset - sizeof(void *));
	paint(object + debug_books_end(s), POISON_INUSE, object + s->size - s->red_left_pad);
}

static void *slab_end(const struct page *page)
{
	return lowmem_page_address(page) + (PAGE_SIZE << page_alloc_order(page));
}

static void *objects_end(const struct kmem_cache *s, const struct page *page)
{
	return lowmem_page_address(page) + page->objects * s->size;
}

void debug_setup_slab(struct kmem_cache *s, struct page *page)
{
	VM_BUG_ON(!(s->flags & SLAB_DEBUG_FLAGS));
	paint(objects_end(s, page), POISON_INUSE, slab_end(page));
}

/* ---- checks: each returns the number of faults, which it has reported and repaired ---- */

static __cold void report_bytes(const struct kmem_cache *s, const struct page *page,
				const void *object, const char *what, u8 *first, u8 value, u8 *end)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	slab_bug(s, "%s overwritten", what);
	pr_err("0x%px-0x%px @offset=%u. First byte 0x%x instead of 0x%x\n", first, end - 1,
	       (unsigned int)((void *)first - lowmem_page_address(page)), *first, value);
	if (object)
		print_object_info(s, page, object);
	else
		print_slab_info(page);
	slab_fix(s, "Restoring %s 0x%px-0x%px=0x%x", what, first, end - 1, value);
	report_end(flags);
}

/* Is everything from @start to @end @value? @object is NULL where no object is concerned. */
static int check_bytes(const struct kmem_cache *s, const struct page *page, const void *object,
		       const char *what, void *start, u8 value, void *end)
{
	u8 *first, *last = end;

	kasan_disable_current(); /* to find out whether what nobody may touch was touched */
	first = memchr_inv(start, value, end - start);
	kasan_enable_current();
	if (likely(!first))
		return 0;
	while (last[-1] == value)
		last--;
	report_bytes(s, page, object, what, first, value, last);
	paint(first, value, last);
	return 1;
}

static int check_red_zones(const struct kmem_cache *s, const struct page *page, void *object,
			   u8 value)
{
	return check_bytes(s, page, object, "Left Redzone", object - s->red_left_pad, value,
			   object) +
	       check_bytes(s, page, object, "Right Redzone", object + s->object_size, value,
			   object + s->inuse);
}

static int check_poison(const struct kmem_cache *s, const struct page *page, void *object)
{
	void *last = object + s->object_size - 1;

	return check_bytes(s, page, object, "Poison", object, POISON_FREE, last) +
	       check_bytes(s, page, object, "End Poison", last, POISON_END, last + 1);
}

static int check_object(const struct kmem_cache *s, const struct page *page, void *object,
			bool used)
{
	int faults = 0;

	if (s->flags & SLAB_RED_ZONE)
		faults += check_red_zones(s, page, object,
					  used ? SLUB_RED_ACTIVE : SLUB_RED_INACTIVE);
	if (used && keeps_requested_size(s))
		faults += check_bytes(s, page, object, "kmalloc Redzone",
				      object + debug_requested_size(s, object), SLUB_RED_ACTIVE,
				      object + s->object_size);
	if (!used && s->flags & SLAB_POISON)
		faults += check_poison(s, page, object);
	return faults + check_bytes(s, page, object, "Object padding", object + debug_books_end(s),
				    POISON_INUSE, object + s->size - s->red_left_pad);
}

static int check_slab_padding(const struct kmem_cache *s, const struct page *page)
{
	if (!(s->flags & SLAB_DEBUG_FLAGS))
		return 0;
	return check_bytes(s, page, NULL, "Padding", objects_end(s, page), POISON_INUSE,
			   slab_end(page));
}

/* ---- allocation ---- */

/* A partial slab has no free object any more: the last one was taken, or a repair found none. */
static void move_to_full_locked(struct kmem_cache *s, struct page *page)
{
	del_partial_locked(s, page);
	add_full_locked(s, page);
}

static void move_to_full(struct kmem_cache *s, struct page *page)
{
	spin_lock(&s->list_lock);
	move_to_full_locked(s, page);
	spin_unlock(&s->list_lock);
}

/* Takes the first object of a partial slab. Interrupts off. NULL: its list turned out to be empty. */
static void *take_from(struct kmem_cache *s, struct page *page)
{
	void *object;

	if (s->flags & SLAB_CONSISTENCY_CHECKS ||
	    (page->freelist && !is_object(s, page, page->freelist)))
		check_freelist(s, page);
	object = page->freelist;
	if (object) {
		check_object(s, page, object, false);
		page->freelist = next_free(s, object);
		page->inuse++;
	}
	if (!page->freelist)
		move_to_full(s, page);
	return object;
}

static void *take(struct kmem_cache *s, size_t size, unsigned long caller)
{
	struct page *page;
	unsigned long flags;
	void *object = NULL;

	local_irq_save(flags);
	while (!object && (page = first_partial(s)))
		object = take_from(s, page);
	if (object) {
		mark_used(s, object, size);
		set_track(s, object, TRACK_ALLOC, caller);
	}
	local_irq_restore(flags);
	return object;
}

void *debug_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, unsigned long caller)
{
	struct page *page;
	void *object;

	VM_BUG_ON(!(s->flags & SLAB_DEBUG_FLAGS));
	while (!(object = take(s, size, caller)) && (page = new_slab(s, gfp)))
		add_new_slab(s, page);
	return object;
}

/* ---- freeing ---- */

static bool is_free(const struct kmem_cache *s, const struct page *page, const void *object)
{
	unsigned int n = 0;

	for (void *p = page->freelist; p && is_object(s, page, p) && n < page->objects;
	     p = next_free(s, p), n++)
		if (p == object)
			return true;
	return false;
}

static bool may_free(struct kmem_cache *s, struct page *page, void *object, unsigned long caller)
{
	if (!is_object(s, page, object) || is_free(s, page, object)) {
		report_bad_free(s, object, caller);
		return false;
	}
	if (s->flags & SLAB_CONSISTENCY_CHECKS)
		check_freelist(s, page);
	if (check_object(s, page, object, true)) {
		if (!reports_are_held_back())
			slab_fix(s, "Object at 0x%px not freed", object);
		return false;
	}
	return true;
}

void debug_free(struct kmem_cache *s, struct page *page, void *object, unsigned long caller)
{
	unsigned long flags;
	bool was_full, good;

	VM_BUG_ON(!(s->flags & SLAB_DEBUG_FLAGS));
	VM_BUG_ON_PAGE(page->slab_cache != s || page->frozen, page);
	local_irq_save(flags);
	was_full = !page->freelist;
	good = may_free(s, page, object, caller);
	if (!was_full && !page->freelist)
		move_to_full(s, page);
	if (good) {
		kasan_mark_free(s, object);
		set_track(s, object, TRACK_FREE, caller);
		mark_free(s, object);
		if (put_object(s, page, object)) {
			slab_changes_list(s, page, flags);
			return;
		}
	}
	local_irq_restore(flags);
}

/* ---- all objects ---- */

/* Interrupts off; the slab is not active. Without debugging only its free list can be looked at. */
static int validate_slab(struct kmem_cache *s, struct page *page)
{
	DECLARE_BITMAP(map, MAX_OBJS_PER_SLAB) = {};
	int faults = check_slab_padding(s, page) + check_freelist(s, page);
	void *object;

	if (!(s->flags & SLAB_DEBUG_FLAGS))
		return faults;
	get_free_map(s, page, map);
	for_each_object(object, s, page)
		faults += check_object(s, page, object,
				       !test_bit(object_index(s, page, object), map));
	return faults;
}

void debug_check_empty_slab(struct kmem_cache *s, struct page *page)
{
	unsigned long flags;

	local_irq_save(flags);
	validate_slab(s, page);
	local_irq_restore(flags);
}

long validate_slab_cache(struct kmem_cache *s)
{
	struct page *page, *next;
	unsigned long flags;
	long faults = 0;

	flush_cpu_slabs(s);
	spin_lock_irqsave(&s->list_lock, flags);
	check_slab_lists_locked(s);
	list_for_each_entry_safe(page, next, &s->partial, lru) {
		faults += validate_slab(s, page);
		if (!page->freelist)
			move_to_full_locked(s, page);
	}
	list_for_each_entry(page, &s->full, lru)
		faults += validate_slab(s, page);
	spin_unlock_irqrestore(&s->list_lock, flags);
	return faults;
}

long validate_all_slab_caches(void)
{
	struct kmem_cache *s;
	long faults = 0;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		faults += validate_slab_cache(s);
	mutex_unlock(&slab_mutex);
	return faults;
}
