// SPDX-License-Identifier: MIT
/*
 * Tests of lib/rbtree.c: small trees by hand, large ones by random insertion and deletion against
 * an array that says for each key whether it is in the tree.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/rbtree_augmented.h>

#define KEYS 256

struct thing {
	struct rb_node node;
	int key;
	u32 weight;
	u32 heaviest; /* the largest weight in the subtree */
};

static struct thing things[KEYS];
static bool present[KEYS];

static inline u32 own_weight(const struct thing *thing)
{
	return thing->weight;
}

RB_DECLARE_CALLBACKS_MAX(static, heaviest_callbacks, struct thing, node, u32, heaviest, own_weight)

static int make_things(struct kunit *test)
{
	int i;

	for (i = 0; i < KEYS; i++) {
		things[i] = (struct thing){ .key = i };
		RB_CLEAR_NODE(&things[i].node);
		present[i] = false;
	}
	return 0;
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct thing, node)->key < rb_entry(b, struct thing, node)->key;
}

static int cmp_key(const void *key, const struct rb_node *node)
{
	return *(const int *)key - rb_entry(node, struct thing, node)->key;
}

static int cmp_node(struct rb_node *a, const struct rb_node *b)
{
	return cmp_key(&rb_entry(a, struct thing, node)->key, b);
}

static bool is_black(const struct rb_node *node)
{
	return !node || (node->__rb_parent_color & 1);
}

/*
 * The number of black nodes on every way down, or -1 if the ways differ, a red node has a red
 * child, or a child does not know its parent. A tree of KEYS nodes is at most 16 deep.
 */
static int black_height(const struct rb_node *node)
{
	int left, right;

	if (!node)
		return 0;
	if (!is_black(node) && (!is_black(node->rb_left) || !is_black(node->rb_right)))
		return -1;
	if ((node->rb_left && rb_parent(node->rb_left) != node) ||
	    (node->rb_right && rb_parent(node->rb_right) != node))
		return -1;
	left = black_height(node->rb_left);
	right = black_height(node->rb_right);
	if (left < 0 || left != right)
		return -1;
	return left + is_black(node);
}

static void expect_valid(struct kunit *test, const struct rb_root *root)
{
	KUNIT_ASSERT_TRUE(test, is_black(root->rb_node));
	KUNIT_ASSERT_GE(test, black_height(root->rb_node), 0);
	if (root->rb_node)
		KUNIT_ASSERT_NULL(test, rb_parent(root->rb_node));
}

/* Forwards and backwards: exactly the keys that are present. */
static void expect_present(struct kunit *test, const struct rb_root *root)
{
	struct rb_node *node = rb_first(root);
	int key;

	for (key = 0; key < KEYS; key++) {
		if (!present[key])
			continue;
		KUNIT_ASSERT_PTR_EQ(test, node, &things[key].node);
		node = rb_next(node);
	}
	KUNIT_ASSERT_NULL(test, node);

	node = rb_last(root);
	while (key--) {
		if (!present[key])
			continue;
		KUNIT_ASSERT_PTR_EQ(test, node, &things[key].node);
		node = rb_prev(node);
	}
	KUNIT_ASSERT_NULL(test, node);
}

static void an_empty_tree_has_no_ends(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	int key = 1;

	KUNIT_EXPECT_TRUE(test, RB_EMPTY_ROOT(&root));
	KUNIT_EXPECT_NULL(test, rb_first(&root));
	KUNIT_EXPECT_NULL(test, rb_last(&root));
	KUNIT_EXPECT_NULL(test, rb_first_postorder(&root));
	KUNIT_EXPECT_NULL(test, rb_find(&key, &root, cmp_key));
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_NODE(&things[0].node));
	KUNIT_EXPECT_NULL(test, rb_next(&things[0].node));
}

static void ascending_and_descending_keys_stay_balanced(struct kunit *test)
{
	struct rb_root up = RB_ROOT, down = RB_ROOT;
	int i;

	for (i = 0; i < KEYS / 2; i++) {
		rb_add(&things[i].node, &up, less);
		expect_valid(test, &up);
		rb_add(&things[KEYS - 1 - i].node, &down, less);
		expect_valid(test, &down);
	}
	KUNIT_EXPECT_PTR_EQ(test, rb_first(&up), &things[0].node);
	KUNIT_EXPECT_PTR_EQ(test, rb_last(&down), &things[KEYS - 1].node);
}

static void random_changes_keep_order_and_balance(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct rnd_state rnd;
	int i;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (i = 0; i < 4000; i++) {
		int key = reciprocal_scale(prandom_u32_state(&rnd), KEYS);

		if (present[key])
			rb_erase(&things[key].node, &root);
		else
			rb_add(&things[key].node, &root, less);
		present[key] = !present[key];
		if (i % 8 == 0) {
			expect_valid(test, &root);
			expect_present(test, &root);
		}
	}
}

static void a_tree_can_be_emptied_from_any_end(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	int i;

	for (i = 0; i < KEYS; i++)
		rb_add(&things[(i * 37) % KEYS].node, &root, less);
	for (i = 0; i < KEYS; i++) {
		rb_erase(i % 2 ? rb_first(&root) : rb_last(&root), &root);
		expect_valid(test, &root);
	}
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_ROOT(&root));
}

static void finding_by_key(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct thing twin = { .key = 10 };
	int key;

	for (key = 0; key < KEYS; key += 2)
		rb_add(&things[key].node, &root, less);
	for (key = 0; key < KEYS; key++)
		KUNIT_ASSERT_PTR_EQ(test, rb_find(&key, &root, cmp_key),
				    key % 2 ? NULL : &things[key].node);
	KUNIT_EXPECT_PTR_EQ(test, rb_find_add(&twin.node, &root, cmp_node), &things[10].node);
	twin.key = 11;
	KUNIT_EXPECT_NULL(test, rb_find_add(&twin.node, &root, cmp_node));
	KUNIT_EXPECT_PTR_EQ(test, rb_next(&things[10].node), &twin.node);
}

static void rb_find_first_finds_the_leftmost_of_equals(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	int i, key = 5;

	for (i = 0; i < 32; i++) {
		things[i].key = i / 8 * 5;
		rb_add(&things[i].node, &root, less);
	}
	KUNIT_EXPECT_PTR_EQ(test, rb_find_first(&key, &root, cmp_key), &things[8].node);
}

static void replacing_keeps_the_tree(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct thing new = { .key = 3 };
	int i;

	for (i = 0; i < 7; i++)
		rb_add(&things[i].node, &root, less);
	rb_replace_node(&things[3].node, &new.node, &root);
	expect_valid(test, &root);
	KUNIT_EXPECT_PTR_EQ(test, rb_next(&things[2].node), &new.node);
	KUNIT_EXPECT_PTR_EQ(test, rb_prev(&things[4].node), &new.node);
}

static void postorder_visits_children_first(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct thing *thing, *next;
	int i, visited = 0;

	for (i = 0; i < KEYS; i++)
		rb_add(&things[i].node, &root, less);
	rbtree_postorder_for_each_entry_safe(thing, next, &root, node) {
		struct rb_node *left = thing->node.rb_left, *right = thing->node.rb_right;

		KUNIT_ASSERT_TRUE(test, !left || present[rb_entry(left, struct thing, node)->key]);
		KUNIT_ASSERT_TRUE(test,
				  !right || present[rb_entry(right, struct thing, node)->key]);
		present[thing->key] = true;
		visited++;
	}
	KUNIT_EXPECT_EQ(test, visited, KEYS);
}

static void the_cached_root_knows_its_leftmost(struct kunit *test)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct rnd_state rnd;
	int i;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (i = 0; i < 1000; i++) {
		int key = reciprocal_scale(prandom_u32_state(&rnd), KEYS);

		if (present[key])
			rb_erase_cached(&things[key].node, &root);
		else
			rb_add_cached(&things[key].node, &root, less);
		present[key] = !present[key];
		KUNIT_ASSERT_PTR_EQ(test, rb_first_cached(&root), rb_first(&root.rb_root));
	}
}

/* The summary as it should be, from below; -1 if one is wrong. */
static s64 true_heaviest(const struct rb_node *node)
{
	const struct thing *thing = rb_entry(node, struct thing, node);
	s64 left, right, most = thing->weight;

	left = node->rb_left ? true_heaviest(node->rb_left) : 0;
	right = node->rb_right ? true_heaviest(node->rb_right) : 0;
	if (left < 0 || right < 0)
		return -1;
	most = max3(most, left, right);
	return most == thing->heaviest ? most : -1;
}

static void insert_weighted(struct thing *thing, struct rb_root *root)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	thing->heaviest = thing->weight;
	while (*link) {
		struct thing *above = rb_entry(*link, struct thing, node);

		parent = *link;
		above->heaviest = max(above->heaviest, thing->weight);
		link = thing->key < above->key ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&thing->node, parent, link);
	rb_insert_augmented(&thing->node, root, &heaviest_callbacks);
}

static void summaries_of_subtrees_stay_true(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct rnd_state rnd;
	int i;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (i = 0; i < 3000; i++) {
		u32 random = prandom_u32_state(&rnd);
		struct thing *thing = &things[random % KEYS];

		if (present[thing->key]) {
			rb_erase_augmented(&thing->node, &root, &heaviest_callbacks);
		} else {
			thing->weight = random >> 12;
			insert_weighted(thing, &root);
		}
		present[thing->key] = !present[thing->key];
		if (root.rb_node)
			KUNIT_ASSERT_GE(test, true_heaviest(root.rb_node), 0);
	}
	expect_valid(test, &root);
	expect_present(test, &root);
}

static struct kunit_case rbtree_cases[] = {
	KUNIT_CASE(an_empty_tree_has_no_ends),
	KUNIT_CASE(ascending_and_descending_keys_stay_balanced),
	KUNIT_CASE(random_changes_keep_order_and_balance),
	KUNIT_CASE(a_tree_can_be_emptied_from_any_end),
	KUNIT_CASE(finding_by_key),
	KUNIT_CASE(rb_find_first_finds_the_leftmost_of_equals),
	KUNIT_CASE(replacing_keeps_the_tree),
	KUNIT_CASE(postorder_visits_children_first),
	KUNIT_CASE(the_cached_root_knows_its_leftmost),
	KUNIT_CASE(summaries_of_subtrees_stay_true),
	{},
};

static struct kunit_suite rbtree_suite = {
	.name = "rbtree",
	.init = make_things,
	.test_cases = rbtree_cases,
};

kunit_test_suite(rbtree_suite);
