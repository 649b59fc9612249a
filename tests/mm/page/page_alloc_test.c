// SPDX-License-Identifier: MIT
/*
 * Tests of mm/page/page_alloc.c, buddy.c and pcp.c. After every case the runner compares the number of free pages with what it
 * was, and walks every list (page_alloc_check).
 */
#include <k896/check.h>
#include <k896/kasan.h>
#include <k896/log.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/fault-inject.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/prandom.h>
#include <linux/printk.h>
#include <linux/string.h>

/* The shadow of stacks that stay is none of a case: which of its pages are needed depends on where they lie. */
static long free_pages_now(void)
{
	return nr_free_pages() + kasan_shadow_pages();
}
KUNIT_LEDGER("free_pages", drain_all, free_pages_now);
KUNIT_INVARIANT("page_alloc", page_alloc_check);

/* What a test asks with, so that an empty machine is an answer and not a wait or a report. */
#define GFP_TEST     (GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)
#define GFP_TEST_ALL (GFP_HIGHUSER | __GFP_NORETRY | __GFP_NOWARN)

static struct zone *const zones = contig_page_data.node_zones;

/* The zone that GFP_KERNEL prefers: all memory is DMA on a 16 MiB machine. */
static struct zone *lowmem_zone(void)
{
	return populated_zone(&zones[ZONE_NORMAL]) ? &zones[ZONE_NORMAL] : &zones[ZONE_DMA];
}

struct snapshot {
	unsigned long nr_free[MAX_NR_ZONES][MAX_ORDER];
};

static void take_snapshot(struct snapshot *s)
{
	drain_all();
	for (int z = 0; z < MAX_NR_ZONES; z++)
		for (int order = 0; order < MAX_ORDER; order++)
			s->nr_free[z][order] = zones[z].free_area[order].nr_free;
}

static void expect_free_lists(struct kunit *test, const struct snapshot *before)
{
	struct snapshot now;

	take_snapshot(&now);
	for (int z = 0; z < MAX_NR_ZONES; z++)
		for (int order = 0; order < MAX_ORDER; order++)
			KUNIT_EXPECT_EQ_MSG(test, now.nr_free[z][order], before->nr_free[z][order],
					    "zone %s order %d", zones[z].name, order);
}

/* ---- orders ---- */

static void every_order_is_aligned_and_counted(struct kunit *test)
{
	drain_all();
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		unsigned long before = nr_free_pages();
		struct page *page = alloc_pages(GFP_TEST, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_pfn(page) & ((1UL << order) - 1), 0);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		drain_all();
		KUNIT_EXPECT_EQ(test, nr_free_pages(), before - (1UL << order));
		__free_pages(page, order);
		drain_all();
		KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
	}
}

/* The zone with the most free blocks of the largest order: in a small machine ZONE_NORMAL has none. */
static struct zone *zone_of_large_blocks(gfp_t *gfp)
{
	bool dma = zones[ZONE_DMA].free_area[MAX_ORDER - 1].nr_free >
		   zones[ZONE_NORMAL].free_area[MAX_ORDER - 1].nr_free;

	*gfp = dma ? GFP_TEST | __GFP_DMA : GFP_TEST;
	return &zones[dma ? ZONE_DMA : ZONE_NORMAL];
}

/*
 * Takes every block below the largest order that the zone has, so that the next small one must split a
 * largest block: then all orders between have exactly one free block, the halves.
 */
static void a_split_leaves_one_half_at_each_order(struct kunit *test)
{
	struct page *held = NULL, *page, *next;
	struct zone *zone;
	gfp_t gfp;

	drain_all();
	zone = zone_of_large_blocks(&gfp);
	if (zone->free_area[MAX_ORDER - 1].nr_free < 2)
		kunit_skip(test, "too few large blocks");
	for (int order = MAX_ORDER - 2; order >= 0; order--) {
		while (zone->free_area[order].nr_free) {
			page = alloc_pages(gfp, order);
			KUNIT_ASSERT_NOT_NULL(test, page);
			page->index = (unsigned long)held;
			held = page;
			drain_all();
		}
	}
	for (unsigned int order = 0; order < MAX_ORDER - 1; order++) {
		unsigned long largest = zone->free_area[MAX_ORDER - 1].nr_free;

		page = alloc_pages(gfp, order);
		drain_all();
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, zone->free_area[MAX_ORDER - 1].nr_free, largest - 1);
		for (unsigned int o = 0; o < MAX_ORDER - 1; o++)
			KUNIT_EXPECT_EQ(test, zone->free_area[o].nr_free, o >= order);
		__free_pages(page, order);
		drain_all();
		KUNIT_EXPECT_EQ(test, zone->free_area[MAX_ORDER - 1].nr_free, largest);
		KUNIT_EXPECT_EQ(test, zone->nonempty, 1U << (MAX_ORDER - 1));
	}
	for (page = held; page; page = next) {
		next = (struct page *)page->index;
		put_page(page);
	}
}

static void an_order_above_the_largest_is_refused_with_a_warning(struct kunit *test)
{
	u32 log = log_position();

	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL, MAX_ORDER));
	KUNIT_EXPECT_TRUE(test,
			  log_contains(log, "alloc_pages: order 11 is above the largest, 10"));
	KUNIT_EXPECT_REPORTS(test, 1);
	log = log_position();
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, 4096));
	KUNIT_EXPECT_EQ(test, __get_free_pages(GFP_KERNEL | __GFP_NOWARN, MAX_ORDER), 0);
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

static void get_order_rounds_up(struct kunit *test)
{
	volatile unsigned long size;

	KUNIT_EXPECT_EQ(test, get_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE + 1), 1);
	for (unsigned int order = 0; order < 12; order++) {
		size = PAGE_SIZE << order;
		KUNIT_EXPECT_EQ(test, get_order(size), order);
		KUNIT_EXPECT_EQ(test, get_order(size + 1), order + 1);
	}
}

/* ---- zones ---- */

static void dma_pages_lie_below_16_mib(struct kunit *test)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		unsigned long addr = __get_dma_pages(GFP_TEST, order);

		KUNIT_ASSERT_NE(test, addr, 0);
		KUNIT_EXPECT_LE(test, virt_to_phys((void *)addr) + (PAGE_SIZE << order),
				16UL << 20);
		free_pages(addr, order);
	}
}

static void kernel_pages_have_an_address(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long addr = __get_free_page(GFP_KERNEL | __GFP_HIGHMEM);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NE(test, addr, 0);
	KUNIT_EXPECT_FALSE(test, PageHighMem(page));
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(page_address(page)), page);
	KUNIT_EXPECT_TRUE(test, virt_addr_valid((void *)addr));
	__free_page(page);
	free_page(addr);
}

static void highuser_pages_come_from_highmem_where_there_is_some(struct kunit *test)
{
	const struct zone *high = &zones[ZONE_HIGHMEM];
	struct page *page;
	bool some;

	/* Boot modules and their files may have taken all of a small one. */
	drain_all();
	some = high->free_pages > low_wmark_pages(high);
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, PageHighMem(page), some);
	__free_page(page);
}

/* A chain of pages through page->index, newest first. */
static struct page *grab(gfp_t gfp, unsigned int order, struct page *chain)
{
	struct page *page = alloc_pages(gfp, order);

	if (page)
		page->index = (unsigned long)chain;
	return page;
}

static void free_chain(struct page *page)
{
	while (page) {
		struct page *next = (struct page *)page->index;

		put_page(page);
		page = next;
	}
}

static void requests_fall_back_from_zone_to_zone_down_to_the_reserve(struct kunit *test)
{
	struct page *chain = NULL, *page;
	int lowest = MAX_NR_ZONES - 1;

	while ((page = grab(GFP_TEST_ALL, 0, chain))) {
		chain = page;
		if ((int)page_zonenum(page) < lowest) {
			const struct zone *left = &zones[page_zonenum(page) + 1];

			lowest = page_zonenum(page);
			KUNIT_EXPECT_LE(test, left->free_pages,
					low_wmark_pages(left) + left->lowmem_reserve[ZONE_HIGHMEM]);
		}
	}
	/* DMA keeps back what highmem users could have had elsewhere. */
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		long floor = min_wmark_pages(&zones[z]) + zones[z].lowmem_reserve[ZONE_HIGHMEM];

		if (!populated_zone(&zones[z]) || floor > (long)zones[z].managed_pages)
			continue;
		KUNIT_EXPECT_LE(test, zones[z].free_pages, floor);
		KUNIT_EXPECT_GE(test, zones[z].free_pages + zones[z].pcp[0].batch, floor);
	}
	free_chain(chain);
}

static void a_full_dma_zone_does_not_take_from_above(struct kunit *test)
{
	struct page *chain = NULL, *page;

	while ((page = grab(GFP_TEST | __GFP_DMA, 0, chain))) {
		chain = page;
		if (page_zonenum(page) != ZONE_DMA)
			break;
	}
	KUNIT_EXPECT_NULL(test, page);
	KUNIT_EXPECT_LE(test, zones[ZONE_DMA].free_pages, min_wmark_pages(&zones[ZONE_DMA]));
	free_chain(chain);
}

static void atomic_requests_dig_into_the_reserve(struct kunit *test)
{
	unsigned long half = min_wmark_pages(lowmem_zone()) - min_wmark_pages(lowmem_zone()) / 2;
	struct page *chain = NULL, *page;
	unsigned int n = 0;

	while ((page = grab(GFP_TEST, 0, chain)))
		chain = page;
	while ((page = grab(GFP_ATOMIC | __GFP_NOWARN, 0, chain))) {
		chain = page;
		n++;
	}
	KUNIT_EXPECT_GT(test, n, 0);
	/* Linux's arithmetic: a half, then a quarter of the rest, is 3/8 of min. */
	KUNIT_EXPECT_LE(test, lowmem_zone()->free_pages, half - half / 4 + 1);
	KUNIT_EXPECT_NOT_NULL(test, page = grab(GFP_ATOMIC | __GFP_MEMALLOC, 0, chain));
	free_chain(page ?: chain);
}

/* ---- contents, references, parts ---- */

static void zeroed_pages_are_zero(struct kunit *test)
{
	static const gfp_t kinds[] = { GFP_TEST, GFP_TEST_ALL, GFP_TEST | __GFP_DMA };

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct page *page = alloc_pages(kinds[i], 2);
		void *map;

		KUNIT_ASSERT_NOT_NULL(test, page);
		for (int j = 0; j < 4; j++) {
			map = kmap_atomic(page + j);
			memset(map, 0xff, PAGE_SIZE);
			kunmap_atomic(map);
		}
		__free_pages(page, 2);
		page = alloc_pages(kinds[i] | __GFP_ZERO, 2);
		KUNIT_ASSERT_NOT_NULL(test, page);
		for (int j = 0; j < 4; j++) {
			map = kmap_atomic(page + j);
			KUNIT_EXPECT_NULL(test, memchr_inv(map, 0, PAGE_SIZE));
			kunmap_atomic(map);
		}
		__free_pages(page, 2);
	}
}

static void a_page_lives_until_its_last_reference_goes(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);
	unsigned long before;

	KUNIT_ASSERT_NOT_NULL(test, page);
	drain_all();
	before = nr_free_pages();
	get_page(page);
	__free_pages(page, 3);
	drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	put_page(page);
	drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before + 8);
}

static void a_compound_page_is_one_page_with_many_frames(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 4);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, PageHead(page));
	KUNIT_EXPECT_EQ(test, compound_order(page), 4);
	for (int i = 1; i < 16; i++) {
		KUNIT_EXPECT_TRUE(test, PageTail(page + i));
		KUNIT_EXPECT_PTR_EQ(test, compound_head(page + i), page);
	}
	get_page(page + 7);
	KUNIT_EXPECT_EQ(test, page_count(page + 3), 2);
	put_page(page + 15);
	__free_pages(page, 4);
	KUNIT_EXPECT_FALSE(test, PageCompound(page + 7));
}

/* Of a small order, which comes back from the CPU's list as it was put there, and of a large one. */
static void what_was_compound_is_plain_when_it_comes_again(struct kunit *test)
{
	const unsigned int orders[] = { 1, 3, 5 };

	for (unsigned int i = 0; i < ARRAY_SIZE(orders); i++) {
		struct page *first = alloc_pages(GFP_TEST | __GFP_COMP, orders[i]), *page;

		KUNIT_ASSERT_NOT_NULL(test, first);
		__free_pages(first, orders[i]);
		page = alloc_pages(GFP_TEST, orders[i]);
		KUNIT_ASSERT_PTR_EQ(test, page, first);
		for (unsigned int j = 0; j < 1U << orders[i]; j++)
			KUNIT_EXPECT_FALSE(test, PageCompound(page + j));
		__free_pages(page, orders[i]);
	}
}

static void a_split_block_is_freed_page_by_page(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);

	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 3);
	for (int i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, page_count(page + i), 1);
	for (int i = 0; i < 8; i++)
		__free_page(page + (i ^ 5));
}

static void exact_allocations_give_the_rest_back(struct kunit *test)
{
	static const size_t sizes[] = { 1,	  4096,		 4097,	     5 * 4096,
					8 * 4096, 33 * 4096 + 1, 1000 * 4096 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long before;
		void *addr;

		drain_all();
		before = nr_free_pages();
		addr = alloc_pages_exact(sizes[i], GFP_TEST);
		KUNIT_ASSERT_NOT_NULL(test, addr);
		memset(addr, 0x5a, sizes[i]);
		drain_all();
		KUNIT_EXPECT_EQ(test, nr_free_pages(), before - PFN_UP(sizes[i]));
		free_pages_exact(addr, sizes[i]);
	}
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(0, GFP_TEST));
	KUNIT_EXPECT_NULL(test, alloc_pages_exact((4 << 20) + 1, GFP_TEST));
}

static void per_cpu_lists_serve_the_page_freed_last(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL), *again;

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	again = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, again);
	KUNIT_EXPECT_PTR_EQ(test, again, page);
	__free_page(again);
}

static void per_cpu_lists_are_bounded(struct kunit *test)
{
	struct zone *zone = lowmem_zone();
	struct page *chain = NULL;

	for (int i = 0; i < zone->pcp[0].high + 2 * zone->pcp[0].batch; i++)
		chain = grab(GFP_TEST, 0, chain) ?: chain;
	free_chain(chain);
	KUNIT_EXPECT_LE(test, pcp_count(&zone->pcp[0]), zone->pcp[0].high);
	KUNIT_EXPECT_GT(test, pcp_count(&zone->pcp[0]), 0);
	drain_all_pages();
	KUNIT_EXPECT_EQ(test, zone_pcp_pages(zone), 0);
}

/* One visit to the zone serves a whole batch of requests. */
static void an_empty_per_cpu_list_is_filled_by_a_batch(struct kunit *test)
{
	struct zone *zone = lowmem_zone();
	struct page *page;
	unsigned long flags;
	int count;

	local_irq_save(flags);
	drain_all_pages();
	page = alloc_page(GFP_NOWAIT);
	count = pcp_count(&zone->pcp[0]);
	local_irq_restore(flags);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_PTR_EQ(test, page_zone(page), zone);
	KUNIT_EXPECT_EQ(test, count, zone->pcp[0].batch - 1);
	__free_page(page);
}

/* ---- failure ---- */

static void the_nth_allocation_can_be_made_to_fail(struct kunit *test)
{
	struct page *page;

	fail_nth_page_alloc(2);
	page = alloc_page(GFP_TEST);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	KUNIT_EXPECT_FALSE(test, fail_nth_page_alloc_done());
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_TEST));
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	page = alloc_page(GFP_TEST);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	fail_nth_page_alloc(1);
	page = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	fail_nth_page_alloc(0);
}

static void a_failure_is_reported_with_the_state_of_memory(struct kunit *test)
{
	u32 log = log_position();

	fail_nth_page_alloc(1);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NORETRY, 2));
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(
		test,
		log_contains(log,
			     "page allocation failure: order:2, mode:0x10cc0(GFP_KERNEL|__GFP_NORETRY)"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "Mem-Info:"));
	KUNIT_EXPECT_TRUE(test,
			  log_contains(log, "a_failure_is_reported_with_the_state_of_memory+"));
}

/* ---- everything at once ---- */

#define MAX_CHAINS 64

/* One bit for each frame of the machine: which ones were allocated. */
struct frames {
	unsigned long *map;
	size_t size;
};

static void frames_init(struct kunit *test, struct frames *f)
{
	f->size = BITS_TO_LONGS(max_pfn) * sizeof(long);
	f->map = alloc_pages_exact(f->size, GFP_TEST | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, f->map);
}

static void frames_exit(struct frames *f)
{
	free_pages_exact(f->map, f->size);
}

/* false if any frame of the block has been given out already. */
static bool frames_claim(struct frames *f, const struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page), end = pfn + (1UL << order);

	if (end > max_pfn || find_next_bit(f->map, end, pfn) < end)
		return false;
	bitmap_set(f->map, pfn, 1UL << order);
	return true;
}

static void frames_release(struct frames *f, const struct page *page, unsigned int order)
{
	bitmap_clear(f->map, page_to_pfn(page), 1UL << order);
}

static void allocate_all(struct kunit *test, unsigned int order, struct rnd_state *rnd)
{
	struct page *chains[MAX_CHAINS] = {}, *page;
	struct snapshot before;
	struct frames frames;
	unsigned long n = 0, twice = 0;

	frames_init(test, &frames);
	take_snapshot(&before);
	for (;;) {
		struct page **chain = &chains[prandom_u32_state(rnd) % MAX_CHAINS];

		page = grab(GFP_TEST_ALL, order, *chain);
		if (!page)
			break;
		*chain = page;
		twice += !frames_claim(&frames, page, order);
		n++;
	}
	KUNIT_EXPECT_EQ_MSG(test, twice, 0, "blocks of order %u given out twice", order);
	/* A block of every order fits somewhere, and the machine is used up to its reserves. */
	KUNIT_EXPECT_GT(test, n, 0);
	for (int i = 0; i < MAX_CHAINS; i++)
		free_chain(chains[i]);
	expect_free_lists(test, &before);
	frames_exit(&frames);
}

static void all_memory_can_be_taken_once_and_comes_back_merged(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		allocate_all(test, order, &rnd);
}

#define SOAK_BLOCKS	512
#define SOAK_OPERATIONS 1000000

struct block {
	struct page *page;
	unsigned int order;
	u32 stamp;
};

/* The stamp is in the first word of the block's first and last page. */
static void stamp_block(const struct block *b)
{
	for (int end = 0; end < 2; end++) {
		u32 *map = kmap_atomic(b->page + (end ? (1UL << b->order) - 1 : 0));

		*map = b->stamp;
		kunmap_atomic(map);
	}
}

static bool stamp_is_there(const struct block *b)
{
	bool there = true;

	for (int end = 0; end < 2; end++) {
		u32 *map = kmap_atomic(b->page + (end ? (1UL << b->order) - 1 : 0));

		there &= *map == b->stamp;
		kunmap_atomic(map);
	}
	return there;
}

static void soak_step(struct block *b, struct frames *frames, struct rnd_state *rnd,
		      unsigned long *faults)
{
	static const gfp_t kinds[] = { GFP_TEST, GFP_TEST_ALL, GFP_ATOMIC | __GFP_NOWARN,
				       GFP_TEST | __GFP_DMA };
	u32 dice = prandom_u32_state(rnd);

	if (b->page) {
		*faults += !stamp_is_there(b);
		frames_release(frames, b->page, b->order);
		__free_pages(b->page, b->order);
		b->page = NULL;
		return;
	}
	/* Small orders more often: the smaller of two throws. */
	b->order = min(dice % MAX_ORDER, dice / MAX_ORDER % MAX_ORDER);
	b->stamp = prandom_u32_state(rnd);
	b->page = alloc_pages(kinds[dice >> 30], b->order);
	if (!b->page)
		return;
	*faults += !frames_claim(frames, b->page, b->order);
	stamp_block(b);
}

static void random_operations_never_overlap(struct kunit *test)
{
	static struct block blocks[SOAK_BLOCKS];
	unsigned long faults = 0;
	struct frames frames;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	frames_init(test, &frames);
	for (unsigned int i = kunit_rounds(SOAK_OPERATIONS); i; i--)
		soak_step(&blocks[prandom_u32_state(&rnd) % SOAK_BLOCKS], &frames, &rnd, &faults);
	KUNIT_EXPECT_EQ(test, faults, 0);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	for (int i = 0; i < SOAK_BLOCKS; i++)
		if (blocks[i].page)
			soak_step(&blocks[i], &frames, &rnd, &faults);
	KUNIT_EXPECT_EQ(test, faults, 0);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(frames.map, max_pfn));
	frames_exit(&frames);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_order_is_aligned_and_counted),
	KUNIT_CASE(a_split_leaves_one_half_at_each_order),
	KUNIT_CASE(an_order_above_the_largest_is_refused_with_a_warning),
	KUNIT_CASE(get_order_rounds_up),
	KUNIT_CASE(dma_pages_lie_below_16_mib),
	KUNIT_CASE(kernel_pages_have_an_address),
	KUNIT_CASE(highuser_pages_come_from_highmem_where_there_is_some),
	KUNIT_CASE(requests_fall_back_from_zone_to_zone_down_to_the_reserve),
	KUNIT_CASE(a_full_dma_zone_does_not_take_from_above),
	KUNIT_CASE(atomic_requests_dig_into_the_reserve),
	KUNIT_CASE(zeroed_pages_are_zero),
	KUNIT_CASE(a_page_lives_until_its_last_reference_goes),
	KUNIT_CASE(a_compound_page_is_one_page_with_many_frames),
	KUNIT_CASE(what_was_compound_is_plain_when_it_comes_again),
	KUNIT_CASE(a_split_block_is_freed_page_by_page),
	KUNIT_CASE(exact_allocations_give_the_rest_back),
	KUNIT_CASE(per_cpu_lists_serve_the_page_freed_last),
	KUNIT_CASE(per_cpu_lists_are_bounded),
	KUNIT_CASE(an_empty_per_cpu_list_is_filled_by_a_batch),
	KUNIT_CASE(the_nth_allocation_can_be_made_to_fail),
	KUNIT_CASE(a_failure_is_reported_with_the_state_of_memory),
	KUNIT_CASE(all_memory_can_be_taken_once_and_comes_back_merged),
	KUNIT_CASE(random_operations_never_overlap),
	{},
};

static struct kunit_suite page_alloc_suite = {
	.name = "page_alloc",
	.test_cases = cases,
};
kunit_test_suite(page_alloc_suite);
