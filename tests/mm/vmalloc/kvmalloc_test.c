// SPDX-License-Identifier: MIT
/* Tests of mm/vmalloc/kvmalloc.c. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static void kvmalloc_takes_what_is_easy(struct kunit *test)
{
	void *small = kvmalloc(100, GFP_KERNEL), *huge = kvzalloc(5 << 20, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, small);
	KUNIT_ASSERT_NOT_NULL(test, huge);
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(small));
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(huge));
	KUNIT_EXPECT_NULL(test, memchr_inv(huge, 0, 5 << 20));
	kvfree(small);
	kvfree(huge);
	kvfree(NULL);
	KUNIT_EXPECT_NULL(test, kvmalloc_array(1 << 20, 1 << 20, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvmalloc(5 << 20, GFP_ATOMIC | __GFP_NOWARN));
}

static void kvrealloc_keeps_the_contents(struct kunit *test)
{
	u32 *p = kvmalloc(4000, GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (u32 i = 0; i < 1000; i++)
		p[i] = i;
	KUNIT_EXPECT_PTR_EQ(test, kvrealloc(p, 4000, 2000, GFP_KERNEL), (void *)p);
	q = kvrealloc(p, 4000, 5 << 20, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	for (u32 i = 0; i < 1000; i++)
		KUNIT_EXPECT_EQ(test, q[i], i);
	kvfree(q);
}

static struct kunit_case kvmalloc_cases[] = {
	KUNIT_CASE(kvmalloc_takes_what_is_easy),
	KUNIT_CASE(kvrealloc_keeps_the_contents),
	{},
};

static struct kunit_suite kvmalloc_suite = { .name = "kvmalloc", .test_cases = kvmalloc_cases };
kunit_test_suite(kvmalloc_suite);
