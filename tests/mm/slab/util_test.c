// SPDX-License-Identifier: MIT
/* Tests of mm/slab/util.c. */
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

static void kmemdup_copies(struct kunit *test)
{
	static const u8 bytes[] = { 1, 0, 2, 0, 3 };
	u8 *copy = kmemdup(bytes, sizeof(bytes), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_EQ(test, memcmp(copy, bytes, sizeof(bytes)), 0);
	kfree(copy);
}

static void kstrdup_copies_with_the_zero(struct kunit *test)
{
	char *copy = kstrdup("sixteen letters.", GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_STREQ(test, copy, "sixteen letters.");
	kfree(copy);
	copy = kstrdup("", GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_STREQ(test, copy, "");
	kfree(copy);
	KUNIT_EXPECT_NULL(test, kstrdup(NULL, GFP_KERNEL));
}

static void kstrndup_stops_at_the_end_or_before(struct kunit *test)
{
	static const char unended[] = { 'a', 'b', 'c', 'd' };
	char *copy = kstrndup(unended, 3, GFP_KERNEL);

	KUNIT_EXPECT_STREQ(test, copy, "abc");
	kfree(copy);
	copy = kstrndup("short", 100, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, copy, "short");
	kfree(copy);
	copy = kmemdup_nul(unended, 4, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, copy, "abcd");
	kfree(copy);
	KUNIT_EXPECT_NULL(test, kstrndup(NULL, 3, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kmemdup_nul(NULL, 3, GFP_KERNEL));
}

/* A text as long as a size class has room for one more. */
static void there_is_room_for_the_zero(struct kunit *test)
{
	static const char letters[] =
		"0123456789012345678901234567890123456789012345678901234567890123";

	for (size_t n = 32; n <= 64; n += 32) {
		char *copy = kstrndup(letters, n, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, copy);
		KUNIT_EXPECT_GT(test, ksize(copy), n);
		kfree(copy);
		copy = kasprintf(GFP_KERNEL, "%.*s", (int)n, letters);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		KUNIT_EXPECT_GT(test, ksize(copy), n);
		kfree(copy);
		copy = kstrdup(letters + sizeof(letters) - 1 - n, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		KUNIT_EXPECT_GT(test, ksize(copy), n);
		kfree(copy);
	}
}

static void kasprintf_makes_room(struct kunit *test)
{
	char *text = kasprintf(GFP_KERNEL, "%s-%d %*s", "kmalloc", 64, 200, "x");

	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_EXPECT_EQ(test, strlen(text), 211U);
	KUNIT_EXPECT_EQ(test, memcmp(text, "kmalloc-64  ", 12), 0);
	KUNIT_EXPECT_EQ(test, text[210], 'x');
	kfree(text);
}

static void without_memory_there_is_no_copy(struct kunit *test)
{
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, kmemdup("x", 1, GFP_KERNEL | __GFP_NOWARN));
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, kstrdup("x", GFP_KERNEL | __GFP_NOWARN));
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, kstrndup("x", 1, GFP_KERNEL | __GFP_NOWARN));
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, kasprintf(GFP_KERNEL | __GFP_NOWARN, "%d", 1));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(kmemdup_copies),
	KUNIT_CASE(kstrdup_copies_with_the_zero),
	KUNIT_CASE(kstrndup_stops_at_the_end_or_before),
	KUNIT_CASE(kasprintf_makes_room),
	KUNIT_CASE(without_memory_there_is_no_copy),
	KUNIT_CASE(there_is_room_for_the_zero),
	{},
};

static struct kunit_suite util_suite = {
	.name = "util",
	.test_cases = cases,
};
kunit_test_suite(util_suite);
