// SPDX-License-Identifier: MIT
/* Tests of <linux/list.h>. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/string.h>

struct item {
	char name;
	struct list_head node;
	struct hlist_node hnode;
};

/* The names, forwards; checks on the way that every pointer back fits. */
static const char *names(struct kunit *test, struct list_head *head)
{
	static char text[16];
	struct list_head *before = head;
	struct item *item;
	int n = 0;

	list_for_each_entry(item, head, node) {
		KUNIT_ASSERT_PTR_EQ(test, item->node.prev, before);
		KUNIT_ASSERT_LT(test, n, sizeof(text) - 1);
		before = &item->node;
		text[n++] = item->name;
	}
	KUNIT_ASSERT_PTR_EQ(test, head->prev, before);
	text[n] = '\0';
	return text;
}

#define EXPECT_LIST(test, head, expected) KUNIT_EXPECT_STREQ(test, names(test, head), expected)

static LIST_HEAD(list);
static LIST_HEAD(other);
static struct item items[6];
static struct item *const a = &items[0], *const b = &items[1], *const c = &items[2],
			  *const d = &items[3];

/* "abcd" in list, nothing in other. */
static int make_lists(struct kunit *test)
{
	int i;

	INIT_LIST_HEAD(&list);
	INIT_LIST_HEAD(&other);
	for (i = 0; i < 4; i++) {
		items[i] = (struct item){ .name = 'a' + i };
		list_add_tail(&items[i].node, &list);
	}
	return 0;
}

static void a_new_list_is_empty(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, list_empty(&other));
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&other));
	KUNIT_EXPECT_FALSE(test, list_empty(&list));
	KUNIT_EXPECT_NULL(test, list_first_entry_or_null(&other, struct item, node));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&list), 4);
}

static void adding_at_both_ends(struct kunit *test)
{
	struct item front = { .name = '<' }, back = { .name = '>' };

	list_add(&front.node, &list);
	list_add_tail(&back.node, &list);
	EXPECT_LIST(test, &list, "<abcd>");
	KUNIT_EXPECT_PTR_EQ(test, list_first_entry(&list, struct item, node), &front);
	KUNIT_EXPECT_PTR_EQ(test, list_last_entry(&list, struct item, node), &back);
	KUNIT_EXPECT_TRUE(test, list_is_first(&front.node, &list));
	KUNIT_EXPECT_TRUE(test, list_is_last(&back.node, &list));
}

static void deleting_leaves_poison(struct kunit *test)
{
	list_del(&b->node);
	EXPECT_LIST(test, &list, "acd");
	KUNIT_EXPECT_PTR_EQ(test, b->node.next, LIST_POISON1);
	KUNIT_EXPECT_PTR_EQ(test, b->node.prev, LIST_POISON2);
}

static void deleting_with_init_leaves_an_empty_list(struct kunit *test)
{
	list_del_init(&a->node);
	list_del_init_careful(&d->node);
	EXPECT_LIST(test, &list, "bc");
	KUNIT_EXPECT_TRUE(test, list_empty(&a->node));
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&d->node));
}

static void replacing_takes_the_place(struct kunit *test)
{
	struct item new = { .name = 'n' };

	list_replace_init(&b->node, &new.node);
	EXPECT_LIST(test, &list, "ancd");
	KUNIT_EXPECT_TRUE(test, list_empty(&b->node));
}

static void swapping_neighbours_and_others(struct kunit *test)
{
	list_swap(&a->node, &b->node);
	EXPECT_LIST(test, &list, "bacd");
	list_swap(&c->node, &a->node);
	EXPECT_LIST(test, &list, "bcad");
	list_swap(&b->node, &d->node);
	EXPECT_LIST(test, &list, "dcab");
}

static void moving_between_lists(struct kunit *test)
{
	list_move(&c->node, &other);
	list_move_tail(&a->node, &other);
	EXPECT_LIST(test, &other, "ca");
	list_move_tail(&b->node, &list);
	EXPECT_LIST(test, &list, "db");
}

static void moving_a_run(struct kunit *test)
{
	list_bulk_move_tail(&other, &b->node, &c->node);
	EXPECT_LIST(test, &list, "ad");
	EXPECT_LIST(test, &other, "bc");
}

static void rotating(struct kunit *test)
{
	list_rotate_left(&list);
	EXPECT_LIST(test, &list, "bcda");
	list_rotate_to_front(&d->node, &list);
	EXPECT_LIST(test, &list, "dabc");
	list_rotate_left(&other);
	EXPECT_LIST(test, &other, "");
}

static void cutting_behind_and_before(struct kunit *test)
{
	list_cut_position(&other, &list, &b->node);
	EXPECT_LIST(test, &other, "ab");
	EXPECT_LIST(test, &list, "cd");
	list_cut_before(&other, &list, &d->node);
	EXPECT_LIST(test, &other, "c");
	EXPECT_LIST(test, &list, "d");
}

static void cutting_nothing_and_everything(struct kunit *test)
{
	list_cut_position(&other, &list, &list);
	EXPECT_LIST(test, &other, "");
	list_cut_before(&other, &list, &a->node);
	EXPECT_LIST(test, &other, "");
	list_cut_before(&other, &list, &list);
	EXPECT_LIST(test, &other, "abcd");
	EXPECT_LIST(test, &list, "");
}

static void splicing_at_both_ends(struct kunit *test)
{
	struct item x = { .name = 'x' };
	LIST_HEAD(empty);

	list_add(&x.node, &other);
	list_splice_init(&other, &list);
	EXPECT_LIST(test, &list, "xabcd");
	KUNIT_EXPECT_TRUE(test, list_empty(&other));
	list_move(&x.node, &other);
	list_splice_tail(&other, &list);
	EXPECT_LIST(test, &list, "abcdx");
	list_splice(&empty, &list);
	EXPECT_LIST(test, &list, "abcdx");
}

static void one_entry_is_singular(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, list_is_singular(&list));
	KUNIT_EXPECT_FALSE(test, list_is_singular(&other));
	list_move(&a->node, &other);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&other));
}

static void safe_walks_may_delete(struct kunit *test)
{
	struct item *item, *next;

	list_for_each_entry_safe(item, next, &list, node) {
		if (item != c)
			list_del(&item->node);
	}
	EXPECT_LIST(test, &list, "c");
}

static void walks_go_backwards_and_on(struct kunit *test)
{
	char text[8];
	struct item *item;
	int n = 0;

	list_for_each_entry_reverse(item, &list, node)
		text[n++] = item->name;
	item = b;
	list_for_each_entry_continue(item, &list, node)
		text[n++] = item->name;
	KUNIT_EXPECT_EQ(test, memcmp(text, "dcbacd", n), 0);
	KUNIT_EXPECT_PTR_EQ(test, list_next_entry_circular(d, &list, node), a);
	KUNIT_EXPECT_PTR_EQ(test, list_prev_entry_circular(a, &list, node), d);
}

/* As names(), for a list with a head of one pointer. */
static const char *hnames(struct kunit *test, struct hlist_head *head)
{
	static char text[16];
	struct hlist_node **before = &head->first;
	struct item *item;
	int n = 0;

	hlist_for_each_entry(item, head, hnode) {
		KUNIT_ASSERT_PTR_EQ(test, item->hnode.pprev, before);
		before = &item->hnode.next;
		text[n++] = item->name;
	}
	text[n] = '\0';
	return text;
}

static void hlist_adds_in_every_place(struct kunit *test)
{
	HLIST_HEAD(head);

	KUNIT_EXPECT_TRUE(test, hlist_empty(&head));
	hlist_add_head(&b->hnode, &head);
	KUNIT_EXPECT_TRUE(test, hlist_is_singular_node(&b->hnode, &head));
	hlist_add_before(&a->hnode, &b->hnode);
	hlist_add_behind(&c->hnode, &b->hnode);
	KUNIT_EXPECT_STREQ(test, hnames(test, &head), "abc");
}

static void hlist_deletes_and_moves(struct kunit *test)
{
	HLIST_HEAD(head);
	HLIST_HEAD(target);
	struct hlist_node *next;
	struct item *item;

	hlist_add_head(&c->hnode, &head);
	hlist_add_head(&b->hnode, &head);
	hlist_add_head(&a->hnode, &head);
	hlist_del_init(&b->hnode);
	hlist_del_init(&b->hnode);
	KUNIT_EXPECT_TRUE(test, hlist_unhashed(&b->hnode));
	hlist_move_list(&head, &target);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&head));
	KUNIT_EXPECT_STREQ(test, hnames(test, &target), "ac");
	hlist_for_each_entry_safe(item, next, &target, hnode)
		hlist_del(&item->hnode);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&target));
}

static struct kunit_case list_cases[] = {
	KUNIT_CASE(a_new_list_is_empty),
	KUNIT_CASE(adding_at_both_ends),
	KUNIT_CASE(deleting_leaves_poison),
	KUNIT_CASE(deleting_with_init_leaves_an_empty_list),
	KUNIT_CASE(replacing_takes_the_place),
	KUNIT_CASE(swapping_neighbours_and_others),
	KUNIT_CASE(moving_between_lists),
	KUNIT_CASE(moving_a_run),
	KUNIT_CASE(rotating),
	KUNIT_CASE(cutting_behind_and_before),
	KUNIT_CASE(cutting_nothing_and_everything),
	KUNIT_CASE(splicing_at_both_ends),
	KUNIT_CASE(one_entry_is_singular),
	KUNIT_CASE(safe_walks_may_delete),
	KUNIT_CASE(walks_go_backwards_and_on),
	KUNIT_CASE(hlist_adds_in_every_place),
	KUNIT_CASE(hlist_deletes_and_moves),
	{},
};

static struct kunit_suite list_suite = {
	.name = "list",
	.init = make_lists,
	.test_cases = list_cases,
};

kunit_test_suite(list_suite);
