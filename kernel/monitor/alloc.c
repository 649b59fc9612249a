/* SPDX-License-Identifier: MIT */
/*
 * Allocation by hand: the calls that allocate. Each is what a driver would write, with the reader's
 * arguments:
 *
 *	k896> kmalloc 100 GFP_KERNEL
 *	k1 = kmalloc(100, GFP_KERNEL) = 0xc1045a00
 *
 * Out of memory, a GFP_KERNEL request in Linux waits for the OOM killer's work. Here the reader is the only
 * one who could free anything, so a request by hand has __GFP_RETRY_MAYFAIL added: it fails in the end.
 *
 * Tests: tests/kernel/monitor/by_hand_test.c, tests/boot/test_commands.py.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "alloc.h"

static gfp_t by_hand(gfp_t gfp)
{
	if (gfp & __GFP_DIRECT_RECLAIM && !(gfp & __GFP_NORETRY))
		gfp |= __GFP_RETRY_MAYFAIL;
	return gfp;
}

/* ---- arguments ---- */

/* The words from @at on: perhaps one with flags, and no more. */
static int parse_rest(struct seq_file *m, struct call *c, int at, int argc, char **argv)
{
	c->gfp = GFP_KERNEL;
	if (argc > at + 1) {
		seq_printf(m, "%s: \"%s\" is one word too many\n", c->type->name, argv[at + 1]);
		return -EINVAL;
	}
	return argc == at || parse_gfp(m, argv[at], &c->gfp) ? 0 : -EINVAL;
}

static int parse_sized(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc < 2) {
		seq_printf(m, "%s: how many bytes?\n", c->type->name);
		return -EINVAL;
	}
	if (!parse_size(m, argv[1], &c->size) || parse_rest(m, c, 2, argc, argv))
		return -EINVAL;
	c->held = held_room(m);
	if (!c->held)
		return -ENOSPC;
	c->held->size = c->size;
	scnprintf(c->held->how, sizeof(c->held->how), "%s(%zu, %pGg)", c->type->name, c->size,
		  &c->gfp);
	return 0;
}

/* vmalloc() takes no flags; __vmalloc() does. */
static int parse_area(struct seq_file *m, struct call *c, int argc, char **argv)
{
	int err = parse_sized(m, c, argc, argv);

	if (!err && argc > 2)
		scnprintf(c->held->how, sizeof(c->held->how), "__vmalloc(%zu, %pGg)", c->size,
			  &c->gfp);
	else if (!err)
		scnprintf(c->held->how, sizeof(c->held->how), "%s(%zu)", c->type->name, c->size);
	return err;
}

static int parse_pages(struct seq_file *m, struct call *c, int argc, char **argv)
{
	unsigned long order;

	if (argc < 2) {
		seq_puts(m, "pages: of which order? 3 means 2^3 pages\n");
		return -EINVAL;
	}
	if (!parse_number(m, argv[1], "order", 31, &order) || parse_rest(m, c, 2, argc, argv))
		return -EINVAL;
	c->held = held_room(m);
	if (!c->held)
		return -ENOSPC;
	c->order = order;
	c->held->order = order;
	c->held->size = order < MAX_ORDER ? PAGE_SIZE << order : 0;
	scnprintf(c->held->how, sizeof(c->held->how), "alloc_pages(%pGg, %lu)", &c->gfp, order);
	return 0;
}

static int parse_krealloc(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc < 3) {
		seq_puts(m, "krealloc: which object, and to how many bytes?\n");
		return -EINVAL;
	}
	c->held = held_find(argv[1]);
	if (!c->held || c->held->freed || c->held->kind != HELD_KMALLOC) {
		seq_printf(m, "krealloc: \"%s\" is nothing that kmalloc() gave and that you have\n",
			   argv[1]);
		return -EINVAL;
	}
	return parse_size(m, argv[2], &c->size) ? parse_rest(m, c, 3, argc, argv) : -EINVAL;
}

/* ---- the calls: in whatever context ---- */

static void do_kmalloc(struct call *c)
{
	c->result = kmalloc(c->size, by_hand(c->gfp));
}

static void do_kzalloc(struct call *c)
{
	c->result = kzalloc(c->size, by_hand(c->gfp));
}

static void do_krealloc(struct call *c)
{
	c->result = krealloc(c->held->addr, c->size, by_hand(c->gfp));
}

/* Above a page it does not try hard, and comes to vmalloc(). */
static void do_kvmalloc(struct call *c)
{
	c->result = kvmalloc(c->size, c->size > PAGE_SIZE ? c->gfp : by_hand(c->gfp));
}

static void do_vmalloc(struct call *c)
{
	c->result = c->gfp == GFP_KERNEL ? vmalloc(c->size) : __vmalloc(c->size, c->gfp);
}

static void do_vzalloc(struct call *c)
{
	c->result = c->gfp == GFP_KERNEL ? vzalloc(c->size) :
					   __vmalloc(c->size, c->gfp | __GFP_ZERO);
}

static void do_alloc_pages(struct call *c)
{
	c->result = alloc_pages(by_hand(c->gfp), c->order);
}

/* ---- what came of it ---- */

int tell_allocation(struct seq_file *m, struct call *c)
{
	c->done = c->result;
	if (!c->done) {
		seq_printf(m, "%s = NULL\n", c->held->how);
		return -ENOMEM;
	}
	c->held->addr = c->result;
	held_add(c->held, c->type->kind);
	seq_printf(m, "%s = %s = 0x%08lx\n", c->held->name, c->held->how, (unsigned long)c->result);
	return 0;
}

static int tell_pages(struct seq_file *m, struct call *c)
{
	unsigned long pfn;

	c->done = c->result;
	if (!c->done) {
		seq_printf(m, "%s = NULL\n", c->held->how);
		return -ENOMEM;
	}
	c->held->page = c->result;
	c->held->addr = page_address(c->held->page);
	held_add(c->held, HELD_PAGES);
	pfn = page_to_pfn(c->held->page);
	seq_printf(m, "%s = %s = frames %#lx-%#lx, ", c->held->name, c->held->how, pfn,
		   pfn + (1UL << c->order) - 1);
	if (c->held->addr)
		seq_printf(m, "at 0x%08lx\n", (unsigned long)c->held->addr);
	else
		seq_puts(m, "highmem: no address\n");
	return 0;
}

static int tell_krealloc(struct seq_file *m, struct call *c)
{
	const char *what = c->result == c->held->addr ? "there was room where it is" :
			   c->size		      ? "it has moved, and the old place is free" :
							"of size 0, which frees it";

	c->done = c->result;
	seq_printf(m, "krealloc(%s, %zu, %pGg) = ", c->held->name, c->size, &c->gfp);
	if (!c->done) {
		seq_printf(m, "NULL: %s is what it was\n", c->held->name);
		return -ENOMEM;
	}
	seq_printf(m, "0x%08lx: %s\n", (unsigned long)c->result, what);
	c->held->addr = c->result;
	held_changed(c->held);
	c->held->size = c->size;
	scnprintf(c->held->how, sizeof(c->held->how), "krealloc(..., %zu, %pGg)", c->size, &c->gfp);
	return 0;
}

CALL(kmalloc, BY_HAND, complete_gfp, "SIZE [GFP]",
     "k1 = kmalloc(SIZE, GFP); 100, 4K, 1M; GFP_KERNEL+__GFP_ZERO", parse_sized, do_kmalloc,
     tell_allocation, HELD_KMALLOC);
CALL(kzalloc, BY_HAND, complete_gfp, "SIZE [GFP]", "the same, zeroed", parse_sized, do_kzalloc,
     tell_allocation, HELD_KMALLOC);
CALL(krealloc, BY_HAND, complete_held, "NAME SIZE [GFP]", "another size for k1", parse_krealloc,
     do_krealloc, tell_krealloc, HELD_KMALLOC);
CALL(vmalloc, BY_HAND, complete_gfp, "SIZE [GFP]", "v1 = vmalloc(SIZE); __vmalloc() with GFP",
     parse_area, do_vmalloc, tell_allocation, HELD_VMALLOC);
CALL(vzalloc, BY_HAND, complete_gfp, "SIZE [GFP]", "the same, zeroed", parse_area, do_vzalloc,
     tell_allocation, HELD_VMALLOC);
CALL(kvmalloc, BY_HAND, complete_gfp, "SIZE [GFP]",
     "kv1: kmalloc() if that is easy, else vmalloc()", parse_sized, do_kvmalloc, tell_allocation,
     HELD_KVMALLOC);
CALL(pages, BY_HAND, complete_gfp, "ORDER [GFP]", "p1 = alloc_pages(GFP, ORDER): 2^ORDER pages",
     parse_pages, do_alloc_pages, tell_pages, HELD_PAGES);
