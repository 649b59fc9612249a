// SPDX-License-Identifier: MIT
/*
 * page_owner: who allocated each page, and who freed it last, in a DEBUG=1 build. Reports about a page end with it:
 *
 *	page_owner tracks the page as freed
 *	page last allocated via order 0, migratetype Unmovable, gfp_mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (init), ts ...
 *	 get_one+0x12/0x20 (mm/some.c:12)
 *	 ...
 *	page last free stack trace:
 *	 ...
 *
 * The books are an array beside mem_map, one entry a page, made at boot; the stacks are in the depot (lib/stackdepot.c). All
 * pages of a block are written to, for a pointer may be into any of them, and a block may come back in other pieces than it
 * went out in. What boot itself took was never allocated here, and has no owner.
 *
 * Beside each stack the depot keeps the number of pages that were allocated from there and are in use: the view
 * page_owner_show() (mm/show/page_owner_show.c) needs no more than that.
 *
 * page_owner=off on the command line leaves the books out.
 *
 * Tests: tests/mm/page/page_owner_test.c
 */
#ifdef CONFIG_PAGE_OWNER
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/page_owner.h>
#include <linux/printk.h>
#include <linux/sched/clock.h>
#include <linux/stackdepot.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "page_owner.h"

/* Callers that are noted: enough to come out of the allocators, and out of the system call. */
#define DEPTH 10
/* Of these, the functions here and in page_hooks.c. */
#define OWN_CALLERS 2

/* Of each page of mem_map, its user's or the page allocator's, as the page is. NULL: page_owner=off. */
static struct page_owner *page_owners;
static bool page_owner_enabled = true;

static int __init page_owner_setup(char *value)
{
	return !kstrtobool(value, &page_owner_enabled);
}
early_param("page_owner=", page_owner_setup);

void __init page_owner_init(unsigned long nr_pages)
{
	if (page_owner_enabled)
		page_owners = memblock_alloc(nr_pages * sizeof(*page_owners), PAGE_SIZE);
	pr_info("page_owner is %s\n", page_owner_enabled ? "enabled" : "disabled");
}

static struct page_owner *owner_of(const struct page *page)
{
	return page_owners + page_to_pfn(page);
}

static noinline depot_stack_handle_t save_stack(void)
{
	unsigned long entries[DEPTH];

	return stack_depot_save(entries, stack_trace_save(entries, DEPTH, OWN_CALLERS + 1),
				GFP_NOWAIT);
}

/* So many pages more or fewer that were allocated there. */
static void count(depot_stack_handle_t handle, int pages)
{
	if (handle)
		atomic_add(pages, stack_depot_counter(handle));
}

void set_page_owner(struct page *page, unsigned int order, gfp_t gfp)
{
	struct page_owner *owner, *end;
	depot_stack_handle_t handle;
	u64 now;

	if (!page_owners)
		return;
	handle = save_stack();
	count(handle, 1 << order);
	now = local_clock();
	owner = owner_of(page);
	for (end = owner + (1UL << order); owner < end; owner++) {
		owner->ts_nsec = now;
		owner->handle = handle;
		owner->gfp_mask = gfp;
		owner->pid = current->pid;
		memcpy(owner->comm, current->comm, TASK_COMM_LEN);
		owner->order = order;
		owner->allocated = true;
	}
}

void reset_page_owner(struct page *page, unsigned int order)
{
	struct page_owner *owner, *end;
	depot_stack_handle_t handle;
	u64 now;

	if (!page_owners)
		return;
	owner = owner_of(page);
	if (owner->allocated)
		count(owner->handle, -(1 << order));
	handle = save_stack();
	now = local_clock();
	for (end = owner + (1UL << order); owner < end; owner++) {
		owner->free_ts_nsec = now;
		owner->free_handle = handle;
		owner->allocated = false;
	}
}

void split_page_owner(struct page *page, unsigned int nr)
{
	for (unsigned int i = 0; page_owners && i < nr; i++)
		owner_of(page)[i].order = 0;
}

/* ---- what is known ---- */

const char *migratetype_name(gfp_t gfp)
{
	return gfp & __GFP_MOVABLE     ? "Movable" :
	       gfp & __GFP_RECLAIMABLE ? "Reclaimable" :
					 "Unmovable";
}

const struct page_owner *page_owner_of(const struct page *page)
{
	return page_owners ? owner_of(page) : NULL;
}

void dump_page_owner(const struct page *page)
{
	const struct page_owner *owner = page_owner_of(page);

	if (!owner)
		return;
	if (!owner->ts_nsec && !owner->free_handle) {
		pr_alert("page_owner info is not present (never set?)\n");
		return;
	}
	pr_alert("page_owner tracks the page as %s\n", owner->allocated ? "allocated" : "freed");
	pr_alert("page last allocated via order %u, migratetype %s, gfp_mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu, free_ts %llu\n",
		 owner->order, migratetype_name(owner->gfp_mask), owner->gfp_mask, &owner->gfp_mask,
		 owner->pid, owner->pid, owner->comm, owner->ts_nsec, owner->free_ts_nsec);
	if (owner->handle)
		stack_depot_print(owner->handle);
	else
		pr_alert("page_owner allocation stack trace missing\n");
	if (owner->free_handle) {
		pr_alert("page last free stack trace:\n");
		stack_depot_print(owner->free_handle);
	} else {
		pr_alert("page_owner free stack trace missing\n");
	}
}
#endif
