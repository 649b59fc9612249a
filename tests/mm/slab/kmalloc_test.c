// SPDX-License-Identifier: MIT
/* Tests of mm/slab/kmalloc.c. They hold with and without slub_debug=. */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tests/support/kasan.h"
#include "tests/support/reports.h"

/* The class that serves a size, worked out in another way. */
static size_t class_of(size_t size)
{
	size_t class = 32;

	if (size > 64 && size <= 96)
		return 96;
	if (size > 128 && size <= 192)
		return 192;
	while (class < size)
		class *= 2;
	return class;
}

static size_t alignment_of(size_t size)
{
	size_t class = class_of(size);

	return class & -class;
}

/* With red zones only the bytes that were asked for may be used, else all of the class. */
static bool is_guarded(void)
{
	void *p = kmalloc(33, GFP_KERNEL);
	bool guarded = ksize(p) == 33;

	kfree(p);
	return guarded;
}

/* ---- every size ---- */

#define WINDOW 16

static bool apart(const u8 *a, size_t a_size, const u8 *b, size_t b_size)
{
	return !a || a + a_size <= b || b + b_size <= a;
}

/* From 1 byte to 256 KiB, and the last few are kept: none overlaps another, each is aligned and has its size. */
static void every_size_is_aligned_and_apart(struct kunit *test)
{
	static u8 *held[WINDOW];
	static size_t sizes[WINDOW];
	unsigned int bad = 0;
	bool guarded = is_guarded();

	for (size_t size = 1; size <= 256 << 10; size += 1 + size / 512) {
		unsigned int slot = size % WINDOW;
		u8 *p;

		kfree(held[slot]);
		held[slot] = p = kmalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, held[slot]);
		sizes[slot] = size;
		KUNIT_ASSERT_NOT_NULL(test, p);
		for (unsigned int i = 0; i < WINDOW; i++)
			bad += i != slot && !apart(held[i], sizes[i], p, size);
		KUNIT_EXPECT_EQ_MSG(test, (size_t)p % alignment_of(size), 0U, "size %zu", size);
		KUNIT_EXPECT_EQ_MSG(test, ksize(p),
				    guarded && size <= KMALLOC_MAX_CACHE_SIZE ? size :
										class_of(size),
				    "size %zu", size);
		p[0] = p[size - 1] = 1;
	}
	KUNIT_EXPECT_EQ(test, bad, 0U);
	for (unsigned int i = 0; i < WINDOW; i++) {
		kfree(held[i]);
		held[i] = NULL;
	}
}

static void a_constant_size_comes_from_the_same_class(struct kunit *test)
{
#define SAME(size)                                                                                 \
	do {                                                                                       \
		size_t variable = size;                                                            \
                                                                                                   \
		OPTIMIZER_HIDE_VAR(variable);                                                      \
		KUNIT_EXPECT_EQ(test, kmalloc_index(size), kmalloc_index(variable));               \
		KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(variable), class_of(size));             \
	} while (0)
	SAME(1);
	SAME(31);
	SAME(32);
	SAME(33);
	SAME(64);
	SAME(65);
	SAME(96);
	SAME(97);
	SAME(128);
	SAME(129);
	SAME(192);
	SAME(193);
	SAME(256);
	SAME(257);
	SAME(512);
	SAME(513);
	SAME(1024);
	SAME(4096);
	SAME(4097);
	SAME(65536);
	SAME(65537);
	SAME(131071);
	SAME(131072);
#undef SAME
}

static void zero_bytes_are_a_pointer_that_faults(struct kunit *test)
{
	void *p = kmalloc(0, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, p, ZERO_SIZE_PTR);
	KUNIT_EXPECT_TRUE(test, ZERO_OR_NULL_PTR(p));
	KUNIT_EXPECT_EQ(test, ksize(p), 0U);
	kfree(p);
}

static void freeing_null_is_nothing(struct kunit *test)
{
	struct reports before = mark_reports();

	kfree(NULL);
	kfree(ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, ksize(NULL), 0U);
	EXPECT_SILENCE(test, before);
}

/* ---- whole pages ---- */

static void large_pieces_are_pages_up_to_4_mib(struct kunit *test)
{
	for (size_t size = (128 << 10) + 1; size <= 4 << 20; size = size * 2 - 1) {
		u8 *p = kmalloc(size, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);

		if (!p)
			kunit_skip(test, "no block of %zu bytes is free", size);
		KUNIT_EXPECT_EQ(test, offset_in_page(p), 0UL);
		KUNIT_EXPECT_EQ(test, ksize(p), class_of(size));
		p[0] = p[size - 1] = 1;
		kfree(p);
	}
}

static void above_4_mib_there_is_nothing(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, kmalloc((4 << 20) + 1, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(SIZE_MAX - 4096, GFP_KERNEL | __GFP_NOWARN));
}

/* ---- which memory ---- */

static void dma_memory_lies_below_16_mib(struct kunit *test)
{
	for (size_t size = 1; size <= 512 << 10; size *= 2) {
		void *p = kmalloc(size, GFP_KERNEL | GFP_DMA | __GFP_NORETRY | __GFP_NOWARN);

		if (!p)
			kunit_skip(test, "no %zu bytes of DMA memory are free", size);
		KUNIT_EXPECT_LE(test, virt_to_phys(p) + size, 16U << 20);
		kfree(p);
	}
}

static void high_memory_is_not_to_be_had(struct kunit *test)
{
	u32 since = log_position();
	void *p;

	drain_all(); /* so that a new slab is asked for */
	p = kmalloc(5000, GFP_KERNEL | __GFP_HIGHMEM);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(since,
				       "Unexpected gfp: 0x2 (__GFP_HIGHMEM). Fixing up to gfp: 0xcc0 "
				       "(GFP_KERNEL). Fix your code!"));
	KUNIT_EXPECT_TRUE(test, virt_addr_valid(p));
	kfree(p);
}

static void nor_for_a_large_piece(struct kunit *test)
{
	struct reports before = mark_reports();
	u8 *p = kmalloc(1 << 20, GFP_KERNEL | __GFP_HIGHMEM);

	KUNIT_ASSERT_NOT_NULL(test, p);
	EXPECT_REPORTS(test, before, 1, "Unexpected gfp: 0x2 (__GFP_HIGHMEM).");
	KUNIT_EXPECT_TRUE(test, virt_addr_valid(p) && virt_addr_valid(p + (1 << 20) - 1));
	memset(p, 1, 1 << 20);
	kfree(p);
}

/* __GFP_MOVABLE is a hint for pages, and no object is ever moved. Bits without a meaning are reported. */
static void movable_is_accepted_and_unknown_bits_are_not(struct kunit *test)
{
	struct reports before = mark_reports();

	drain_all();
	kfree(kmalloc(5000, GFP_KERNEL | __GFP_MOVABLE));
	kfree(kmalloc(1 << 20, GFP_KERNEL | __GFP_MOVABLE));
	EXPECT_SILENCE(test, before);
	kfree(kmalloc(1 << 20, GFP_KERNEL | 0x20000000));
	EXPECT_REPORTS(test, before, 1,
		       "Unexpected gfp: 0x20000000 (0x20000000). Fixing up to gfp: 0xcc0");
}

/* ---- contents ---- */

static void zeroed_memory_is_zero(struct kunit *test)
{
	for (size_t size = 1; size <= 256 << 10; size += 1 + size / 2) {
		u8 *p = kmalloc(size, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 0xff, size);
		kfree(p);
		p = kzalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_NULL_MSG(test, memchr_inv(p, 0, ksize(p)), "size %zu", size);
		kfree(p);
	}
}

/* A program may use all that ksize() says, so all of it is zero: on the common path and on the others. */
static void zeroed_memory_is_zero_as_far_as_ksize_says(struct kunit *test)
{
	static u8 *p[300] __no_kmemleak;

	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmalloc(96, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		memset(p[i], 0xff, 96);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kzalloc(70, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_NULL(test, memchr_inv(p[i], 0, ksize(p[i])));
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
}

static void arrays_do_not_overflow(struct kunit *test)
{
	size_t many = 0x10000;
	u32 *p;

	OPTIMIZER_HIDE_VAR(many);
	KUNIT_EXPECT_NULL(test, kcalloc(many, many, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kmalloc_array(SIZE_MAX, 2, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, krealloc_array(NULL, many, many + 1, GFP_KERNEL));
	p = kcalloc(10, sizeof(*p), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 40));
	kfree(p);
	KUNIT_EXPECT_PTR_EQ(test, kcalloc(0, 4, GFP_KERNEL), ZERO_SIZE_PTR);
}

/* ---- another size ---- */

static u8 byte_at(size_t i)
{
	return i * 7 + i / 256;
}

static unsigned int wrong_bytes(const u8 *p, size_t n)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += p[i] != byte_at(i);
	return wrong;
}

static void krealloc_keeps_the_old_bytes(struct kunit *test)
{
	static const size_t sizes[] = { 10,   20,    32,     33,     100,    5,	  200,
					4000, 10000, 131072, 131073, 200000, 100, 300000 };
	u8 *p = NULL;
	size_t old = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *moved = krealloc(p, sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, moved);
		p = moved;
		KUNIT_EXPECT_EQ_MSG(test, wrong_bytes(p, min(old, sizes[i])), 0U, "to %zu",
				    sizes[i]);
		KUNIT_EXPECT_GE(test, ksize(p), sizes[i]);
		old = sizes[i];
		for (size_t j = 0; j < old; j++)
			p[j] = byte_at(j);
	}
	kfree(p);
}

static void krealloc_stays_where_there_is_room(struct kunit *test)
{
	void *p = kmalloc(40, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(p, 64, GFP_KERNEL), p);
	memset(p, 1, 64);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(p, 1, GFP_KERNEL), p);
	kfree(p);
}

static void krealloc_to_nothing_frees(struct kunit *test)
{
	void *p = kmalloc(40, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(p, 0, GFP_KERNEL), ZERO_SIZE_PTR);
}

static void krealloc_that_fails_leaves_the_old(struct kunit *test)
{
	u8 *p = kmalloc(40, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 3, 40);
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, krealloc(p, 1000, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 3, 40));
	kfree(p);
}

static void what_was_sensitive_is_zero_when_freed(struct kunit *test)
{
	u8 *p = kmalloc(200, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x5e, 200);
	kfree_sensitive(p);
	/* It is free: only its bytes are looked at, in pairs, for one byte may be that of a link to the next free object. */
	for (unsigned int i = 0; i < 200; i += 2)
		KUNIT_EXPECT_FALSE(test, p[i] == 0x5e && p[i + 1] == 0x5e);
	kfree_sensitive(NULL);
}

static void bulk_free_takes_any_sizes(struct kunit *test)
{
	void *p[20];

	for (int i = 0; i < 20; i++)
		p[i] = kmalloc(1 << i, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
	kfree_bulk(20, p);
}

/* ---- failure ---- */

static void every_path_may_fail(struct kunit *test)
{
	static const size_t sizes[] = { 1, 100, 8192, 100000, 200000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		drain_all();
		fail_nth_slab_alloc(1);
		KUNIT_EXPECT_NULL(test, kmalloc(sizes[i], GFP_KERNEL | __GFP_NOWARN));
		KUNIT_EXPECT_TRUE(test, fail_nth_slab_alloc_done());
	}
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_NULL(test, kmalloc(200000, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_size_is_aligned_and_apart),
	KUNIT_CASE(a_constant_size_comes_from_the_same_class),
	KUNIT_CASE(zero_bytes_are_a_pointer_that_faults),
	KUNIT_CASE(freeing_null_is_nothing),
	KUNIT_CASE(large_pieces_are_pages_up_to_4_mib),
	KUNIT_CASE(above_4_mib_there_is_nothing),
	KUNIT_CASE(dma_memory_lies_below_16_mib),
	KUNIT_CASE(high_memory_is_not_to_be_had),
	KUNIT_CASE(nor_for_a_large_piece),
	KUNIT_CASE(movable_is_accepted_and_unknown_bits_are_not),
	KUNIT_CASE(zeroed_memory_is_zero),
	KUNIT_CASE(zeroed_memory_is_zero_as_far_as_ksize_says),
	KUNIT_CASE(arrays_do_not_overflow),
	KUNIT_CASE(krealloc_keeps_the_old_bytes),
	KUNIT_CASE(krealloc_stays_where_there_is_room),
	KUNIT_CASE(krealloc_to_nothing_frees),
	KUNIT_CASE(krealloc_that_fails_leaves_the_old),
	KUNIT_CASE(what_was_sensitive_is_zero_when_freed),
	KUNIT_CASE(bulk_free_takes_any_sizes),
	KUNIT_CASE(every_path_may_fail),
	{},
};

static struct kunit_suite kmalloc_suite = {
	.name = "kmalloc",
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(kmalloc_suite);
