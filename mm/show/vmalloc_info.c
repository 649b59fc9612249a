/* SPDX-License-Identifier: MIT */
/*
 * The areas of the vmalloc window: /proc/vmallocinfo, and one of them with its frames and its neighbours.
 *
 * Tests: tests/mm/show/vmalloc_info_test.c.
 */
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/seq_file.h>

#include "mm/vmalloc/vmap_area.h"

/* ---- /proc/vmallocinfo ---- */

static void show_area(struct seq_file *m, const struct vmap_area *va)
{
	static const struct {
		unsigned long flag;
		const char *word;
	} kinds[] = { { VM_IOREMAP, " ioremap" },
		      { VM_ALLOC, " vmalloc" },
		      { VM_MAP, " vmap" },
		      { VM_USERMAP, " user" } };
	const struct vm_struct *vm = &va->vm;

	seq_printf(m, "0x%08lx-0x%08lx %7ld", area_start(va), area_end(va), vm->size);
	if (vm->flags & VM_DEAD) {
		seq_puts(m, " unpurged vm_area\n");
		return;
	}
	seq_printf(m, " %pS", vm->caller);
	if (vm->nr_pages && !(vm->flags & VM_IOREMAP))
		seq_printf(m, " pages=%u", vm->nr_pages);
	if (vm->phys_addr)
		seq_printf(m, " phys=0x%08lx", (unsigned long)vm->phys_addr);
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++)
		if (vm->flags & kinds[i].flag)
			seq_puts(m, kinds[i].word);
	seq_putc(m, '\n');
}

/* A dead area grows over those that follow it at once: hundreds of them become one line. */
static void join_dead_areas(struct vmap_area *va)
{
	struct vmap_area next;

	while (va->vm.flags & VM_DEAD && next_vmap_area(area_end(va), &next) &&
	       next.vm.flags & VM_DEAD && area_start(&next) == area_end(va))
		va->vm.size += next.vm.size;
}

/* Each area is looked up by itself: nothing is held while the text goes out. */
int vmallocinfo_show(struct seq_file *m)
{
	unsigned long addr = VMALLOC_START;
	struct vmap_area va;

	for (; next_vmap_area(addr, &va); addr = area_end(&va)) {
		join_dead_areas(&va);
		show_area(m, &va);
	}
	return 0;
}

/* ---- one area ---- */

#define MAX_RUNS 16 /* shown */

/* How many pages from @addr on have frames side by side, from *@pfn on. 0: nothing is mapped at @addr. */
static unsigned long frames_in_a_row(unsigned long addr, unsigned long end, unsigned long *pfn)
{
	struct page_walk w = walk_page_tables(swapper_pg_dir, addr);
	unsigned long n = 0;

	VM_BUG_ON(offset_in_page(addr));
	*pfn = w.phys >> PAGE_SHIFT;
	while (w.present && w.phys >> PAGE_SHIFT == *pfn + n) {
		addr += PAGE_SIZE;
		n++;
		if (addr >= end)
			break;
		w = walk_page_tables(swapper_pg_dir, addr);
	}
	return n;
}

static void show_run(struct seq_file *m, unsigned long addr, unsigned long pfn, unsigned long n)
{
	seq_printf(m, "  0x%08lx -> frame%s %#lx", addr, n == 1 ? "" : "s", pfn);
	if (n > 1)
		seq_printf(m, "-%#lx, %lu side by side", pfn + n - 1, n);
	if (pfn_valid(pfn))
		seq_printf(m, ", %s", page_zone(pfn_to_page(pfn))->name);
	seq_putc(m, '\n');
}

static void show_frames(struct seq_file *m, const struct vmap_area *va)
{
	unsigned long addr = area_start(va), end = addr + va->vm.nr_pages * PAGE_SIZE;
	unsigned long runs = 0, pfn;

	while (addr < end) {
		unsigned long n = frames_in_a_row(addr, end, &pfn);

		if (!n)
			break;
		if (++runs <= MAX_RUNS)
			show_run(m, addr, pfn, n);
		addr += n * PAGE_SIZE;
	}
	if (runs > MAX_RUNS)
		seq_printf(m, "  ... and %lu more\n", runs - MAX_RUNS);
	seq_printf(m, "  %u page%s in %lu piece%s: %s; then a guard page\n", va->vm.nr_pages,
		   va->vm.nr_pages == 1 ? "" : "s", runs, runs == 1 ? "" : "s",
		   runs > 1 ? "not contiguous in RAM" : "contiguous in RAM");
}

static void show_neighbour(struct seq_file *m, const char *side, const struct vmap_area *va)
{
	seq_printf(m, "%s ", side);
	if (va)
		show_area(m, va);
	else
		seq_puts(m, "nothing\n");
}

int vmalloc_area_show(struct seq_file *m, const void *addr)
{
	struct vmap_neighbours n = vmap_neighbours((unsigned long)addr);

	if (n.at)
		show_neighbour(m, "area ", n.at);
	else
		seq_puts(m, "no area of the vmalloc window\n");
	if (n.at)
		show_frames(m, n.at);
	show_neighbour(m, "below", n.below);
	show_neighbour(m, "above", n.above);
	return 0;
}
