/* SPDX-License-Identifier: MIT */
/*
 * The map of the kernel's half of the address space, as boot and the monitor's "layout" print it, and the
 * part of it in which an address lies. docs/memory-map.md draws it.
 *
 * Tests: tests/mm/show/page_show_test.c; tests/boot/test_monitor.py has the numbers that books print.
 */
#include <asm/fixmap.h>
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>

#include "internal.h"

struct region {
	const char *name;
	unsigned long start, end;
};

#define NR_REGIONS 8

/* The image lies in lowmem, so an address is looked up from the last region to the first. */
static void get_regions(struct region *r)
{
	r[0] = (struct region){ "fixmap", FIXADDR_START, FIXADDR_TOP };
	r[1] = (struct region){ "pkmap", PKMAP_BASE, PKMAP_BASE + LAST_PKMAP * PAGE_SIZE };
	r[2] = (struct region){ "vmalloc", VMALLOC_START, VMALLOC_END };
	r[3] = (struct region){ "lowmem", PAGE_OFFSET, (unsigned long)high_memory };
	r[4] = (struct region){ ".bss", (unsigned long)__bss_start, (unsigned long)_end };
	r[5] = (struct region){ ".data", (unsigned long)_sdata, (unsigned long)_edata };
	r[6] = (struct region){ ".rodata", (unsigned long)__start_rodata,
				(unsigned long)__end_rodata };
	r[7] = (struct region){ ".text", (unsigned long)_text, (unsigned long)_etext };
}

static void show_region(struct seq_file *m, const struct region *r)
{
	unsigned long size = r->end - r->start;
	bool mb = size >= 8UL << 20;
	char line[80];

	scnprintf(line, sizeof(line), "%9s : 0x%08lx - 0x%08lx   (%4lu %cB)\n", r->name, r->start,
		  r->end, size >> (mb ? 20 : 10), mb ? 'M' : 'k');
	if (m)
		seq_puts(m, line);
	else
		pr_info("%s", line);
}

int layout_show(struct seq_file *m)
{
	struct region regions[NR_REGIONS];

	get_regions(regions);
	if (m)
		seq_puts(m, "virtual kernel memory layout:\n");
	else
		pr_info("virtual kernel memory layout:\n");
	for (int i = 0; i < NR_REGIONS; i++)
		show_region(m, &regions[i]);
	return 0;
}

/* What to call an address that lies in no region. */
static const char *hole_of(unsigned long addr)
{
	if (addr < PAGE_OFFSET)
		return "user space";
	if (addr < VMALLOC_START)
		return "the hole below the vmalloc window: never mapped";
	if (addr >= FIXADDR_TOP)
		return "the last page: never mapped";
	return "a hole between the kernel's windows: never mapped";
}

int layout_address_show(struct seq_file *m, unsigned long addr)
{
	struct region regions[NR_REGIONS];

	get_regions(regions);
	for (int i = NR_REGIONS - 1; i >= 0; i--) {
		const struct region *r = &regions[i];

		if (addr < r->start || addr >= r->end)
			continue;
		seq_printf(m, "0x%08lx lies in %s, 0x%08lx-0x%08lx\n", addr, r->name, r->start,
			   r->end);
		return 0;
	}
	seq_printf(m, "0x%08lx lies in %s\n", addr, hole_of(addr));
	return 0;
}
