/* SPDX-License-Identifier: MIT */
/*
 * Where in a slab an address lies: for a reader who wants to see it. Allocating needs none of this.
 *
 *	slab of kmalloc-128: 32 objects of 128 bytes, one every 128, 17 in use
 *	  object 5 of 0-31, 0xc30bf280-0xc30bf2ff, in use; the address is its byte 0
 *	  below: object 4, free	 above: object 6, in use
 *
 * Objects are counted as they are cut, from the first one, behind its left red zone. What follows an object
 * up to the next one (red zone, link, tracks, padding) counts as the object's.
 *
 * Tests: tests/mm/show/page_show_test.c.
 */
#include <k896/show.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "slab.h"

/* Interrupts off. @map gets the free objects. */
static void read_place(struct kmem_cache *s, const struct page *page, const void *addr,
		       struct slab_place *place, unsigned long *map)
{
	unsigned int offset = addr - slab_start(s, page);
	unsigned int index = offset / s->size;
	void *first = page->frozen ? this_cpu_ptr(&s->cpu_slab)->freelist : page->freelist;

	get_free_map(s, page, map);
	*place = (struct slab_place){
		.cache = s,
		.start = (unsigned long)slab_start(s, page) + index * s->size,
		.offset = offset % s->size,
		.index = index,
		.objects = page->objects,
		.object_size = s->object_size,
		.stride = s->size,
		.free = test_bit(index, map),
		.flags = s->flags,
	};
	place->next = first == (void *)place->start;
	for (unsigned int i = 0; i < page->objects; i++)
		place->in_use += !test_bit(i, map);
}

/* false: no slab, or none of its objects. Any context. @map gets the free objects. */
static bool locate(const void *addr, struct slab_place *place, unsigned long *map)
{
	const struct page *page;
	unsigned long flags;
	bool found;

	local_irq_save(flags);
	page = find_slab(addr);
	found = page && (unsigned long)(addr - slab_start(page->slab_cache, page)) <
				(unsigned long)page->objects * page->slab_cache->size;
	if (found)
		read_place(page->slab_cache, page, addr, place, map);
	local_irq_restore(flags);
	return found;
}

bool slab_locate(const void *addr, struct slab_place *place)
{
	DECLARE_BITMAP(map, MAX_OBJS_PER_SLAB) = {};

	return locate(addr, place, map);
}

static void show_neighbour(struct seq_file *m, const char *side, const struct slab_place *p,
			   int index, const unsigned long *map)
{
	if (index < 0 || index >= p->objects)
		seq_printf(m, "  %s: the %s of the slab\n", side, index < 0 ? "start" : "end");
	else
		seq_printf(m, "  %s: object %d at 0x%08lx, %s\n", side, index,
			   p->start + (index - (int)p->index) * (long)p->stride,
			   test_bit(index, map) ? "free" : "in use");
}

int slab_place_show(struct seq_file *m, const void *addr)
{
	DECLARE_BITMAP(map, MAX_OBJS_PER_SLAB) = {};
	struct slab_place p;

	if (!locate(addr, &p, map))
		return 0;
	seq_printf(m, "slab of %s: %u objects of %u bytes, one every %u, %u in use\n",
		   kmem_cache_name(p.cache), p.objects, p.object_size, p.stride, p.in_use);
	seq_printf(m, "  object %u of 0-%u at 0x%08lx, %s; the address is its byte %u\n", p.index,
		   p.objects - 1, p.start, p.free ? "free" : "in use", p.offset);
	show_neighbour(m, "below", &p, (int)p.index - 1, map);
	show_neighbour(m, "above", &p, p.index + 1, map);
	return 0;
}
