// SPDX-License-Identifier: MIT
/*
 * Tests of mm/vmalloc/vmalloc.c, mm/vmalloc/vmap_area.c and mm/page/pgd.c. After every case the runner walks
 * the tree and the list of areas (vmalloc_check) and compares the numbers of areas, of their pages and of
 * free pages with those before the case. Wrong calls and failures: tests/mm/vmalloc/vmalloc_bad_test.c.
 */
#include <asm/extable.h>
#include <asm/tlbflush.h>
#include <k896/check.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/vmalloc/vmap_area.h"
#include "tests/support/noticed.h"
#include "tests/support/pressure.h"

static long pages_now(void)
{
	return vmalloc_nr_pages();
}
static long areas_now(void)
{
	return vmalloc_nr_areas();
}
KUNIT_LEDGER("vmalloc_pages", drain_all, pages_now);
KUNIT_LEDGER("vmalloc_areas", drain_all, areas_now);
KUNIT_INVARIANT("vmalloc", vmalloc_check);

static bool faults(const void *addr)
{
	unsigned long value;

	return peek_kernel(addr, &value);
}

static bool have_highmem(void)
{
	return populated_zone(&contig_page_data.node_zones[ZONE_HIGHMEM]);
}

/* ---- what one gets ---- */

static void any_size_is_whole_pages_between_two_that_fault(struct kunit *test)
{
	static const unsigned long sizes[] = { 1,     100,   4095,    4096,	    4097,
					       65536, 65537, 1 << 20, (4 << 20) + 1 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long before = vmalloc_nr_pages();
		char *p = vmalloc(sizes[i]);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(p));
		KUNIT_EXPECT_EQ(test, offset_in_page(p), 0);
		KUNIT_EXPECT_EQ(test, vmalloc_nr_pages() - before, PFN_UP(sizes[i]));
		kasan_unpoison_range(p, PAGE_ALIGN(sizes[i])); /* behind what was asked for, too */
		memset(p, 0x5a, PAGE_ALIGN(sizes[i]));
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x5a, PAGE_ALIGN(sizes[i])));
		KUNIT_EXPECT_TRUE(test, faults(p + PAGE_ALIGN(sizes[i])));
		KUNIT_EXPECT_TRUE(test, faults(p - PAGE_SIZE));
		vfree(p);
		KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), before);
	}
}

/* Of 256 single pages every other one is given back: what is free first is scattered. */
static void addresses_are_contiguous_where_pages_are_scattered(struct kunit *test)
{
	enum { HELD = 256, SIZE = 16 };
	gfp_t gfp = GFP_KERNEL | __GFP_NORETRY; /* and vmalloc_32(): from one zone */
	struct page **held = kcalloc(HELD, sizeof(*held), GFP_KERNEL);
	u32 *p;

	KUNIT_ASSERT_NOT_NULL(test, held);
	drain_all_pages();
	for (int i = 0; i < HELD; i++) {
		held[i] = alloc_page(gfp);
		KUNIT_ASSERT_NOT_NULL(test, held[i]);
	}
	for (int i = 0; i < 4 * SIZE; i += 2) {
		__free_page(held[i]);
		held[i] = NULL;
	}
	p = vmalloc_32(SIZE * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (int i = 1; i < SIZE; i++) {
		long step = (long)vmalloc_to_pfn(p + i * 1024) -
			    (long)vmalloc_to_pfn(p + (i - 1) * 1024);

		KUNIT_EXPECT_TRUE_MSG(test, step != 1 && step != -1,
				      "pages %d and %d are neighbours", i - 1, i);
	}
	for (u32 i = 0; i < SIZE * 1024; i++)
		p[i] = i;
	for (u32 i = 0; i < SIZE * 1024; i++)
		if (p[i] != i)
			KUNIT_FAIL(test, "word %u is %u\n", i, p[i]);
	vfree(p);
	for (int i = 0; i < HELD; i++)
		if (held[i])
			__free_page(held[i]);
	kfree(held);
}

/* ---- the pages ---- */

static void expect_zone(struct kunit *test, const void *p, unsigned long pages, bool highmem)
{
	for (unsigned long i = 0; i < pages; i++) {
		struct page *page = vmalloc_to_page(p + i * PAGE_SIZE);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, PageHighMem(page), highmem);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
	}
}

static void pages_come_from_highmem_where_there_is_some(struct kunit *test)
{
	void *p;

	if (have_highmem() && !highmem_left(100))
		kunit_skip(test, "not enough highmem");
	p = vmalloc(100 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, p);
	expect_zone(test, p, 100, have_highmem());
	vfree(p);
}

static void vmalloc_32_stays_in_the_linear_map(struct kunit *test)
{
	void *p = vmalloc_32(100 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	expect_zone(test, p, 100, false);
	for (int i = 0; i < 100; i++)
		KUNIT_EXPECT_NOT_NULL(test, page_address(vmalloc_to_page(p + i * PAGE_SIZE)));
	vfree(p);
}

/* A word that tells page and place. */
static u32 stamp(unsigned long page, unsigned long word)
{
	return page * 2654435761U + word;
}

static unsigned int wrong_words(const u32 *map, unsigned long page)
{
	unsigned int wrong = 0;

	for (unsigned long word = 0; word < PAGE_SIZE / 4; word++)
		wrong += map[word] != stamp(page, word);
	return wrong;
}

static void every_byte_is_the_same_by_each_way(struct kunit *test)
{
	enum { PAGES = 200 };
	void *(*const makers[])(unsigned long size) = { vmalloc, vmalloc_32 };

	for (unsigned int m = 0; m < ARRAY_SIZE(makers); m++) {
		u32 *p = makers[m](PAGES * PAGE_SIZE);
		unsigned int wrong = 0;

		KUNIT_ASSERT_NOT_NULL(test, p);
		for (unsigned long i = 0; i < PAGES * 1024; i++)
			p[i] = stamp(i / 1024, i % 1024);
		for (unsigned long i = 0; i < PAGES; i++) {
			struct page *page = vmalloc_to_page(p + i * 1024);
			u32 *map = kmap_atomic(page);

			wrong += wrong_words(map, i);
			map[i % 1024] ^= 1;
			kunmap_atomic(map);
			wrong += p[i * 1024 + i % 1024] != (stamp(i, i % 1024) ^ 1);
			p[i * 1024 + i % 1024] ^= 1;
			if (page_address(page))
				wrong += wrong_words(page_address(page), i);
		}
		KUNIT_EXPECT_EQ(test, wrong, 0);
		vfree(p);
	}
}

/* The pages are made dirty first, so that zeroes are somebody's work. */
static void fill_pages(void *p, unsigned long size)
{
	kasan_unpoison_range(p, PAGE_ALIGN(size));
	memset(p, 0xff, PAGE_ALIGN(size));
}

static bool pages_are_zero(void *p, unsigned long size)
{
	kasan_unpoison_range(p, PAGE_ALIGN(size));
	return !memchr_inv(p, 0, PAGE_ALIGN(size));
}

/* To the end of the last page. */
static void zeroed_areas_are_zero(struct kunit *test)
{
	static const unsigned long sizes[] = { 1, 3 * PAGE_SIZE, 100 * PAGE_SIZE };

	kasan_disable_current(); /* whole pages are looked at */
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = vmalloc(sizes[i]);

		KUNIT_ASSERT_NOT_NULL(test, p);
		fill_pages(p, sizes[i]);
		vfree(p);
		p = vzalloc(sizes[i]);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, pages_are_zero(p, sizes[i]));
		fill_pages(p, sizes[i]);
		vfree(p);
		p = vmalloc_user(sizes[i]);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, pages_are_zero(p, sizes[i]));
		KUNIT_EXPECT_EQ(test, find_vm_area(p)->flags, VM_ALLOC | VM_USERMAP);
		vfree(p);
	}
	kasan_enable_current();
}

/* ---- translations ---- */

static void a_freed_area_faults_at_once(struct kunit *test)
{
	static const unsigned long pages[] = { 1, 2, 32, 33, 64, 300 };

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		char *p = vmalloc(pages[i] * PAGE_SIZE);

		KUNIT_ASSERT_NOT_NULL(test, p);
		for (unsigned long j = 0; j < pages[i]; j++)
			p[j * PAGE_SIZE] = 1; /* now the CPU remembers each */
		vfree(p);
		for (unsigned long j = 0; j < pages[i]; j++)
			KUNIT_EXPECT_TRUE_MSG(test, faults(p + j * PAGE_SIZE), "page %lu of %lu", j,
					      pages[i]);
	}
}

/*
 * The same addresses again, with other pages: what is read must be what kmap finds in those. With a
 * translation left over, a word of the old page would come.
 */
static void addresses_that_are_used_again_lead_to_the_new_pages(struct kunit *test)
{
	static const unsigned long sizes[] = { 1, 16, 40, 200 };
	unsigned int again = 0;

	for (unsigned int round = 0; round < 200; round++) {
		unsigned long pages = sizes[round % ARRAY_SIZE(sizes)];
		static u32 *last[ARRAY_SIZE(sizes)];
		u32 *p = vmalloc(pages * PAGE_SIZE);
		struct page *keep, *other;

		KUNIT_ASSERT_NOT_NULL(test, p);
		again += p == last[round % ARRAY_SIZE(sizes)];
		last[round % ARRAY_SIZE(sizes)] = p;
		for (unsigned long i = 0; i < pages; i++) {
			u32 *map = kmap_atomic(vmalloc_to_page(p + i * 1024));

			*map = stamp(i, round);
			kunmap_atomic(map);
		}
		for (unsigned long i = 0; i < pages; i++)
			KUNIT_EXPECT_EQ(test, p[i * 1024], stamp(i, round));
		vfree(p);
		keep = alloc_page(GFP_HIGHUSER); /* so that the next area gets others */
		KUNIT_ASSERT_NOT_NULL(test, keep);
		other = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, other);
		__free_page(other);
		__free_page(keep);
	}
	KUNIT_EXPECT_GT(test, again, 20);
}

static void many_areas_share_one_flush(struct kunit *test)
{
	unsigned long flushes;

	drain_all();
	flushes = vmalloc_nr_purges();
	for (int i = 0; i < 320; i++)
		vfree(vmalloc(PAGE_SIZE));
	KUNIT_EXPECT_GE(test, vmalloc_nr_purges() - flushes, 9);
	KUNIT_EXPECT_LE(test, vmalloc_nr_purges() - flushes, 11);
}

/* ---- page directories ---- */

/* In @dir, with nothing said to the page tables before: 0, or what went wrong. */
static int write_through(pgd_t *dir, u32 *p, unsigned long words, u32 value)
{
	unsigned long flags, old = read_cr3();
	int err = 0;

	local_irq_save(flags);
	write_cr3(__pa(dir));
	for (unsigned long i = 0; i < words && !err; i += 1024)
		err = poke_kernel(p + i, value + i);
	write_cr3(old);
	local_irq_restore(flags);
	return err;
}

static void every_page_directory_sees_every_area(struct kunit *test)
{
	enum { WORDS = 2 << 20 }; /* 8 MiB: needs new page tables */
	pgd_t *before, *after;
	u32 *p;

	drain_all(); /* page tables that map nothing are gone */
	before = pgd_alloc();
	p = vmalloc(WORDS * 4);
	after = pgd_alloc();
	KUNIT_ASSERT_NOT_NULL(test, before);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, after);
	KUNIT_EXPECT_EQ(test, write_through(before, p, WORDS, 100), 0);
	for (unsigned long i = 0; i < WORDS; i += 1024)
		KUNIT_EXPECT_EQ(test, p[i], 100 + i);
	KUNIT_EXPECT_EQ(test, write_through(after, p, WORDS, 200), 0);
	for (unsigned long i = 0; i < WORDS; i += 1024)
		KUNIT_EXPECT_EQ(test, p[i], 200 + i);
	vfree(p);
	KUNIT_EXPECT_NE(test, write_through(before, p, 1, 0), 0);
	drain_all();
	KUNIT_EXPECT_EQ(test, memcmp(before + 768, swapper_pg_dir + 768, 256 * sizeof(pgd_t)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(after + 768, swapper_pg_dir + 768, 256 * sizeof(pgd_t)), 0);
	pgd_free(before);
	pgd_free(after);
}

static void page_tables_come_on_demand_and_go_with_the_last_area(struct kunit *test)
{
	unsigned long free, addr;
	void *p;

	drain_all();
	free = nr_free_pages();
	p = vmalloc(8 << 20);
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (addr = (unsigned long)p; addr < (unsigned long)p + (8 << 20); addr += PMD_SIZE)
		KUNIT_EXPECT_TRUE(test, has_kernel_table(addr));
	vfree(p);
	drain_all();
	KUNIT_EXPECT_FALSE(test, has_kernel_table((unsigned long)p + PMD_SIZE));
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

/* ---- vmap ---- */

static void vmap_shows_the_callers_pages_in_order(struct kunit *test)
{
	struct page *pages[5];
	u32 *p;

	for (int i = 0; i < 5; i++) {
		pages[i] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	swap(pages[0], pages[3]);
	p = vmap(pages, 5, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (int i = 0; i < 5; i++) {
		u32 *map = kmap_atomic(pages[i]);

		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p + i * 1024), pages[i]);
		p[i * 1024 + 7] = i + 1;
		KUNIT_EXPECT_EQ(test, map[7], i + 1);
		kunmap_atomic(map);
	}
	KUNIT_EXPECT_TRUE(test, faults(p + 5 * 1024));
	vunmap(p);
	KUNIT_EXPECT_TRUE(test, faults(p));
	for (int i = 0; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
		__free_page(pages[i]);
	}
}

static void vmap_can_be_read_only(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);
	u32 *p = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL_RO) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, *p, 0);
	KUNIT_EXPECT_NE(test, poke_kernel(p, 1), 0);
	vunmap(p);
	__free_page(page);
}

static void vmap_hands_its_pages_over_when_asked(struct kunit *test)
{
	struct page **pages = kvmalloc_array(40, sizeof(*pages), GFP_KERNEL);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	for (int i = 0; i < 40; i++) {
		pages[i] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	p = vmap(pages, 40, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	vfree(p); /* pages and array: the books tell */
}

/* ---- everything at once ---- */

#define SOAK_AREAS	200
#define SOAK_OPERATIONS 20000

struct live {
	u32 *p;
	unsigned long pages;
	u32 stamp;
};

/* To the last word of an area's pages, behind the bytes that were asked for. */
static __no_sanitize_address void make(struct live *a, struct rnd_state *rnd)
{
	unsigned int kind = prandom_u32_state(rnd) % 8;

	a->pages = 1 + prandom_u32_state(rnd) % (kind ? 20 : 150);
	a->p = kind == 1 ? vzalloc(a->pages * PAGE_SIZE - 5) :
	       kind == 2 ? vmalloc_32(a->pages * PAGE_SIZE) :
			   vmalloc(a->pages * PAGE_SIZE - prandom_u32_state(rnd) % 2048);
	a->stamp = prandom_u32_state(rnd);
	for (unsigned long i = 0; a->p && i < a->pages; i++)
		a->p[i * 1024 + i] = a->stamp + i;
}

static __no_sanitize_address bool is_intact(const struct live *a)
{
	for (unsigned long i = 0; i < a->pages; i++)
		if (a->p[i * 1024 + i] != a->stamp + i)
			return false;
	return true;
}

static bool overlaps(const struct live *a, const struct live *b)
{
	return a != b && b->p && a->p < b->p + b->pages * 1024 + 1024 &&
	       b->p < a->p + a->pages * 1024 + 1024;
}

static void random_areas_never_overlap_nor_lose_a_word(struct kunit *test)
{
	struct live *areas = kcalloc(SOAK_AREAS, sizeof(*areas), GFP_KERNEL);
	unsigned int damaged = 0, overlapping = 0;
	struct rnd_state rnd;

	KUNIT_ASSERT_NOT_NULL(test, areas);
	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (int op = 0; op < SOAK_OPERATIONS; op++) {
		struct live *a = &areas[prandom_u32_state(&rnd) % SOAK_AREAS];

		if (a->p) {
			damaged += !is_intact(a);
			vfree(a->p);
			a->p = NULL;
		} else if (totalram_pages() > 8192 || prandom_u32_state(&rnd) % 4 == 0) {
			make(a, &rnd);
			for (int i = 0; a->p && i < SOAK_AREAS; i++)
				overlapping += overlaps(a, &areas[i]);
		}
		if (op % 512 == 0)
			KUNIT_ASSERT_EQ(test, vmalloc_check(), 0);
	}
	for (int i = 0; i < SOAK_AREAS; i++) {
		damaged += areas[i].p && !is_intact(&areas[i]);
		vfree(areas[i].p);
	}
	KUNIT_EXPECT_EQ(test, damaged, 0);
	KUNIT_EXPECT_EQ(test, overlapping, 0);
	kfree(areas);
}

static void a_mapping_that_is_taken_away_faults_at_once(struct kunit *test)
{
	static struct page *pages[40] __no_kmemleak;

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	for (unsigned int n = 1; n <= ARRAY_SIZE(pages); n++) {
		char *p;

		drain_all(); /* or it may be this one that brings a flush of all */
		p = vmap(pages, n, VM_MAP, PAGE_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		for (unsigned int i = 0; i < n; i++)
			p[i * PAGE_SIZE] = i;
		vunmap(p);
		/* Where many go together the flush comes before the addresses are used again. */
		for (unsigned int i = 0; n <= 32 && i < n; i++)
			KUNIT_EXPECT_TRUE_MSG(test, faults(p + i * PAGE_SIZE), "%u of %u", i, n);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++)
		__free_page(pages[i]);
}

static void the_32nd_dead_area_brings_the_flush(struct kunit *test)
{
	static void *p[32] __no_kmemleak;
	unsigned long purges;

	drain_all();
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = vmalloc(PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
	}
	drain_all();
	purges = vmalloc_nr_purges();
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_EXPECT_EQ(test, vmalloc_nr_purges(), purges);
		vfree(p[i]);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_nr_purges(), purges + 1);
}

/* 1024 pages in areas of 16 and a guard page, and those that wait for the next flush. */
static void spare_areas_are_bounded(struct kunit *test)
{
	static void *p[128] __no_kmemleak;

	drain_all();
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = vmalloc(16 * PAGE_SIZE);
		if (!p[i])
			break;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(p) && p[i]; i++)
		vfree(p[i]);
	KUNIT_EXPECT_GT(test, vmalloc_nr_unused(), 0UL);
	KUNIT_EXPECT_LE(test, vmalloc_nr_unused(), 1024UL / 17 + 1 + 31);
	drain_all();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_unused(), 0UL);
}

static void an_area_ends_before_the_next_address(struct kunit *test)
{
	void *p = vmalloc(PAGE_SIZE);
	struct vm_struct *behind;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(p + 2 * PAGE_SIZE - 1)->addr,
			    p); /* its guard page */
	behind = find_vm_area(p + 2 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, !behind || behind->addr == p + 2 * PAGE_SIZE);
	vfree(p);
}

static void the_check_notices_what_is_wrong(struct kunit *test)
{
	void *p[3];
	struct vmap_area *va, *next;

	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = vmalloc(PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
	}
	va = to_vmap_area(find_vm_area(p[1]));
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
	EXPECT_NOTICED(test, va->gap, va->gap + PAGE_SIZE, vmalloc_check());
	EXPECT_NOTICED(test, va->max_gap, va->max_gap + PAGE_SIZE, vmalloc_check());
	EXPECT_NOTICED(test, va->max_gap, 1, vmalloc_check());
	EXPECT_NOTICED(test, va->vm.size, va->vm.size + PAGE_SIZE, vmalloc_check());
	EXPECT_NOTICED(test, va->vm.addr, va->vm.addr - PAGE_SIZE, vmalloc_check());
	/* With the gaps as they must be, only the address is odd. */
	va->gap -= 8;
	EXPECT_NOTICED(test, va->vm.size, va->vm.size + 8, vmalloc_check());
	va->gap += 8;
	next = list_next_entry(va, list);
	list_del(&va->list);
	KUNIT_EXPECT_NE(test, vmalloc_check(), 0); /* the tree has more */
	list_add_tail(&va->list, &next->list);
	list_move(&va->list, &next->list);
	KUNIT_EXPECT_NE(test, vmalloc_check(), 0); /* another order */
	list_move_tail(&va->list, &next->list);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		vfree(p[i]);
}

static struct kunit_case vmalloc_cases[] = {
	KUNIT_CASE(any_size_is_whole_pages_between_two_that_fault),
	KUNIT_CASE(addresses_are_contiguous_where_pages_are_scattered),
	KUNIT_CASE(pages_come_from_highmem_where_there_is_some),
	KUNIT_CASE(vmalloc_32_stays_in_the_linear_map),
	KUNIT_CASE(every_byte_is_the_same_by_each_way),
	KUNIT_CASE(zeroed_areas_are_zero),
	KUNIT_CASE(a_freed_area_faults_at_once),
	KUNIT_CASE(addresses_that_are_used_again_lead_to_the_new_pages),
	KUNIT_CASE(many_areas_share_one_flush),
	KUNIT_CASE(every_page_directory_sees_every_area),
	KUNIT_CASE(page_tables_come_on_demand_and_go_with_the_last_area),
	KUNIT_CASE(vmap_shows_the_callers_pages_in_order),
	KUNIT_CASE(vmap_can_be_read_only),
	KUNIT_CASE(vmap_hands_its_pages_over_when_asked),
	KUNIT_CASE(a_mapping_that_is_taken_away_faults_at_once),
	KUNIT_CASE(the_32nd_dead_area_brings_the_flush),
	KUNIT_CASE(spare_areas_are_bounded),
	KUNIT_CASE(an_area_ends_before_the_next_address),
	KUNIT_CASE(the_check_notices_what_is_wrong),
	KUNIT_CASE(random_areas_never_overlap_nor_lose_a_word),
	{},
};

static struct kunit_suite vmalloc_suite = { .name = "vmalloc", .test_cases = vmalloc_cases };
kunit_test_suite(vmalloc_suite);
