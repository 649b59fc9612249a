/* SPDX-License-Identifier: MIT */
/*
 * A page frame in words: what the monitor's "page" prints.
 *
 *	frame 0x30bf (12479): physical 0x030bf000, zone DMA, at 0xc30bf000
 *	  in use: a slab of kmalloc-128; a block of order 0, frames 0x30bf-0x30bf
 *	  flags 0x00000010 (slab), 1 reference, mapped 0 times
 *
 * Only the first page of a block knows what the block is. So the first page is looked for at each order in
 * turn: as blocks are aligned to their size, it is known where it would be.
 *
 * Tests: tests/mm/show/page_show_test.c.
 */
#include <k896/show.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "mm/slab/slab.h"

enum state { RESERVED, FREE, ON_CPU_LIST, IN_USE, UNKNOWN };

/* The block that a frame belongs to. */
struct block {
	enum state state;
	const struct page *head;
	unsigned int order;
};

/* Interrupts off. */
static bool on_cpu_list(const struct page *page)
{
	const struct pcp_list *list;
	unsigned int order = page_alloc_order(page);

	lockdep_assert_irqs_disabled();
	if (order > PCP_MAX_ORDER)
		return false;
	list = this_cpu_ptr(&page_zone(page)->pcp[order]);
	for (const struct page *p = list->first; p; p = p->pcp_next)
		if (p == page)
			return true;
	return false;
}

static enum state state_of_head(const struct page *head)
{
	if (PageReserved(head))
		return RESERVED;
	if (PageBuddy(head))
		return FREE;
	if (page_ref_count(head) > 0)
		return IN_USE;
	return on_cpu_list(head) ? ON_CPU_LIST : UNKNOWN;
}

/* Interrupts off. */
static struct block block_of(unsigned long pfn)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		const struct page *head = pfn_to_page(pfn & ~((1UL << order) - 1));
		enum state state = state_of_head(head);

		if (state == RESERVED && order)
			break;
		if (state != UNKNOWN && page_alloc_order(head) >= order)
			return (struct block){ state, head, page_alloc_order(head) };
	}
	return (struct block){ UNKNOWN, pfn_to_page(pfn), 0 };
}

static struct block read_block(unsigned long pfn)
{
	unsigned long flags;
	struct block b;

	VM_BUG_ON(!pfn_valid(pfn));
	local_irq_save(flags);
	b = block_of(pfn);
	local_irq_restore(flags);
	return b;
}

static void show_user(struct seq_file *m, const struct page *head)
{
	if (PageSlab(head))
		seq_printf(m, "a slab of %s", kmem_cache_name(head->slab_cache));
	else if (PageTable(head))
		seq_puts(m, "a page table");
	else if (PageLargeKmalloc(head))
		seq_printf(m, "kmalloc() of %lu bytes", head->private);
	else
		seq_puts(m, "allocated");
}

static void show_block(struct seq_file *m, const struct block *b)
{
	unsigned long pfn = page_to_pfn(b->head);

	switch (b->state) {
	case RESERVED:
		seq_puts(m,
			 "reserved: never given out (no RAM, firmware, the kernel, boot memory)");
		return;
	case UNKNOWN:
		seq_puts(m, "in nobody's books");
		return;
	case FREE:
		seq_puts(m, "free");
		break;
	case ON_CPU_LIST:
		seq_puts(m, "free, on the CPU's own list");
		break;
	case IN_USE:
		seq_puts(m, "in use: ");
		show_user(m, b->head);
		break;
	}
	seq_printf(m, "; a block of order %u, frames %#lx-%#lx", b->order, pfn,
		   pfn + (1UL << b->order) - 1);
}

static void show_flags(struct seq_file *m, const struct page *page)
{
	const char *separator = " (";

	seq_printf(m, "  flags %#010lx", page->flags);
	for (int i = 0; i < __NR_PAGEFLAGS; i++) {
		if (!(page->flags & 1UL << i))
			continue;
		seq_printf(m, "%s%s", separator, pageflag_names[i]);
		separator = "|";
	}
	seq_printf(m, "%s, %d reference%s, mapped %d time%s\n", separator[0] == '|' ? ")" : "",
		   page_ref_count(page), page_ref_count(page) == 1 ? "" : "s", page_mapcount(page),
		   page_mapcount(page) == 1 ? "" : "s");
}

void page_show_line(struct seq_file *m, unsigned long pfn)
{
	struct block b;

	seq_printf(m, "frame %#lx ", pfn);
	if (!pfn_valid(pfn)) {
		seq_printf(m, "is no RAM: the last is %#lx\n", max_pfn - 1);
		return;
	}
	b = read_block(pfn);
	seq_puts(m, "is ");
	show_block(m, &b);
	seq_putc(m, '\n');
}

int page_show(struct seq_file *m, unsigned long pfn)
{
	const struct page *page;
	struct block b;

	if (!pfn_valid(pfn)) {
		page_show_line(m, pfn);
		return 0;
	}
	page = pfn_to_page(pfn);
	b = read_block(pfn);
	seq_printf(m, "frame %#lx (%lu): physical 0x%08lx, zone %s, ", pfn, pfn, pfn << PAGE_SHIFT,
		   page_zone(page)->name);
	if (PageHighMem(page))
		seq_puts(m, "highmem: no linear address\n");
	else
		seq_printf(m, "at 0x%08lx\n", (unsigned long)lowmem_page_address(page));
	seq_puts(m, "  ");
	show_block(m, &b);
	seq_putc(m, '\n');
	show_flags(m, page);
	return 0;
}
