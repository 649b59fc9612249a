/* SPDX-License-Identifier: MIT */
/*
 * Freeing by hand: what the reader holds, by name; or any address, which is mostly nonsense. What the kernel
 * reports about it is the answer, and then the prompt is there again:
 *
 *	free k1			kfree(0xc1045a00), as it should be
 *	free k1			once more: a double free
 *	free c1045a08		the middle of something
 *	free v1 kfree		with the wrong function
 *	free p1 free_pages 0	with the wrong order
 *
 * An address that nobody ever got is freed as kvfree() would: vfree() in the vmalloc window, else kfree().
 *
 * Two things are not done, because the kernel would carry them out and crash later: freeing what
 * belongs to somebody else, and a second free that nothing would notice (docs/slab.md).
 *
 * Tests: tests/kernel/monitor/by_hand_test.c, tests/boot/test_commands.py.
 */
#include <k896/show.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "alloc.h"

/* ---- what is there ---- */

static bool page_is_allocated(const struct page *page)
{
	return page_ref_count(page) > 0 && !PageTail(page) && !PageReserved(page) &&
	       !PageSlab(page);
}

bool is_allocated(const void *addr, const struct page *page)
{
	struct slab_place place;
	struct vm_struct *area;

	if (slab_locate(addr, &place))
		return !place.offset && !place.free;
	if (is_vmalloc_addr(addr)) {
		area = find_vm_area(addr);
		return area && area->addr == addr;
	}
	if (virt_addr_valid(addr))
		return !offset_in_page(addr) && page_is_allocated(virt_to_page(addr));
	return !addr && page && page_is_allocated(page);
}

/* Free already, in a cache that is not debugged, and not the object freed last: kfree() cannot see it. */
static bool is_free_unnoticed(const void *addr)
{
	struct slab_place place;

	return slab_locate(addr, &place) && !place.offset && place.free && !place.next &&
	       !(place.flags &
		 (SLAB_CONSISTENCY_CHECKS | SLAB_POISON | SLAB_RED_ZONE | SLAB_STORE_USER));
}

/* ---- arguments ---- */

static const char *const freers[] = {
	[BY_KFREE] = "kfree",		[BY_VFREE] = "vfree", [BY_KVFREE] = "kvfree",
	[BY_FREE_PAGES] = "free_pages", [BY_CACHE] = "cache",
};

static bool parse_freer(struct seq_file *m, struct call *c, const char *word)
{
	for (c->freer = BY_KFREE; c->freer <= BY_CACHE; c->freer++)
		if (!strcmp(word, freers[c->freer]))
			return true;
	seq_printf(m,
		   "free: \"%s\" does not free: kfree, vfree, kvfree, free_pages ORDER, "
		   "cache NAME\n",
		   word);
	return false;
}

/* What follows the function's name. */
static bool parse_freer_argument(struct seq_file *m, struct call *c, int argc, char **argv)
{
	unsigned long order = 0;

	if (c->freer == BY_FREE_PAGES) {
		if (argc != 4 || !parse_number(m, argv[3], "order", 31, &order)) {
			seq_puts(m, "free: free_pages with which order?\n");
			return false;
		}
		c->order = order;
		return true;
	}
	if (c->freer == BY_CACHE) {
		c->cache = argc == 4 ? find_cache(argv[3]) : NULL;
		if (!c->cache)
			seq_puts(m, "free: to which of your caches?\n");
		return c->cache;
	}
	if (argc > 3)
		seq_printf(m, "free: \"%s\" is one word too many\n", argv[3]);
	return argc == 3;
}

static bool parse_what(struct seq_file *m, struct call *c, const char *word)
{
	unsigned long addr;

	c->held = held_find(word);
	if (c->held) {
		c->addr = c->held->addr;
		return true;
	}
	if (!parse_address(m, word, &addr))
		return false;
	c->addr = (void *)addr;
	c->held = held_at(c->addr);
	return true;
}

/* Why the kernel would do it and regret it; NULL: it may be tried. */
static const char *danger(const struct call *c)
{
	const struct held *h = c->held;

	if (h && !h->freed)
		return NULL;
	if (h && h->kind == HELD_ELEMENT && h->pool)
		return "it has gone home.\n"
		       "  The pool would take it twice without a report, in Linux too";
	if (is_allocated(c->addr, h ? h->page : NULL))
		return "it is somebody else's.\n"
		       "  The kernel would notice when it is too late";
	if (is_free_unnoticed(c->addr))
		return "it is free, but not the object freed last.\n"
		       "  Without debugging neither Linux nor k896 notices, and it would be\n"
		       "  given out twice. A cache with POISON or RED_ZONE notices, and slub_debug=F";
	return NULL;
}

static bool may_be_tried(struct seq_file *m, const struct call *c)
{
	const char *why = danger(c);

	if (why)
		seq_printf(m, "free: not 0x%08lx: %s\n", (unsigned long)c->addr, why);
	return !why;
}

static int parse_free(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc < 2) {
		seq_puts(m, "free: what? A name that \"objects\" lists, or an address\n");
		return -EINVAL;
	}
	if (!parse_what(m, c, argv[1]))
		return -EINVAL;
	if (argc > 2 && (!parse_freer(m, c, argv[2]) || !parse_freer_argument(m, c, argc, argv)))
		return -EINVAL;
	if (argc == 2 && !c->held)
		c->freer = BY_KVFREE;
	return may_be_tried(m, c) ? 0 : -EPERM;
}

/* ---- the call: in whatever context ---- */

static void free_by_kind(struct call *c)
{
	const struct held *h = c->held;

	switch (h->kind) {
	case HELD_KMALLOC:
		kfree(h->addr);
		break;
	case HELD_VMALLOC:
		vfree(h->addr);
		break;
	case HELD_KVMALLOC:
		kvfree(h->addr);
		break;
	case HELD_PAGES:
		__free_pages(h->page, h->order);
		break;
	case HELD_OBJECT:
		kmem_cache_free(h->cache, h->addr);
		break;
	default:
		mempool_free(h->addr, h->pool);
	}
}

static void do_free(struct call *c)
{
	switch (c->freer) {
	case BY_KIND:
		free_by_kind(c);
		break;
	case BY_KFREE:
		kfree(c->addr);
		break;
	case BY_VFREE:
		vfree(c->addr);
		break;
	case BY_KVFREE:
		kvfree(c->addr);
		break;
	case BY_FREE_PAGES:
		free_pages((unsigned long)c->addr, c->order);
		break;
	case BY_CACHE:
		kmem_cache_free(c->cache, c->addr);
	}
}

/* ---- what came of it ---- */

static const char *function_of(const struct call *c)
{
	if (c->freer == BY_KIND)
		return held_freer(c->held);
	return c->freer == BY_CACHE ? "kmem_cache_free" : freers[c->freer];
}

/* Elements of a pool are back with it, and vfree() may be put off: both look allocated. */
static bool has_been_freed(const struct call *c)
{
	if (c->reports)
		return !is_allocated(c->addr, c->held->page);
	return true;
}

static int tell_free(struct seq_file *m, struct call *c)
{
	struct held *h = c->held;
	bool was_held = h && !h->freed;

	c->done = was_held ? has_been_freed(c) : !c->reports;
	if (was_held) {
		h->freed = c->done;
		held_changed(h);
	}
	seq_printf(m, "%s(0x%08lx): ", function_of(c), (unsigned long)c->addr);
	if (was_held)
		seq_printf(m, "%s is %s%s\n", h->name, c->done ? "free" : "still yours",
			   c->reports ? ", with a report" : "");
	else
		seq_printf(m, "%s\n",
			   c->reports ? "reported, and nothing was freed" :
					"that is nothing, and allowed");
	return 0;
}

const struct call_type call_free = { "free",
				     "NAME|ADDR [kfree|vfree|kvfree|free_pages ORDER|cache NAME]",
				     parse_free, do_free, tell_free };

static int run_free(struct seq_file *m, int argc, char **argv)
{
	return argc == 1 ? free_show(m) : run_call(m, argc, argv);
}
MONITOR_COMMAND(free, "free", "[NAME|ADDR [FUNCTION]]",
		"give back what you hold, or any address; alone: memory in use and free, in kB",
		BY_HAND, run_free, complete_held);
