/* SPDX-License-Identifier: MIT */
/*
 * The slab allocator's books: /proc/slabinfo, and whether they are true.
 *
 * Tests: tests/mm/slab/slab_test.c
 */
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/seq_file.h>

#include "mm/slab/slab.h"

/*
 * Counts objects and not what an active slab could still hand out, as Linux does: so active_objs is what
 * has been allocated and not yet freed, at every moment.
 */
static void show_cache(struct seq_file *m, struct kmem_cache *s)
{
	unsigned long flags, objects, slabs, free;

	local_irq_save(flags);
	objects = s->nr_objects;
	slabs = s->nr_slabs;
	free = count_free(s);
	local_irq_restore(flags);
	seq_printf(m,
		   "%-17s %6lu %6lu %6u %4u %4d : tunables %4u %4u %4u : slabdata %6lu %6lu %6lu\n",
		   s->name, objects - free, objects, s->size, s->objects, 1 << s->order, 0, 0, 0,
		   slabs, slabs, 0UL);
}

int slabinfo_show(struct seq_file *m)
{
	struct kmem_cache *s;

	seq_puts(m, "slabinfo - version: 2.1\n");
	seq_puts(m,
		 "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
		 " : tunables <limit> <batchcount> <sharedfactor>"
		 " : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	mutex_lock(&slab_mutex);
	list_for_each_entry_reverse(s, &slab_caches, list)
		show_cache(m, s);
	mutex_unlock(&slab_mutex);
	return 0;
}

/* Pages of the caches that have all of @flags. */
static unsigned long pages_of(slab_flags_t flags)
{
	unsigned long sum = 0;
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		if ((s->flags & flags) == flags)
			sum += s->nr_pages;
	mutex_unlock(&slab_mutex);
	return sum;
}

unsigned long slab_pages(void)
{
	return pages_of(0);
}

unsigned long slab_reclaimable_pages(void)
{
	return pages_of(SLAB_RECLAIM_ACCOUNT);
}

unsigned long slab_live_objects(void)
{
	unsigned long sum = 0, flags;
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		local_irq_save(flags);
		sum += s->nr_objects - count_free(s);
		local_irq_restore(flags);
	}
	mutex_unlock(&slab_mutex);
	return sum;
}

int slab_validate_show(struct seq_file *m)
{
	long faults = validate_all_slab_caches();

	seq_printf(m, "%lu objects in use, %ld fault%s%s\n", slab_live_objects(), faults,
		   faults == 1 ? "" : "s", faults ? ": see dmesg" : "");
	return 0;
}

/* ---- the invariants of mm/slab/slab.h ---- */

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

static int check_cache(struct kmem_cache *s)
{
	unsigned long slabs = 0, objects = 0;
	unsigned int partial = 0;
	struct page *page;
	int faults = 0;

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
		local_irq_save(flags);
		flush_cpu_slabs(s);
		faults += check_cache(s);
		local_irq_restore(flags);
	}
	mutex_unlock(&slab_mutex);
	return faults;
}
