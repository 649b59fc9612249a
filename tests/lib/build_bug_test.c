// SPDX-License-Identifier: MIT
/* Tests of <linux/build_bug.h>: that it compiles is the test. tests/host/test_static.py has what must not. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/rbtree_augmented.h>

/* A constant only for callers that give one. */
static __always_inline int checked_double(int n)
{
	BUILD_BUG_ON(n > 10);
	BUILD_BUG_ON_MSG(n < 0, "below 0");
	compiletime_assert(n != 7, "seven");
	return 2 * n;
}

static __always_inline int by_size(const void *p, size_t size)
{
	switch (size) {
	case 1:
		return *(const u8 *)p;
	case 4:
		return *(const u32 *)p;
	default:
		BUILD_BUG();
		return 0;
	}
}

static void conditions_may_rest_on_the_optimizer(struct kunit *test)
{
	u32 word = 0x01020304;

	KUNIT_EXPECT_EQ(test, checked_double(3), 6);
	KUNIT_EXPECT_EQ(test, by_size(&word, sizeof(word)), 0x01020304);
	KUNIT_EXPECT_EQ(test, by_size(&word, 1), 4);
	if (sizeof(word) == 8)
		BUILD_BUG();
	BUILD_BUG_ON_INVALID(word + 1);
	BUILD_BUG_ON_NOT_POWER_OF_2(sizeof(word));
}

/* Its definition ends with a semicolon, as in Linux: none follows here. */
struct weight {
	struct rb_node node;
	int own, sum;
};

static inline bool compute_sum(struct weight *w, bool exit)
{
	struct weight *left = rb_entry_safe(w->node.rb_left, struct weight, node);
	struct weight *right = rb_entry_safe(w->node.rb_right, struct weight, node);
	int sum = w->own + (left ? left->sum : 0) + (right ? right->sum : 0);

	if (exit && sum == w->sum)
		return true;
	w->sum = sum;
	return false;
}

RB_DECLARE_CALLBACKS(static, sums, struct weight, node, sum, compute_sum)

static void callbacks_are_declared_without_a_semicolon(struct kunit *test)
{
	struct weight a = { .own = 1, .sum = 3 }, b = { .own = 2, .sum = 2 };
	struct rb_root root = RB_ROOT;

	rb_link_node(&a.node, NULL, &root.rb_node);
	rb_insert_augmented(&a.node, &root, &sums);
	rb_link_node(&b.node, &a.node, &a.node.rb_right);
	rb_insert_augmented(&b.node, &root, &sums);
	KUNIT_EXPECT_EQ(test, a.sum, 3);
	rb_erase_augmented(&b.node, &root, &sums);
	KUNIT_EXPECT_EQ(test, a.sum, 1);
}

static struct kunit_case build_bug_cases[] = {
	KUNIT_CASE(conditions_may_rest_on_the_optimizer),
	KUNIT_CASE(callbacks_are_declared_without_a_semicolon),
	{},
};

static struct kunit_suite build_bug_suite = {
	.name = "build_bug",
	.test_cases = build_bug_cases,
};

kunit_test_suite(build_bug_suite);
