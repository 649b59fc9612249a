/* SPDX-License-Identifier: MIT */
/*
 * The kernel's half of the page tables as ranges of equal rights, in the form of Linux's debug file
 * page_tables/kernel:
 *
 *	0xc0400000-0xf7800000         884M     RW             PSE     GLB x  pmd
 *	start      end	      size	  rights, caching, size, global	     the level of the entry
 *
 * A range ends where an entry differs in any of these, and where an area of the map begins. Ranges
 * that map nothing are shown, too. "x" is executable; without PAE everything is. "pmd" is the page directory,
 * "pte" a page table.
 *
 * Tests: tests/mm/show/ptdump_test.c.
 */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>

#define SHOWN_FLAGS                                                                                \
	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_PWT | _PAGE_PCD | _PAGE_PSE | _PAGE_GLOBAL)

struct entry {
	u32 flags; /* SHOWN_FLAGS; RW and USER only if the directory agrees */
	bool in_directory;
};

struct marker {
	unsigned long start;
	const char *name;
};

static struct entry entry_of(unsigned long addr)
{
	struct page_walk w = walk_page_tables(swapper_pg_dir, addr);
	bool in_directory = !pgd_present(w.pgd) || pgd_large(w.pgd);
	u32 rights = (w.writable ? _PAGE_RW : 0) | (w.user ? _PAGE_USER : 0);
	u32 others = (in_directory ? w.pgd : w.pte) & SHOWN_FLAGS & ~(_PAGE_RW | _PAGE_USER);

	return (struct entry){ w.present ? rights | others : 0, in_directory };
}

static void show_size(struct seq_file *m, unsigned long bytes)
{
	const char *unit = "KMG";

	bytes >>= 10;
	while (!(bytes & 1023) && unit[1]) {
		bytes >>= 10;
		unit++;
	}
	seq_printf(m, "%9lu%c ", bytes, *unit);
}

static void show_range(struct seq_file *m, unsigned long start, unsigned long end, struct entry e)
{
	bool pse = e.in_directory && e.flags & _PAGE_PSE,
	     pat = !e.in_directory && e.flags & _PAGE_PAT;

	seq_printf(m, "0x%08lx-0x%08lx   ", start, end);
	show_size(m, end - start);
	if (e.flags & _PAGE_PRESENT)
		seq_printf(m, "%s%s%s%s%s%s%sx  ", e.flags & _PAGE_USER ? "USR " : "    ",
			   e.flags & _PAGE_RW ? "RW " : "ro ",
			   e.flags & _PAGE_PWT ? "PWT " : "    ",
			   e.flags & _PAGE_PCD ? "PCD " : "    ", pse ? "PSE " : "    ",
			   pat ? "PAT " : "    ", e.flags & _PAGE_GLOBAL ? "GLB " : "    ");
	else
		seq_printf(m, "%30s", "");
	seq_puts(m, e.in_directory ? "pmd\n" : "pte\n");
}

/* The next address that may differ from @addr. The last page of all is never mapped: it ends the walk. */
static unsigned long next_addr(unsigned long addr, bool in_directory, const struct marker *next)
{
	unsigned long end = in_directory ? (addr & PMD_MASK) + PMD_SIZE : addr + PAGE_SIZE;

	if (!end)
		end = FIXADDR_TOP;
	return next->name && end > next->start ? next->start : end;
}

int ptdump_show(struct seq_file *m)
{
	const struct marker markers[] = {
		{ PAGE_OFFSET, "Kernel Mapping" }, { VMALLOC_START, "vmalloc() Area" },
		{ VMALLOC_END, "Vmalloc End" },	   { PKMAP_BASE, "Persistent kmap() Area" },
		{ FIXADDR_START, "Fixmap Area" },  { 0, NULL }, /* none */
	};
	const struct marker *marker = markers;
	unsigned long start = PAGE_OFFSET, addr = start;
	struct entry range = entry_of(start);

	while (addr < FIXADDR_TOP) {
		struct entry e = entry_of(addr);
		bool at_marker = marker->name && addr == marker->start;

		if (e.flags != range.flags || e.in_directory != range.in_directory || at_marker) {
			if (start != addr)
				show_range(m, start, addr, range);
			start = addr;
			range = e;
		}
		if (at_marker)
			seq_printf(m, "---[ %s ]---\n", (marker++)->name);
		addr = next_addr(addr, e.in_directory, marker);
	}
	show_range(m, start, addr, range);
	return 0;
}
