/* SPDX-License-Identifier: MIT */
/*
 * What is kept for later goes back where it came from: the pages of the per-CPU lists to their zones, when
 * reclaim begins or on request; and whatever other parts of mm keep and have registered.
 *
 * Tests: tests/mm/page/page_alloc_test.c, page_bulk_test.c.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "internal.h"
#include "pcp.h"
#include "watermark.h"

/* Interrupts off. */
static void drain_pages_zone(struct zone *zone)
{
	for (unsigned int order = 0; order <= PCP_MAX_ORDER; order++)
		free_pcppages_bulk(&zone->pcp[order], pcp_count(&zone->pcp[order]));
}

void drain_all_pages(void)
{
	struct zone *zone;
	unsigned long flags;

	for_each_populated_zone(zone) {
		local_irq_save(flags);
		drain_pages_zone(zone);
		local_irq_restore(flags);
	}
}

void set_reclaim_active(struct zone *zone, bool active)
{
	unsigned long flags;

	VM_BUG_ON(!populated_zone(zone));
	local_irq_save(flags);
	if (zone->reclaim_active != active) {
		zone->reclaim_active = active;
		drain_pages_zone(zone);
		set_pageset(zone);
	}
	local_irq_restore(flags);
}

unsigned long zone_pcp_pages(const struct zone *zone)
{
	unsigned long sum = 0;

	for (unsigned int order = 0; order <= PCP_MAX_ORDER; order++)
		sum += (unsigned long)pcp_count(&zone->pcp[order]) << order;
	return sum;
}

static struct drain_hook *drain_hooks; /* written at boot */

void register_drain(struct drain_hook *hook)
{
	VM_BUG_ON(!hook->drain);
	hook->next = drain_hooks;
	drain_hooks = hook;
}

void drain_all(void)
{
	VM_WARN_ON(!preemptible());
	for (struct drain_hook *hook = drain_hooks; hook; hook = hook->next)
		hook->drain();
	drain_all_pages();
}
