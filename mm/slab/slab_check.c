/* SPDX-License-Identifier: MIT */
/*
 * Are the books of the slab allocator true? What mm/slab/slab.h says about slabs and their lists is compared
 * with what is there, in every cache. The test runner asks after each case.
 *
 * Whether the objects themselves were written over is mm/slab/slab_debug.c's question: validate_slab_cache().
 *
 * Tests: tests/mm/slab/slab_check_test.c
 */
#include <k896/check.h>
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/seq_file.h>

#include "slab.h"

/* @page is on the full list, or else on the partial one. */
static int check_slab(struct kmem_cache *s, const struct page *page, bool full)
{
	DECLARE_BITMAP(map, MAX_OBJS_PER_SLAB) = {};
	unsigned int free = 0;
	const char *fault = NULL;

	get_free_map(s, page, map);
	for (unsigned int i = 0; i < page->objects; i++)
		free += test_bit(i, map);
	if (!PageSlab(page) || page->slab_cache != s)
		fault = "is not a slab of this cache";
	else if (page->objects != (PAGE_SIZE << page_alloc_order(page)) / s->size)
		fault = "has a wrong number of objects";
	else if (!page->frozen && page->inuse + free != page->objects)
		fault = "has a free list that is not what is free";
	else if (full != !free)
		fault = "is on the wrong list";
	if (fault)
		pr_err("cache %s: slab %px %s: objects %u, in use %u, free %u\n", s->name, page,
		       fault, page->objects, page->inuse, free);
	return fault != NULL;
}

static int check_cache_locked(struct kmem_cache *s)
{
	unsigned long slabs = 0, objects = 0;
	unsigned int partial = 0;
	struct page *page;
	int faults = 0;

	lockdep_assert_held(&s->list_lock);
	list_for_each_entry(page, &s->partial, lru) {
		faults += check_slab(s, page, false);
		objects += page->objects;
		partial++;
	}
	slabs = partial;
	list_for_each_entry(page, &s->full, lru) {
		faults += check_slab(s, page, true);
		objects += page->objects;
		slabs++;
	}
	if (slabs == s->nr_slabs && objects == s->nr_objects && partial == s->nr_partial)
		return faults;
	pr_err("cache %s: %lu slabs, %lu objects, %u partial on its lists; counted as %lu, %lu, %u\n",
	       s->name, slabs, objects, partial, s->nr_slabs, s->nr_objects, s->nr_partial);
	return faults + 1;
}

int slab_check(void)
{
	struct kmem_cache *s;
	unsigned long flags;
	int faults = 0;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		local_irq_save(
			flags); /* so that no slab becomes active again, and no object waits */
		quarantine_flush(s);
		flush_cpu_slabs(s);
		spin_lock(&s->list_lock);
		faults += check_cache_locked(s);
		spin_unlock(&s->list_lock);
		local_irq_restore(flags);
	}
	mutex_unlock(&slab_mutex);
	return faults;
}

int slab_validate_show(struct seq_file *m)
{
	long faults = validate_all_slab_caches();

	seq_printf(m, "%lu objects in use, %ld fault%s%s\n", slab_live_objects(), faults,
		   faults == 1 ? "" : "s", faults ? ": see dmesg" : "");
	return 0;
}
