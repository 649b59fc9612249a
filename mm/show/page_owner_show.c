// SPDX-License-Identifier: MIT
/*
 * Who has the pages, in a DEBUG=1 build: one page as a line of Linux's /proc/page_owner, with the stack; and all pages that are in
 * use, grouped by the stacks that allocated them, the largest group first, as /sys/kernel/debug/page_owner_stacks has them:
 *
 *	 __alloc_pages+0xd2/0xe0 (mm/page/page_alloc.c:239)
 *	 ...
 *	nr_base_pages: 1024
 *
 * The numbers are the depot's counters, which page_owner keeps (mm/page/page_owner.c).
 *
 * Tests: tests/mm/page/page_owner_test.c
 */
#ifdef CONFIG_PAGE_OWNER
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/page_owner.h>
#include <linux/seq_file.h>

#include "mm/page/page_owner.h"

static void show_stack(struct seq_file *m, depot_stack_handle_t handle)
{
	unsigned long *entries;
	unsigned int n = stack_depot_fetch(handle, &entries);

	for (unsigned int i = 0; i < n; i++)
		seq_printf(m, " %pBL\n", (void *)entries[i]);
}

/* A stack and its pages. They are in a row: more pages first, then higher numbers. */
struct group {
	int pages;
	depot_stack_handle_t handle;
};

static bool is_before(struct group a, struct group b)
{
	return a.pages != b.pages ? a.pages > b.pages : a.handle > b.handle;
}

/* The one that follows @last, by a look at each; .pages is 0 behind the last. */
static struct group next_group(struct group last)
{
	struct group next = {};

	for (depot_stack_handle_t h = stack_depot_next(0); h; h = stack_depot_next(h)) {
		struct group g = { atomic_read(stack_depot_counter(h)), h };

		if (is_before(last, g) && is_before(g, next))
			next = g;
	}
	return next;
}

int page_owner_show(struct seq_file *m)
{
	struct stack_depot_counts c = stack_depot_counts();
	struct group g = { INT_MAX, 0 };

	for (g = next_group(g); g.pages > 0; g = next_group(g)) {
		show_stack(m, g.handle);
		seq_printf(m, "nr_base_pages: %d\n\n", g.pages);
	}
	seq_printf(m, "stack depot: %lu stacks in %lu of %lu kB, %lu found no room\n", c.stacks,
		   c.used >> 10, c.size >> 10, c.dropped);
	return 0;
}

int page_owner_show_page(struct seq_file *m, unsigned long pfn)
{
	const struct page_owner *owner;

	if (!pfn_valid(pfn)) {
		page_show_line(m, pfn);
		return 0;
	}
	owner = page_owner_of(pfn_to_page(pfn));
	if (!owner || (!owner->ts_nsec && !owner->free_handle)) {
		seq_printf(m, "PFN %lu: page_owner info is not present\n", pfn);
		return 0;
	}
	seq_printf(m,
		   "Page allocated via order %u, mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu ns, free_ts %llu ns\n",
		   owner->order, owner->gfp_mask, &owner->gfp_mask, owner->pid, owner->pid,
		   owner->comm, owner->ts_nsec, owner->free_ts_nsec);
	seq_printf(m, "PFN %lu type %s Flags %#lx, %s\n", pfn, migratetype_name(owner->gfp_mask),
		   pfn_to_page(pfn)->flags, owner->allocated ? "allocated" : "free");
	show_stack(m, owner->handle);
	if (!owner->free_handle)
		return 0;
	seq_puts(m, "last free stack trace:\n");
	show_stack(m, owner->free_handle);
	return 0;
}
#endif
