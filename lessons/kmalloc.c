/* SPDX-License-Identifier: MIT */
/*
 * Lesson 3, kmalloc(): where its memory comes from, how it lies, and what a size really costs.
 *
 *	kmalloc(100)  ->  class of 128 bytes  ->  a slab of that cache  ->  pages of the buddy system
 *
 * The lesson allocates from one class until that class needs a new slab, and sees the pages leave the page
 * allocator's free lists. It walks the page tables under a large piece, page by page. It measures what every
 * size is rounded up to, looks at what new memory contains, and asks for memory below 16 MiB and for more
 * than the largest class holds.
 *
 * Where all caches are debugged (slub_debug=Z or P), a class keeps the exact size and fresh memory is marked:
 * the lesson says so where it matters.
 */
#include <k896/lesson.h>
#include <linux/kernel.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "draw.h"

/* The cache that @p is from, which the page knows that it lies in. NULL: it is in no slab. */
static struct kmem_cache *cache_of(const void *p)
{
	struct page *page = compound_head(virt_to_page(p));

	return PageSlab(page) ? page->slab_cache : NULL;
}

/* Does slub_debug=Z keep the exact size of each piece? Or is there no memory to find out? */
static bool sizes_are_guarded(void)
{
	void *p = kmalloc(33, GFP_KERNEL);
	bool guarded = ksize(p) == 33;

	kfree(p);
	return guarded;
}

/* ---- 1: a new slab ---- */

#define SLAB_SIZE   2048 /* the class that is watched: its slabs have several pages */
#define MAX_OBJECTS 512	 /* ends the search */

/* Each piece leads to the one taken before it. */
static void *taken;

static void give_back(void)
{
	while (taken) {
		void *p = taken;

		taken = *(void **)p;
		kfree(p);
	}
}

/* false: no memory. */
static bool take_piece(void)
{
	void *p = kmalloc(SLAB_SIZE, GFP_KERNEL);

	if (!p)
		return false;
	*(void **)p = taken;
	taken = p;
	return true;
}

/* How many pieces were taken until the number of free pages fell; 0: it never did. */
static unsigned int take_until_new_slab(unsigned long lists[MAX_ORDER])
{
	const struct zone *zone = lesson_zone();

	for (unsigned int n = 1; n <= MAX_OBJECTS; n++) {
		unsigned long free = nr_free_pages();

		count_free_blocks(zone, lists);
		if (!take_piece())
			return 0;
		drain_all_pages();
		if (nr_free_pages() < free)
			return n;
	}
	return 0;
}

/* Is the frame inside of a block that the buddy system has on one of its lists? */
static bool is_free(unsigned long pfn)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		const struct page *page = pfn_to_page(pfn & ~((1UL << order) - 1));

		if (PageBuddy(page) && page_alloc_order(page) >= order)
			return true;
	}
	return false;
}

static int new_slab(struct seq_file *m)
{
	unsigned long lists[MAX_ORDER], before, free, pfn, pages;
	struct page *slab;
	int faults;

	seq_printf(m,
		   "1. Pieces of %u bytes are taken until their class has no room left. Then it needs a new slab,\n"
		   "   and that comes from the page allocator:\n\n",
		   SLAB_SIZE);
	drain_all();
	before = nr_free_pages();
	if (LESSON_CHECK(m, take_until_new_slab(lists)))
		return 1;
	free = nr_free_pages();
	slab = compound_head(virt_to_page(taken));
	pages = 1UL << page_alloc_order(slab);
	pfn = page_to_pfn(slab);
	LESSON_STOP("a new slab, its pages just taken from the buddy system", "k-slab kmalloc-2k");
	draw_orders(m);
	draw_counts(m, "before", lists);
	count_free_blocks(lesson_zone(), lists);
	draw_counts(m, "after", lists);
	seq_printf(m,
		   "\n   The piece at %px opened a slab of %s: %lu page%s, frames %#lx-%#lx. It has room\n"
		   "   for %u pieces, and only piece %u after it fetches pages again.\n",
		   taken, kmem_cache_name(cache_of(taken)), pages, pages > 1 ? "s" : "", pfn,
		   pfn + pages - 1, slab->objects, slab->objects);
	faults = LESSON_CHECK(m, PageSlab(slab) && !is_free(pfn));
	faults += LESSON_CHECK(m, pfn <= page_to_pfn(virt_to_page(taken)));
	faults += LESSON_CHECK(m, page_to_pfn(virt_to_page(taken)) < pfn + pages);
	faults += LESSON_CHECK(m, take_until_new_slab(lists) == slab->objects);
	give_back();
	drain_all();
	seq_printf(m,
		   "   All pieces freed and empty slabs given back: %lu pages free, as before, and frame %#lx is in\n"
		   "   the buddy system's lists again.\n",
		   nr_free_pages(), pfn);
	faults += LESSON_CHECK(m, free < before && nr_free_pages() >= before);
	return faults + LESSON_CHECK(m, is_free(pfn));
}

/* ---- 2: how it lies ---- */

#define ROW_SIZE (64UL << 10)
#define ROW	 (ROW_SIZE / PAGE_SIZE)

static int contiguity(struct seq_file *m)
{
	void *p = kmalloc(ROW_SIZE, GFP_KERNEL);
	struct frames f;
	int faults;

	if (!p)
		return LESSON_CHECK(m, p);
	seq_printf(m,
		   "\n2. kmalloc(%lu KiB). The page tables are walked for each of its %lu pages, as the CPU does it:\n\n",
		   ROW_SIZE >> 10, ROW);
	draw_frames(m, p, 3);
	seq_puts(m, "    ...\n");
	draw_frames(m, p + ROW_SIZE - PAGE_SIZE, 1);
	f = walk_frames(p, ROW);
	LESSON_STOP("one piece of 64 KiB: the page tables of its first page", "k-walk p");
	seq_printf(m,
		   "\n   %u of %u frames follow their predecessor: one piece in RAM as well, which a device can be given.\n"
		   "   And for %u of %u the address is the physical one plus %#lx (PAGE_OFFSET). That is all that\n"
		   "   virt_to_phys() computes: %px -> %#lx. It is true of these addresses only.\n",
		   f.pages - f.breaks, f.pages, f.linear, f.pages, PAGE_OFFSET, p,
		   (unsigned long)virt_to_phys(p));
	faults = LESSON_CHECK(m, f.mapped == ROW && f.breaks == 0 && f.linear == ROW && !f.high);
	faults += LESSON_CHECK(m, virt_to_phys(p) == (phys_addr_t)walk_to_pfn(p) << PAGE_SHIFT);
	kfree(p);
	return faults;
}

/* ---- 3: classes ---- */

/* What the class sizes are said to be: powers of two, and two in between. */
static size_t expected_class(size_t size)
{
	size_t class = KMALLOC_MIN_SIZE;

	if (size > 64 && size <= 96)
		return 96;
	if (size > 128 && size <= 192)
		return 192;
	while (class < size)
		class *= 2;
	return class;
}

static unsigned long percent(unsigned long part, unsigned long whole)
{
	return whole ? part * 100 / whole : 0;
}

static int show_class(struct seq_file *m, size_t size)
{
	void *p = kmalloc(size, GFP_KERNEL);
	size_t got;
	int faults;

	if (!p)
		return LESSON_CHECK(m, p);
	got = ksize(p);
	seq_printf(m, "    %6zu  %6zu  %5zu  %2lu %%  %s\n", size, got, got - size,
		   percent(got - size, got), kmem_cache_name(cache_of(p)));
	faults = LESSON_CHECK(m, got == expected_class(size));
	kfree(p);
	return faults;
}

/* All sizes up to @most, once each. */
static int measure_waste(struct seq_file *m, size_t most)
{
	unsigned long asked = 0, used = 0, doubling = 0, wrong = 0;

	for (size_t size = 1; size <= most; size++) {
		void *p = kmalloc(size, GFP_KERNEL);

		if (!p)
			return LESSON_CHECK(m, p);
		asked += size;
		used += ksize(p);
		wrong += ksize(p) != expected_class(size);
		doubling += max_t(size_t, roundup_pow_of_two(size), KMALLOC_MIN_SIZE);
		kfree(p);
	}
	seq_printf(m, "    1 to %4zu  %8lu bytes asked for, %8lu used: %2lu %% wasted (%2lu %%)\n",
		   most, asked, used, percent(used - asked, used),
		   percent(doubling - asked, doubling));
	return LESSON_CHECK(m, !wrong) + LESSON_CHECK(m, used < doubling);
}

static int classes(struct seq_file *m)
{
	static const size_t sizes[] = { 1,   8,	  32,  33,  64,	  65,	96,   97,    100,
					128, 129, 192, 193, 1000, 1025, 5000, 70000, 131072 };
	int faults = 0;

	seq_puts(m,
		 "\n3. kmalloc() has a cache for each of a few sizes, its classes, and takes the smallest that is large\n"
		 "   enough. ksize() tells how much one really got:\n\n");
	if (sizes_are_guarded()) {
		seq_puts(m,
			 "   (Not here: with slub_debug=Z the bytes behind those asked for are a red zone, and ksize()\n"
			 "   leaves them out.)\n");
		return 0;
	}
	seq_puts(m, "     asked     got  waste        cache\n");
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		faults += show_class(m, sizes[i]);
	seq_puts(m,
		 "\n   All sizes, once each (in brackets: with powers of two alone, without 96 and 192):\n\n");
	faults += measure_waste(m, 256);
	faults += measure_waste(m, PAGE_SIZE);
	seq_puts(m,
		 "\n   Then and now: the smallest class here has 32 bytes, as in books about the 2.4 and 2.6 kernels;\n"
		 "   Linux 6.1 goes down to kmalloc-8. 96 and 192 came with 2.6, and 6.1 has them.\n");
	return faults;
}

/* ---- 4: contents ---- */

#define LEFT_SIZE 512 /* a class in which little happens meanwhile */

static unsigned int count_bytes(const u8 *p, u8 byte)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < LEFT_SIZE; i++)
		n += p[i] == byte;
	return n;
}

/* Leaves a piece full of @byte behind, and returns the next one. */
static u8 *after_leftovers(u8 byte, gfp_t gfp)
{
	u8 *p = kmalloc(LEFT_SIZE, GFP_KERNEL);

	if (!p)
		return NULL;
	memset(p, byte, LEFT_SIZE);
	kfree(p);
	return kmalloc(LEFT_SIZE, gfp);
}

static int contents(struct seq_file *m)
{
	u8 *p = after_leftovers('K', GFP_KERNEL);
	unsigned int old, fresh;
	int faults;

	if (!p)
		return LESSON_CHECK(m, p);
	old = count_bytes(p, 'K');
	fresh = count_bytes(p, POISON_FRESH);
	LESSON_STOP("what is left over in a piece that was just handed out", "x/8xw p");
	seq_printf(m,
		   "\n4. A piece of %u bytes is filled with 'K' and freed; the next kmalloc(%u) gets the same memory:\n\n",
		   LEFT_SIZE, LEFT_SIZE);
	seq_hex_dump(m, "    ", DUMP_PREFIX_NONE, 16, 4, p, 32, true);
	seq_printf(m,
		   "\n   %u of its bytes are the old ones%s. kmalloc() promises nothing about contents. (Debian builds\n"
		   "   its 6.1 with init_on_alloc, which clears everything: true there, and not of Linux.)\n",
		   old,
		   fresh > old ? ": with slub_debug=P they read a5 until they are written" : "");
	/* A word may have been the link to the next free piece. */
	faults = LESSON_CHECK(m, max(old, fresh) >= LEFT_SIZE - sizeof(void *));
	kfree(p);

	p = after_leftovers('K', GFP_KERNEL | __GFP_ZERO);
	if (!p)
		return faults + LESSON_CHECK(m, p);
	seq_printf(m, "   kzalloc() is kmalloc() with __GFP_ZERO: %u of %u bytes are 0.\n",
		   count_bytes(p, 0), LEFT_SIZE);
	faults += LESSON_CHECK(m, count_bytes(p, 0) == LEFT_SIZE);
	kfree(p);
	return faults;
}

/* ---- 5: where ---- */

static int show_place(struct seq_file *m, const char *flags, const void *p)
{
	if (!p)
		return LESSON_CHECK(m, p);
	seq_printf(m, "    %-10s %px, physical %#010lx, zone %-6s  %s\n", flags, p,
		   (unsigned long)virt_to_phys(p), page_zone(virt_to_page(p))->name,
		   kmem_cache_name(cache_of(p)));
	return 0;
}

static int dma(struct seq_file *m)
{
	void *normal = kmalloc(SLAB_SIZE, GFP_KERNEL), *low = kmalloc(SLAB_SIZE, GFP_DMA);
	bool has_normal = zone_idx(lesson_zone()) == ZONE_NORMAL;
	int faults;

	seq_puts(m,
		 "\n5. An old device that can address 24 bits needs memory below 16 MiB. GFP_DMA has classes of its own:\n\n");
	faults = show_place(m, "GFP_KERNEL", normal);
	faults += show_place(m, "GFP_DMA", low);
	if (low)
		faults +=
			LESSON_CHECK(m, virt_to_phys(low) + SLAB_SIZE <= MAX_DMA_PFN << PAGE_SHIFT);
	if (!has_normal)
		seq_puts(m,
			 "\n   This machine has no RAM above 16 MiB, so both come from there.\n");
	else if (normal)
		faults += LESSON_CHECK(m, virt_to_phys(normal) >= MAX_DMA_PFN << PAGE_SHIFT);
	kfree(normal);
	kfree(low);
	return faults;
}

/* ---- 6: large sizes ---- */

/* Is there a block that large? */
static bool has_block(unsigned int order)
{
	return lesson_zone()->nonempty >> order;
}

static int show_large(struct seq_file *m, size_t size)
{
	bool room = size <= KMALLOC_MAX_SIZE && has_block(get_order(size));
	void *p = kmalloc(size, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
	int faults;

	seq_printf(m, "    %8zu  %px  ", size, p);
	if (p) {
		seq_printf(m, "ksize %8zu, %s\n", ksize(p),
			   cache_of(p) ? kmem_cache_name(cache_of(p)) : "whole pages, no slab");
		faults = LESSON_CHECK(m, size <= KMALLOC_MAX_SIZE && ksize(p) >= size);
		faults += LESSON_CHECK(m, !cache_of(p) == (size > KMALLOC_MAX_CACHE_SIZE));
		faults += LESSON_CHECK(m, walk_frames(p, PFN_UP(size)).breaks == 0);
	} else {
		seq_puts(m, size > KMALLOC_MAX_SIZE ? "too large\n" :
						      "no block of that order is free\n");
		faults = LESSON_CHECK(m, !room);
	}
	kfree(p);
	return faults;
}

static int large(struct seq_file *m)
{
	static const size_t sizes[] = { 128 << 10, (128 << 10) + 1, 1 << 20, 4 << 20,
					(4 << 20) + 1 };
	int faults = 0;

	seq_puts(m,
		 "\n6. Above the largest class kmalloc() hands the request on to the page allocator, which rounds up to\n"
		 "   2^n pages and ends at 2^10, 4 MiB:\n\n");
	drain_all();
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		faults += show_large(m, sizes[i]);
	seq_puts(m,
		 "\n   Then and now: \"kmalloc() ends at 128 KiB\" is true of old kernels: that was their largest class.\n"
		 "   Linux 6.1 goes on to 4 MiB on this machine, too; its largest class has 8 KiB. A large piece needs\n"
		 "   that many free pages side by side, so ask early, or use vmalloc() (lesson 5).\n");
	return faults;
}

static int run(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "The page allocator gives out whole pages. Most of what a kernel needs is smaller. kmalloc(size, flags)\n"
		 "serves any size: it cuts pages into pieces of one size, and keeps those of each size together in a\n"
		 "slab cache.\n\n");
	faults = new_slab(m);
	give_back();
	faults += contiguity(m);
	faults += classes(m);
	faults += contents(m);
	faults += dma(m);
	return faults + large(m);
}

LESSON(3, kmalloc, .title = "kmalloc, memory of any size",
       .teaches = "from a size to a page; one piece in RAM; what it costs; GFP_DMA",
       .question = "kmalloc(300): from which cache, and how many of its bytes are nobody's?",
       .answer = "kmalloc 300 GFP_KERNEL\nlook k1\nfree k1", .run = run);
