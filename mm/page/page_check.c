/* SPDX-License-Identifier: MIT */
/*
 * What can be wrong with pages: the reports of frees that are refused, and the walk over all lists that the
 * test runner does after every case.
 *
 * Tests: tests/mm/page/bad_page_test.c, page_check_test.c.
 */
#include <k896/check.h>
#include <k896/report.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/page_owner.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "internal.h"

/* ---- bad frees ---- */

/* The form is Linux's. */
void __cold dump_page(struct page *page, const char *reason)
{
	pr_warn("page:%px refcount:%d mapcount:%d mapping:%px index:%#lx pfn:%#lx\n", page,
		page_ref_count(page), page_mapcount(page), page->mapping, page->index,
		page_to_pfn(page));
	pr_warn("flags: %#lx(order=%u|zone=%s%s%s%s%s)\n", page->flags, page_alloc_order(page),
		page_zone(page)->name, PageReserved(page) ? "|reserved" : "",
		PageBuddy(page) ? "|buddy" : "", PageSlab(page) ? "|slab" : "",
		PageCompound(page) ? "|compound" : "");
	pr_warn("page dumped because: %s\n", reason);
	dump_page_owner(page);
}

void __cold bad_page(struct page *page, const char *reason)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_alert("BUG: Bad page state in process %s  pfn:%05lx\n", current->comm,
		 page_to_pfn(page));
	dump_page(page, reason);
	dump_stack();
	report_end(flags);
}

const char *__cold free_fault(const struct page *page, unsigned int order)
{
	static char reason[80];

	if (PageReserved(page))
		return "freeing a reserved page: it was never allocated";
	if (PageTail(page))
		return "freeing a tail page of a compound page";
	if (PageBuddy(page) || page_ref_count(page) <= 0)
		return "freeing a page that is free, or that is not the first of its block";
	if (page_alloc_order(page) != order) {
		scnprintf(reason, sizeof(reason),
			  "freeing with order %u a block allocated with order %u", order,
			  page_alloc_order(page));
		return reason;
	}
	if (page_mapcount(page))
		return "nonzero mapcount";
	if (page->mapping)
		return "non-NULL mapping";
	return "PAGE_FLAGS_CHECK_AT_FREE flag(s) set";
}

void __cold report_no_page(const void *what)
{
	WARN(1, "free of %px, which is no page of this machine\n", what);
}

/* ---- the invariants ---- */

static int check_block(const struct zone *zone, const struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page), buddy = buddy_of(pfn, 1UL << order);
	const char *fault = NULL;

	if (page->flags != free_flags(zone_idx(zone), order))
		fault = "has wrong flags";
	else if (pfn & ((1UL << order) - 1))
		fault = "is not aligned";
	else if (pfn < zone->zone_start_pfn || pfn + (1UL << order) > zone_end_pfn(zone))
		fault = "lies outside its zone";
	else if (page_ref_count(page))
		fault = "has users";
	else if (order < MAX_ORDER - 1 && pfn_to_page(buddy)->flags == page->flags)
		fault = "has a free buddy";
	if (fault)
		pr_err("zone %s: free block pfn %#lx order %u %s\n", zone->name, pfn, order, fault);
	return fault != NULL;
}

static int check_area(struct zone *zone, unsigned int order)
{
	struct free_area *area = &zone->free_area[order];
	unsigned long n = 0;
	struct page *page;
	int faults = 0;

	list_for_each_entry(page, &area->free_list, lru) {
		faults += check_block(zone, page, order);
		if (++n > area->nr_free)
			break;
	}
	if (n != area->nr_free || !!area->nr_free != !!(zone->nonempty & 1U << order)) {
		pr_err("zone %s: order %u has %lu blocks, counted as %lu, mask %#x\n", zone->name,
		       order, n, area->nr_free, zone->nonempty);
		faults++;
	}
	return faults;
}

static int check_pcp(const struct zone *zone, unsigned int order)
{
	const struct pcp_list *list = this_cpu_ptr(&zone->pcp[order]);
	int n = 0;

	for (const struct page *page = list->first; page && n <= pcp_count(list);
	     page = page->pcp_next, n++) {
		if (!page_ref_count(page) && page_zone(page) == zone &&
		    page_alloc_order(page) == order && !PageBuddy(page))
			continue;
		pr_err("zone %s: pfn %#lx on the per-CPU list of order %u is not such a block\n",
		       zone->name, page_to_pfn(page), order);
		return 1;
	}
	if (n == pcp_count(list))
		return 0;
	pr_err("zone %s: per-CPU list of order %u has %d blocks, counted as %d\n", zone->name,
	       order, n, pcp_count(list));
	return 1;
}

static int check_zone(struct zone *zone)
{
	unsigned long free = 0, flags;
	int faults = 0;

	spin_lock_irqsave(&zone->lock, flags);
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		faults += check_pcp(zone, order);
		faults += check_area(zone, order);
		free += zone->free_area[order].nr_free << order;
	}
	if (free != zone->free_pages) {
		pr_err("zone %s: %lu pages in the lists, counted as %lu\n", zone->name, free,
		       zone->free_pages);
		faults++;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return faults;
}

int page_alloc_check(void)
{
	struct zone *zone;
	int faults = 0;

	for_each_populated_zone(zone)
		faults += check_zone(zone);
	return faults;
}
