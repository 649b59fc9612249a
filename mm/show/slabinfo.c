/* SPDX-License-Identifier: MIT */
/*
 * The slab allocator's books as /proc/slabinfo shows them: one line a cache.
 *
 * Tests: tests/mm/slab/slab_test.c
 */
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "mm/slab/slab.h"

/*
 * active_objs is what has been allocated and not yet freed, at every moment. (Linux counts all objects of an
 * active slab.)
 */
static void show_cache(struct seq_file *m, struct kmem_cache *s)
{
	unsigned long flags, objects, slabs, free;

	lockdep_assert_held(&slab_mutex);
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
