/* SPDX-License-Identifier: MIT */
/*
 * Lesson 5, vmalloc(): contiguous addresses, frames from anywhere.
 *
 *	addresses	v	v + 4 KiB	v + 8 KiB	guard
 *			 \	    |		   /
 *	frames	   0x3a017   0x05c21	   0x3a019		none
 *
 * A machine that has just been booted has long runs of free frames, so nothing would look scattered. The
 * lesson first makes it look like one that has run for a day: it takes many single pages and gives every
 * second one back. Then vmalloc() is asked, and the page tables are walked to see what it did.
 */
#include <asm/extable.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <k896/lesson.h>
#include <k896/show.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "draw.h"

#define AREA_PAGES 16
#define AREA_SIZE  (AREA_PAGES * PAGE_SIZE)

/* ---- 1: the window ---- */

static const struct zone *high_zone(void)
{
	return &contig_page_data.node_zones[ZONE_HIGHMEM];
}

static void show_range(struct seq_file *m, const char *name, unsigned long start, unsigned long end)
{
	seq_printf(m, "    %08lx-%08lx  %5lu MiB  %s\n", start, end, (end - start) >> 20, name);
}

static int window(struct seq_file *m)
{
	const struct zone *high = high_zone();
	unsigned long lowmem = max_low_pfn << PAGE_SHIFT;
	int faults;

	seq_puts(m,
		 "1. The kernel has one gigabyte of addresses, from 0xc0000000 up. It is divided like this:\n\n");
	show_range(m, "lowmem: address = physical + 0xc0000000", PAGE_OFFSET,
		   (unsigned long)high_memory);
	show_range(m, "the vmalloc window", VMALLOC_START, VMALLOC_END);
	seq_printf(m,
		   "\n   Why 896 MB: 1024 MiB, less 128 for this window and a few others at the top. RAM above cannot have a\n"
		   "   constant address: that is HIGHMEM, here %lu MiB. Lowmem has %lu MiB.\n",
		   high->present_pages >> (20 - PAGE_SHIFT), lowmem >> 20);
	if (!populated_zone(high))
		seq_puts(m,
			 "   This machine has no HIGHMEM: all its RAM fits below, and the window begins lower and is larger.\n");
	seq_puts(m,
		 "   Then and now: the books' number is 896. Debian's 6.1 has 875, since it reserves a little more at\n"
		 "   the top. A 64-bit kernel maps all RAM, and has no HIGHMEM.\n");
	if (lowmem_limit != MAXMEM)
		seq_printf(m, "   vmalloc= has moved the border on this machine, to %lu MiB.\n",
			   lowmem_limit >> 20);
	faults = LESSON_CHECK(m, lowmem <= lowmem_limit && MAXMEM == (1024UL - 128) << 20);
	faults += LESSON_CHECK(m, populated_zone(high) <= (lowmem == lowmem_limit));
	return faults + LESSON_CHECK(m, __va(lowmem) == high_memory);
}

/* ---- 2: scattered frames ---- */

#define NR_TAKEN 256

static struct page *taken[NR_TAKEN];

static void free_taken(unsigned int first, unsigned int step)
{
	for (unsigned int i = first; i < NR_TAKEN; i += step) {
		if (taken[i])
			__free_page(taken[i]);
		taken[i] = NULL;
	}
}

/* Single pages, every second one of them free again. */
static void make_holes(gfp_t gfp)
{
	for (unsigned int i = 0; i < NR_TAKEN; i++)
		taken[i] = alloc_page(gfp | __GFP_NORETRY | __GFP_NOWARN);
	free_taken(0, 2);
}

static int show_area(struct seq_file *m, const char *call, const void *p)
{
	struct frames f = walk_frames(p, AREA_PAGES);
	int faults;

	seq_printf(m, "\n    %s:\n", call);
	draw_frames(m, p, 4);
	seq_printf(m, "    ... %u pages, %u breaks, %u in HIGHMEM\n", f.pages, f.breaks, f.high);
	faults = LESSON_CHECK(m, f.mapped == AREA_PAGES);
	faults += LESSON_CHECK(m, f.breaks > 0);
	faults += LESSON_CHECK(m, f.linear == 0);
	return faults + LESSON_CHECK(m, vmalloc_to_pfn(p) == walk_to_pfn(p));
}

/* Where did they come from? HIGHMEM goes first, as long as there is enough of it. */
static int show_origin(struct seq_file *m, const void *p, bool plenty)
{
	unsigned int high = walk_frames(p, AREA_PAGES).high;

	if (!populated_zone(high_zone())) {
		seq_puts(m, "\n   All of them from lowmem: this machine has nothing else.\n");
		return LESSON_CHECK(m, high == 0);
	}
	seq_printf(m, "\n   %u of %u from HIGHMEM, which is good for little else%s.\n", high,
		   AREA_PAGES, plenty ? "" : "; this machine has hardly any");
	return plenty ? LESSON_CHECK(m, high == AREA_PAGES) : 0;
}

static int scattered(struct seq_file *m)
{
	bool plenty = high_zone()->free_pages > 4 * NR_TAKEN;
	void *p;
	int faults;

	seq_printf(m,
		   "\n2. %u pages by one vmalloc(). \"Break\": the next page's frame is not the next frame.\n"
		   "   A machine that has just booted has long runs of free frames, and a vmalloc() by hand may get one\n"
		   "   of them. So that this one looks like a machine that has run for a day, the lesson has just\n"
		   "   taken %u single pages and given every second one back.\n",
		   AREA_PAGES, NR_TAKEN);
	make_holes(GFP_HIGHUSER);
	p = vmalloc(AREA_SIZE);
	if (!p)
		return LESSON_CHECK(m, p);
	LESSON_STOP("an area of 16 pages, scattered in RAM",
		    "k-walk p\nk-walk p+4096\nk-walk p+8192");
	faults = show_area(m, "vmalloc()", p);
	faults += show_origin(m, p, plenty);
	seq_printf(m,
		   "   virt_to_phys(%px) would be nonsense, and no device can be given such an area as one piece.\n",
		   p);
	faults += LESSON_CHECK(m, !virt_addr_valid(p) && is_vmalloc_addr(p));
	vfree(p);
	return faults;
}

static int low_only(struct seq_file *m)
{
	void *p;
	int faults;

	seq_puts(m,
		 "\n3. vmalloc_32() is for devices that reach no further than lowmem; its frames are scattered all the same:\n");
	make_holes(GFP_KERNEL);
	p = vmalloc_32(AREA_SIZE);
	if (!p)
		return LESSON_CHECK(m, p);
	faults = show_area(m, "vmalloc_32()", p);
	faults += LESSON_CHECK(m, walk_frames(p, AREA_PAGES).high == 0);
	vfree(p);
	return faults;
}

/* ---- 4: the guard page ---- */

/* The area's own line of /proc/vmallocinfo. */
static int show_info_line(struct seq_file *m, const void *p)
{
	const size_t size = 16 << 10;
	struct seq_file text;
	char *buffer = kvmalloc(size, GFP_KERNEL), start[16], *line;
	int faults;

	if (!buffer)
		return LESSON_CHECK(m, buffer);
	seq_init(&text, buffer, size - 1, NULL);
	vmallocinfo_show(&text);
	buffer[text.count] = 0;
	scnprintf(start, sizeof(start), "0x%px-", p);
	line = strstr(buffer, start);
	if (line)
		seq_printf(m, "    %.*s\n", (int)(strchrnul(line, '\n') - line), line);
	faults = LESSON_CHECK(m, line || seq_has_overflowed(&text));
	kvfree(buffer);
	return faults;
}

static int guard(struct seq_file *m)
{
	u8 *p = vmalloc(AREA_SIZE), byte;
	int inside, behind, faults;

	if (!p)
		return LESSON_CHECK(m, p);
	p[AREA_SIZE - 1] = 0x42;
	seq_printf(m,
		   "\n4. Behind each area one page is left unmapped, the guard. The last page, and the next:\n\n");
	draw_frames(m, p + AREA_SIZE - PAGE_SIZE, 2);
	inside = peek_kernel_byte(p + AREA_SIZE - 1, &byte);
	LESSON_STOP("the guard page", "k-walk p+16*4096");
	behind = peek_kernel_byte(p + AREA_SIZE, &byte);
	seq_printf(m,
		   "\n   Reading the last byte works (returns %d): %#x. Reading the byte behind it does not: %d (-EFAULT).\n"
		   "   That was a real page fault; this read has an entry in the exception table, which says where to\n"
		   "   go on. Without one it would be an oops. In vmallocinfo the guard counts as part of the area, %lu\n"
		   "   bytes instead of %lu:\n\n",
		   inside, 0x42, behind, AREA_SIZE + PAGE_SIZE, AREA_SIZE);
	faults = LESSON_CHECK(m, inside == 0 && behind == -EFAULT);
	faults += LESSON_CHECK(m, walk_to_pfn(p + AREA_SIZE) == 0);
	faults += LESSON_CHECK(m, find_vm_area(p)->size == AREA_SIZE + PAGE_SIZE);
	faults += show_info_line(m, p);
	vfree(p);
	faults += LESSON_CHECK(m, peek_kernel_byte(p, &byte) == -EFAULT);
	seq_puts(m, "\n   After vfree() the whole area faults like this.\n");
	return faults;
}

/* ---- 5: the price ---- */

#define ROUNDS 32

/* The cheapest of some rounds: what an interrupt costs is in the others. */
#define cheapest(expr)                                                                             \
	({                                                                                         \
		unsigned long __least = ~0UL;                                                      \
		for (unsigned int __i = 0; __i < ROUNDS; __i++) {                                  \
			u64 __start = rdtsc_ordered();                                             \
			expr;                                                                      \
			__least = min_t(unsigned long, __least, rdtsc_ordered() - __start);        \
		}                                                                                  \
		__least;                                                                           \
	})

static void map_and_unmap(unsigned long size)
{
	vfree(vmalloc(size));
}

static void take_and_free(unsigned int order)
{
	free_pages(__get_free_pages(GFP_KERNEL, order), order);
}

static int price(struct seq_file *m)
{
	static const unsigned int orders[] = { 0, 2, 4, 6 };
	int faults = 0;

	seq_puts(m,
		 "\n5. What it costs: getting and freeing, in cycles (under -icount: instructions):\n\n"
		 "       KiB  __get_free_pages  vmalloc  times\n");
	for (unsigned int i = 0; i < ARRAY_SIZE(orders); i++) {
		unsigned long size = PAGE_SIZE << orders[i];
		unsigned long linear = cheapest(take_and_free(orders[i]));
		unsigned long mapped = cheapest(map_and_unmap(size));

		seq_printf(m, "    %6lu  %16lu %8lu  %5lu\n", size >> 10, linear, mapped,
			   mapped / linear);
		faults += LESSON_CHECK(m, mapped > linear);
	}
	seq_puts(m,
		 "\n   A block is taken off a list, whatever its size. vmalloc() takes each page, writes a page table\n"
		 "   entry for it, and on vfree() flushes it from the TLB. Using it costs more, too: lowmem is mapped by 4 MiB\n"
		 "   pages where the CPU has them, an area by 4 KiB pages with a TLB entry each.\n");
	return faults;
}

/* ---- 6: what it is for ---- */

#define LARGE (5UL << 20)

static int large(struct seq_file *m)
{
	void *k = kmalloc(LARGE, GFP_KERNEL | __GFP_NOWARN), *v = NULL;
	int faults = LESSON_CHECK(m, !k);

	seq_puts(m,
		 "\n6. And what it is for: 5 MiB, more than the buddy system has in one piece.\n\n");
	seq_printf(m, "    kmalloc(5 MiB)  %px\n", k);
	if (nr_free_pages() > 2 * PFN_UP(LARGE))
		v = vmalloc(LARGE);
	if (v) {
		seq_printf(m, "    vmalloc(5 MiB)  %px\n", v);
		faults += LESSON_CHECK(m, walk_frames(v, PFN_UP(LARGE)).mapped == PFN_UP(LARGE));
	} else {
		seq_puts(m,
			 "    vmalloc(5 MiB)  not tried: this machine has too little memory for it\n");
		faults += LESSON_CHECK(m, nr_free_pages() <= 2 * PFN_UP(LARGE));
	}
	vfree(v);
	return faults;
}

static int run(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "kmalloc() needs frames that are contiguous in RAM. After some time a machine has few long runs of free\n"
		 "frames, however much memory is free. vmalloc() takes frames one by one and gives them contiguous\n"
		 "addresses, by page tables of its own, in a window of the kernel's address space.\n\n");
	faults = window(m);
	faults += scattered(m);
	free_taken(0, 1);
	faults += low_only(m);
	free_taken(0, 1);
	faults += guard(m);
	faults += price(m);
	faults += large(m);
	/* Freed areas are kept for the next request of their size, page tables with them. */
	vmalloc_purge();
	return faults;
}

LESSON(5, vmalloc, .title = "vmalloc, contiguous addresses",
       .teaches = "scattered frames, the guard page, the price, and why 896 MB",
       .question = "vmalloc(100): how many bytes of RAM is that, and how many of addresses?",
       .answer = "vmalloc 100\nlook v1\nfree v1", .run = run);
