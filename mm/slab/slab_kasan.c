// SPDX-License-Identifier: MIT
/*
 * KASAN's part of the slab allocator, in a build with SAN=addr.
 *
 *	| object, 60 bytes asked for | rest of the class | link, tracks ... | struct kasan_object | next object
 *	shadow: 00 00 .. 00 04	       fc		   fc		      fc		    00 or fb
 *
 * An object can be touched to the byte that was asked for; around it nothing can. Behind it is kept who allocated it, who freed it,
 * and who queued the work or timer in it. A free makes all of it untouchable and puts it into quarantine (slab_quarantine.c): its
 * memory is not given out again for a while, so that whoever still uses it meets fb, and not the next owner's bytes.
 *
 * In this build no object takes a fast path (mm/slab/slab_fast.c), and the files of the allocator itself are compiled without
 * checks: the links in free objects are theirs.
 *
 * A cache with slub_debug's flags does not use the quarantine: its free objects are poisoned and looked at anyway, and its reports say
 * what they always do.
 *
 * Tests: tests/mm/slab/slab_kasan_test.c
 */
#ifdef CONFIG_KASAN
#include <k896/kasan.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>

#include "slab.h"

#define DEPTH 16

static struct kasan_object *books_of(const struct kmem_cache *s, const void *object)
{
	return (struct kasan_object *)(object + s->kasan_offset);
}

/* All of an object's own bytes, in granules. */
static size_t whole(const struct kmem_cache *s)
{
	return ALIGN(s->object_size, KASAN_GRANULE_SIZE);
}

/* Without the functions here and the one that calls. */
static noinline depot_stack_handle_t save_stack(void)
{
	unsigned long entries[DEPTH];

	return stack_depot_save(entries, stack_trace_save(entries, DEPTH, 2), GFP_NOWAIT);
}

void kasan_set_size(struct kmem_cache *s, unsigned int size)
{
	s->kasan_size = size;
}

unsigned int kasan_layout(struct kmem_cache *s, unsigned int size)
{
	bool has_books = s->flags & SLAB_DEBUG_FLAGS; /* then there is room in them */

	s->kasan_offset = has_books ? debug_books_end(s) - KASAN_OBJECT_SIZE :
				      ALIGN(size, sizeof(long));
	return has_books ? size : s->kasan_offset + KASAN_OBJECT_SIZE;
}

void kasan_setup_slab(struct kmem_cache *s, struct page *page)
{
	void *object;

	kasan_poison(lowmem_page_address(page), PAGE_SIZE << page_alloc_order(page),
		     KASAN_SLAB_REDZONE);
	for_each_object(object, s, page)
		*books_of(s, object) = (struct kasan_object){};
}

void kasan_unpoison_object_data(struct kmem_cache *s, void *object)
{
	kasan_unpoison(object, s->object_size);
}

void kasan_poison_object_data(struct kmem_cache *s, void *object)
{
	kasan_poison(object, whole(s), KASAN_SLAB_REDZONE);
}

/* Only these bytes of an object may be touched. */
static void allow(struct kmem_cache *s, const void *object, size_t size)
{
	size_t used = ALIGN(size, KASAN_GRANULE_SIZE);

	kasan_unpoison(object, size);
	kasan_poison(object + used, whole(s) - used, KASAN_SLAB_REDZONE);
	books_of(s, object)->size = size;
}

void kasan_alloc_object(struct kmem_cache *s, void *object, size_t size)
{
	struct kasan_object *books = books_of(s, object);

	allow(s, object, s->kasan_size ?: size);
	books->alloc_pid = current->pid;
	books->alloc_stack = save_stack();
	books->aux_stack[0] = books->aux_stack[1] = 0;
}

void kasan_resize_object(struct kmem_cache *s, const void *object, size_t size)
{
	allow(s, object, size);
}

void kasan_alloc_large(const void *p, size_t size)
{
	size_t used = ALIGN(size, KASAN_GRANULE_SIZE);

	kasan_unpoison(p, size);
	kasan_poison(p + used, (PAGE_SIZE << get_order(size)) - used, KASAN_PAGE_REDZONE);
}

void kasan_mark_free(struct kmem_cache *s, void *object)
{
	struct kasan_object *books = books_of(s, object);

	if (!(s->flags & SLAB_TYPESAFE_BY_RCU)) { /* that one may still be read */
		kasan_poison(object, whole(s), KASAN_SLAB_FREE);
		*kasan_mem_to_shadow(object) = KASAN_SLAB_FREETRACK;
	}
	books->free_pid = current->pid;
	books->free_stack = save_stack();
}

/* Not in the pool's hands: in whichever form the memory is. */
void kasan_slab_free_mempool(void *ptr)
{
	struct page *page = find_slab(ptr);

	if (page)
		kasan_mark_free(page->slab_cache, ptr);
	else
		kasan_poison(ptr, virt_to_head_page(ptr)->private, KASAN_PAGE_FREE);
}

void kasan_unpoison_mempool(void *ptr)
{
	struct page *page = find_slab(ptr);

	if (page)
		kasan_alloc_object(page->slab_cache, ptr, books_of(page->slab_cache, ptr)->size);
	else
		kasan_alloc_large(ptr, virt_to_head_page(ptr)->private);
}

bool kasan_may_free(struct kmem_cache *s, struct page *page, void *object, unsigned long caller)
{
	if (current->kasan_depth) /* KASAN looks away: what is wrong the allocator says itself */
		return true;
	if (!is_object(s, page, object))
		kasan_report_invalid_free(object, caller, KASAN_REPORT_INVALID_FREE);
	else if (!kasan_byte_accessible(object))
		kasan_report_invalid_free(object, caller, KASAN_REPORT_DOUBLE_FREE);
	else
		return true;
	return false;
}

void kasan_add_quarantined(struct kmem_cache *s, const struct page *page, unsigned long *map)
{
	void *object;

	if (!s->quarantined)
		return;
	for_each_object(object, s, page)
		if (*kasan_mem_to_shadow(object) == KASAN_SLAB_FREETRACK)
			__set_bit(object_index(s, page, object), map);
}

/* ---- who queued it ---- */

static void record_aux_stack(void *ptr)
{
	struct page *page = find_slab(ptr);
	struct kasan_object *books;
	unsigned int i;

	if (!page)
		return;
	i = object_index(page->slab_cache, page, ptr);
	if (i >= page->objects)
		return;
	books = books_of(page->slab_cache,
			 slab_start(page->slab_cache, page) + i * page->slab_cache->size);
	books->aux_stack[1] = books->aux_stack[0];
	books->aux_stack[0] = save_stack();
}

/* ---- what a report says ---- */

static void print_stack(const char *what, depot_stack_handle_t handle)
{
	if (!handle)
		return;
	pr_err("\n%s:\n", what);
	stack_depot_print(handle);
}

static void print_owner(const char *what, pid_t pid, depot_stack_handle_t handle)
{
	char line[40];

	scnprintf(line, sizeof(line), "%s by task %d", what, pid);
	print_stack(line, handle);
}

static void print_place(unsigned long bad, const void *object, size_t size)
{
	unsigned long start = (unsigned long)object;
	const char *side = bad < start	       ? "to the left" :
			   bad >= start + size ? "to the right" :
						 "inside";
	unsigned long bytes = bad < start	  ? start - bad :
			      bad >= start + size ? bad - start - size :
						    bad - start;

	pr_err("The buggy address is located %lu bytes %s of\n %zu-byte region [%08lx, %08lx)\n",
	       bytes, side, size, start, start + size);
}

static void describe_object(const struct kmem_cache *s, const void *object, unsigned long bad)
{
	const struct kasan_object *books = books_of(s, object);

	print_owner("Allocated", books->alloc_pid, books->alloc_stack);
	if (*kasan_mem_to_shadow(object) == KASAN_SLAB_FREETRACK)
		print_owner("Freed", books->free_pid, books->free_stack);
	print_stack("Last potentially related work creation", books->aux_stack[0]);
	print_stack("Second to last potentially related work creation", books->aux_stack[1]);
	pr_err("\nThe buggy address belongs to the object at %px\n which belongs to the cache %s of size %u\n",
	       object, s->name, s->object_size);
	print_place(bad, object, books->alloc_stack ? books->size : s->object_size);
}

/*
 * An address between two objects: it is the one before that somebody ran over the end of, but just before an object it is that one's
 * start.
 */
static const void *nearest_object(const struct kmem_cache *s, const struct page *page,
				  unsigned long bad)
{
	unsigned long start = (unsigned long)slab_start(s, page), n;

	if (bad < start)
		return (void *)start;
	n = min((bad - start) / s->size, page->objects - 1UL);
	if (bad - start - n * s->size >= s->size - KASAN_OBJECT_SIZE / 2 && n + 1 < page->objects)
		n++;
	return (void *)start + n * s->size;
}

static bool describe_slab(const struct kasan_access *access)
{
	struct page *page = find_slab((void *)access->bad);

	if (!page)
		return false;
	describe_object(page->slab_cache, nearest_object(page->slab_cache, page, access->bad),
			access->bad);
	pr_err("\nThe buggy address belongs to the physical page:\n");
	dump_page(page, "kasan: bad access detected");
	return true;
}

/* Memory from kmalloc_large(). */
static bool describe_large(const struct kasan_access *access)
{
	struct page *page =
		is_lowmem((void *)access->bad) ? virt_to_head_page((void *)access->bad) : NULL;

	if (!page || !PageLargeKmalloc(page))
		return false;
	print_place(access->bad, lowmem_page_address(page), page->private);
	return false; /* and the page allocator says the rest */
}

void __init slab_kasan_init(void)
{
	static struct kasan_describer slabs = { .describe = describe_slab },
				      large = { .describe = describe_large };

	register_kasan_describer(&slabs);
	register_kasan_describer(&large);
	kasan_aux_stack_hook = record_aux_stack;
	quarantine_init();
}
#endif
