// SPDX-License-Identifier: MIT
/* The trace points of the allocators, and their histogram: mm/page/trace.c, mm/debug/trace_hist.c. */
#include <asm/processor.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <k896/mm_hooks.h>
#include <linux/prandom.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <trace/events/kmem.h>

#include "trace_watch.h"

static char text[4096];

/* ---- kmem ---- */

static void kmalloc_and_kfree_are_recorded_once(struct kunit *test)
{
	const trace_raw_kmalloc *a;
	const trace_raw_kfree *f;
	void *p;

	watch(test, "kmem:kmalloc kfree");
	p = kmalloc(100, GFP_KERNEL | __GFP_NOWARN);
	kfree(p);
	trace_stop();
	a = ONLY(test, kmalloc);
	KUNIT_EXPECT_PTR_EQ(test, a->ptr, (const void *)p);
	KUNIT_EXPECT_EQ(test, a->bytes_req, 100U);
	KUNIT_EXPECT_GE(test, a->bytes_alloc, kmalloc_size_roundup(100)); /* more if debugged */
	KUNIT_EXPECT_EQ(test, a->gfp_flags, GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	f = ONLY(test, kfree);
	KUNIT_EXPECT_PTR_EQ(test, f->ptr, (const void *)p);
	KUNIT_EXPECT_TRUE(test, is_in(f->call_site, __func__));
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 2UL);
}

/* A size that is no constant takes another way; so does one that is too large for a slab; and nothing. */
static void other_ways_to_kmalloc_are_recorded_too(struct kunit *test)
{
	volatile size_t sizes[] = { 20, 200000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p;

		watch(test, "kmalloc kfree");
		p = kzalloc(sizes[i], GFP_KERNEL);
		kfree(p);
		trace_stop();
		KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kmalloc)->ptr, (const void *)p);
		KUNIT_EXPECT_EQ(test, ONLY(test, kmalloc)->bytes_req, sizes[i]);
		KUNIT_EXPECT_TRUE(test, is_in(ONLY(test, kmalloc)->call_site, __func__));
		KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kfree)->ptr, (const void *)p);
		KUNIT_EXPECT_TRUE(test, is_in(ONLY(test, kfree)->call_site, __func__));
	}
	watch(test, "kmalloc kfree");
	kfree(NULL);
	trace_stop();
	KUNIT_EXPECT_NULL(test, ONLY(test, kfree)->ptr);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 1UL);
}

static void a_large_piece_is_recorded_with_its_pages(struct kunit *test)
{
	const trace_raw_kmalloc *a;
	void *p;

	watch(test, "kmem");
	p = kmalloc(200000, GFP_KERNEL);
	kfree(p);
	trace_stop();
	a = ONLY(test, kmalloc);
	KUNIT_EXPECT_EQ(test, a->bytes_alloc, 256UL << 10);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_page_alloc)->order, 6U);
	KUNIT_EXPECT_PTR_EQ(test, ONLY(test, mm_page_alloc)->page,
			    (const struct page *)virt_to_page(p));
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_page_free)->order, 6U);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 4UL);
}

static void objects_of_a_cache_are_recorded_with_its_name(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("trace_test", 72, 0, 0, NULL);
	const trace_raw_kmem_cache_alloc *a;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	watch(test, "kmem_cache_alloc kmem_cache_free kmalloc kfree");
	p = kmem_cache_alloc(s, GFP_ATOMIC);
	kmem_cache_free(s, p);
	trace_stop();
	kmem_cache_destroy(s);
	a = ONLY(test, kmem_cache_alloc);
	KUNIT_EXPECT_PTR_EQ(test, a->ptr, (const void *)p);
	KUNIT_EXPECT_EQ(test, a->bytes_req, 72U);
	KUNIT_EXPECT_GE(test, a->bytes_alloc, 72U);
	KUNIT_EXPECT_EQ(test, a->gfp_flags, GFP_ATOMIC);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kmem_cache_free)->ptr, (const void *)p);
	KUNIT_EXPECT_STREQ(test, ONLY(test, kmem_cache_free)->name, "trace_test");
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 2UL);
}

static void a_cache_made_while_tracing_is_traced(struct kunit *test)
{
	struct kmem_cache *s;
	void *p;

	watch(test, "kmem_cache_free");
	s = kmem_cache_create("trace_test", 72, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, p);
	trace_stop();
	kmem_cache_destroy(s);
	KUNIT_EXPECT_PTR_EQ(test, ONLY(test, kmem_cache_free)->ptr, (const void *)p);
}

static void pages_are_recorded_when_they_come_and_when_the_last_user_goes(struct kunit *test)
{
	const trace_raw_mm_page_alloc *a;
	const trace_raw_mm_page_free *f;
	struct page *page;

	watch(test, "mm_page_*");
	page = alloc_pages(GFP_HIGHUSER, 2);
	get_page(page);
	__free_pages(page, 2);
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_free), 0U);
	__free_pages(page, 2);
	trace_stop();
	a = ONLY(test, mm_page_alloc);
	KUNIT_EXPECT_PTR_EQ(test, a->page, (const struct page *)page);
	KUNIT_EXPECT_EQ(test, a->pfn, page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, a->order, 2U);
	KUNIT_EXPECT_EQ(test, a->gfp_flags, GFP_HIGHUSER);
	KUNIT_EXPECT_TRUE(test, is_in(a->call_site, __func__));
	f = ONLY(test, mm_page_free);
	KUNIT_EXPECT_PTR_EQ(test, f->page, (const struct page *)page);
	KUNIT_EXPECT_EQ(test, f->pfn, page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, f->order, 2U);
}

static void pages_given_back_together_are_recorded_each(struct kunit *test)
{
	struct page *pages[5] = {};

	watch(test, "mm_page_*");
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 1, pages), 1UL);
	for (unsigned int i = 1; i < ARRAY_SIZE(pages); i++)
		pages[i] = alloc_page(GFP_KERNEL);
	release_pages(pages, ARRAY_SIZE(pages));
	trace_stop();
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_alloc), ARRAY_SIZE(pages));
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_free), ARRAY_SIZE(pages));
	KUNIT_EXPECT_EQ(test, count_of(&event_mm_page_free_batched), ARRAY_SIZE(pages));
}

/* As many as were allocated, and none of them twice. */
static void vmalloc_is_seen_page_by_page(struct kunit *test)
{
	void *p;

	watch(test, "mm_page_alloc");
	p = vmalloc(10 * PAGE_SIZE);
	trace_stop();
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (unsigned int i = 0; i < 10; i++) {
		unsigned int seen = 0;

		for_each_trace_entry(ent) {
			const trace_raw_mm_page_alloc *a = trace_entry_as(ent, mm_page_alloc);

			seen += a && a->pfn == vmalloc_to_pfn(p + i * PAGE_SIZE);
		}
		KUNIT_EXPECT_EQ(test, seen, 1U);
	}
	vfree(p);
}

static void what_fails_is_recorded_as_nothing(struct kunit *test)
{
	watch(test, "kmalloc mm_page_alloc");
	release_faults();
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, kmalloc(100, GFP_KERNEL | __GFP_NOWARN));
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | __GFP_NOWARN));
	hold_faults();
	trace_stop();
	KUNIT_EXPECT_NULL(test, ONLY(test, kmalloc)->ptr);
	KUNIT_EXPECT_NULL(test, ONLY(test, mm_page_alloc)->page);
	KUNIT_EXPECT_EQ(test, ONLY(test, mm_page_alloc)->pfn, 0UL);
}

static void allocators_are_slow_exactly_while_a_kmem_event_is_on(struct kunit *test)
{
	unsigned long map_size = fast_map_size;
	unsigned int orders = nr_fast_orders;

	watch(test, "sched irq");
	KUNIT_EXPECT_FALSE(test, mm_hooks & MM_HOOK_TRACE);
	watch(test, "kfree");
	KUNIT_EXPECT_TRUE(test, mm_hooks & MM_HOOK_TRACE);
	KUNIT_EXPECT_EQ(test, nr_fast_orders, 0U);
	KUNIT_EXPECT_EQ(test, fast_map_size, 0UL);
	KUNIT_EXPECT_EQ(test, trace_enable("mm_page_free", NULL), 0);
	KUNIT_EXPECT_EQ(test, trace_disable("kfree", NULL), 0);
	KUNIT_EXPECT_TRUE(test, mm_hooks & MM_HOOK_TRACE);
	KUNIT_EXPECT_EQ(test, trace_disable("mm_page_free", NULL), 0);
	KUNIT_EXPECT_FALSE(test, mm_hooks & MM_HOOK_TRACE);
	KUNIT_EXPECT_EQ(test, nr_fast_orders, orders);
	KUNIT_EXPECT_EQ(test, fast_map_size, map_size);
}

static void object_pair(void)
{
	kfree(kmalloc(64, GFP_KERNEL));
}

static void page_pair(void)
{
	__free_page(alloc_page(GFP_KERNEL));
}

/* The least of many: nothing came in between. */
static noinline u64 cost_of(void (*pair)(void))
{
	u64 least = -1;

	for (unsigned int i = 0; i < 50; i++) {
		u64 start = rdtsc_ordered();

		pair();
		least = min(least, rdtsc_ordered() - start);
	}
	return least;
}

/* Cycles are instructions where the suites run. The first calls fill the lists that the fast paths take from. */
static void after_the_trace_the_fast_paths_are_fast_again(struct kunit *test)
{
	u64 objects = cost_of(object_pair), pages = cost_of(page_pair);

	if (!cycles_are_instructions())
		kunit_skip(test, "counts instructions: make test T=trace_kmem");
	watch(test, "kmem");
	KUNIT_EXPECT_GT(test, cost_of(object_pair), objects + 100);
	KUNIT_EXPECT_GT(test, cost_of(page_pair), pages + 100);
	trace_stop();
	KUNIT_EXPECT_LE(test, cost_of(object_pair), objects);
	KUNIT_EXPECT_LE(test, cost_of(page_pair), pages);
}

/* ---- who allocates most ---- */

static noinline void *allocate_here(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static unsigned long site_of_allocate_here(void)
{
	for_each_trace_entry(ent) {
		const trace_raw_kmalloc *a = trace_entry_as(ent, kmalloc);

		if (a && is_in(a->call_site, "allocate_here"))
			return a->call_site;
	}
	return 0;
}

static void a_call_site_is_charged_with_what_it_took(struct kunit *test)
{
	struct trace_site site = {};
	void *p[3];

	watch(test, "kmem");
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = allocate_here(1000 + i);
	kfree(p[1]);
	trace_stop();
	KUNIT_ASSERT_TRUE(test, trace_hist_find(site_of_allocate_here(), "kmalloc", &site));
	KUNIT_EXPECT_EQ(test, site.hits, 3UL);
	KUNIT_EXPECT_EQ(test, site.bytes_req, 3003ULL);
	KUNIT_EXPECT_GE(test, site.bytes_alloc, 3 * 1024ULL);
	KUNIT_EXPECT_EQ(test, site.live, (unsigned long)site.bytes_alloc / 3 * 2);
	kfree(p[0]);
	kfree(p[2]);
}

/* More than the table follows: what was dropped is said, what was followed comes back to nothing. */
static void live_memory_goes_back_to_nothing(struct kunit *test)
{
	struct trace_site site = {};
	void *first = NULL, **p;

	watch(test, "kmem");
	for (unsigned int i = 0; i < 4000; i++) {
		p = allocate_here(sizeof(void *));
		*p = first;
		first = p;
	}
	KUNIT_EXPECT_TRUE(test, trace_hist_find(site_of_allocate_here(), "kmalloc", &site) ||
					trace_counts().lost);
	while (first) {
		p = first;
		first = *p;
		kfree(p);
	}
	p = allocate_here(8);
	kfree(p);
	trace_stop();
	KUNIT_ASSERT_TRUE(test, trace_hist_find(site_of_allocate_here(), "kmalloc", &site));
	KUNIT_EXPECT_EQ(test, site.hits, 4001UL);
	KUNIT_EXPECT_EQ(test, site.live, 0UL);
}

/* The number behind @word in the histogram. */
static unsigned long shown_number(const char *word)
{
	struct seq_file m;
	const char *at;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	trace_hist_show(&m, TRACE_HIST_BY_BYTES);
	text[m.count] = 0;
	at = strstr(text, word);
	return at ? simple_strtoul(at + strlen(word), NULL, 10) : -1UL;
}

static void what_finds_no_place_is_dropped_and_counted(struct kunit *test)
{
	struct trace_site site = {};

	watch(test, "kmalloc kfree");
	for (unsigned long i = 1; i <= 4000; i++)
		trace_kmalloc(1, (void *)(i * 32), 20, 32, GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, trace_hist_find(1, "kmalloc", &site));
	KUNIT_EXPECT_EQ(test, site.hits, 4000UL);
	KUNIT_EXPECT_EQ(test, site.live, 3072UL * 32);
	KUNIT_EXPECT_EQ(test, shown_number("Dropped: "), 4000UL - 3072);
	trace_kfree(1, (void *)32);
	trace_kmalloc(1, (void *)16, 20, 32, GFP_KERNEL); /* there is one place again */
	KUNIT_EXPECT_EQ(test, shown_number("Dropped: "), 4000UL - 3072);
}

/*
 * Full to the brim, wherever addresses fall; then some whose places are the table's last 16, so that most of them
 * are found at its beginning. (244002641 is what the hash's factor has as its inverse.) Frees come in another order
 * than allocations.
 */
static u32 colliding_address(unsigned int round, u32 first, u32 i)
{
	return round % 2 ? ((4080 + i % 16) << 20 | i) * 244002641 : (first + i * 2654435769u) | 1;
}

static void no_free_is_missed_however_places_collide(struct kunit *test)
{
	static u32 addresses[3072] __no_kmemleak;
	struct rnd_state rnd;
	struct trace_site site = {};

	prandom_seed_state(&rnd, kunit_case_seed(test));
	watch(test, "kmalloc kfree");
	for (unsigned int round = 0; round < 8; round++) {
		u32 first = prandom_u32_state(&rnd), n = round % 2 ? 300 : ARRAY_SIZE(addresses);

		for (unsigned int i = 0; i < n; i++) {
			addresses[i] = colliding_address(round, first, i);
			trace_kmalloc(1, (void *)addresses[i], 1, 1, GFP_KERNEL);
		}
		for (unsigned int left = n; left; left--) {
			unsigned int i = prandom_u32_state(&rnd) % left;

			trace_kfree(1, (void *)addresses[i]);
			addresses[i] = addresses[left - 1];
		}
		KUNIT_ASSERT_TRUE(test, trace_hist_find(1, "kmalloc", &site));
		KUNIT_EXPECT_EQ(test, site.live, 0UL);
	}
	KUNIT_EXPECT_EQ(test, shown_number("Dropped: "), 0UL);
}

static void the_table_is_sorted_as_wanted(struct kunit *test)
{
	const char *few, *many;
	struct seq_file m;
	void *p;

	watch(test, "kmalloc kfree mm_page_alloc mm_page_free");
	p = kmalloc(200000, GFP_KERNEL);
	kfree(p);
	for (unsigned int i = 0; i < 9; i++)
		kfree(allocate_here(8));
	trace_stop();
	for (unsigned int order = TRACE_HIST_BY_BYTES; order <= TRACE_HIST_BY_COUNT; order++) {
		seq_init(&m, text, sizeof(text) - 1, NULL);
		trace_hist_show(&m, order);
		text[m.count] = 0;
		few = strstr(text, "the_table_is_sorted_as_wanted+0x");
		many = strstr(text, "allocate_here+0x");
		KUNIT_ASSERT_NOT_NULL(test, few);
		KUNIT_ASSERT_NOT_NULL(test, many);
		KUNIT_EXPECT_EQ(test, few < many, order == TRACE_HIST_BY_BYTES);
	}
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Totals:\n    Hits: 11\n    Entries: 3\n"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(kmalloc_and_kfree_are_recorded_once),
	KUNIT_CASE(other_ways_to_kmalloc_are_recorded_too),
	KUNIT_CASE(a_large_piece_is_recorded_with_its_pages),
	KUNIT_CASE(objects_of_a_cache_are_recorded_with_its_name),
	KUNIT_CASE(a_cache_made_while_tracing_is_traced),
	KUNIT_CASE(pages_are_recorded_when_they_come_and_when_the_last_user_goes),
	KUNIT_CASE(pages_given_back_together_are_recorded_each),
	KUNIT_CASE(vmalloc_is_seen_page_by_page),
	KUNIT_CASE(what_fails_is_recorded_as_nothing),
	KUNIT_CASE(allocators_are_slow_exactly_while_a_kmem_event_is_on),
	KUNIT_CASE(after_the_trace_the_fast_paths_are_fast_again),
	KUNIT_CASE(a_call_site_is_charged_with_what_it_took),
	KUNIT_CASE(live_memory_goes_back_to_nothing),
	KUNIT_CASE(what_finds_no_place_is_dropped_and_counted),
	KUNIT_CASE(no_free_is_missed_however_places_collide),
	KUNIT_CASE(the_table_is_sorted_as_wanted),
	{},
};

static struct kunit_suite suite = {
	.name = "trace_kmem",
	.init = trace_test_init,
	.exit = trace_test_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
