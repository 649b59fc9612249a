// SPDX-License-Identifier: MIT
/* Tests of kernel/core/resource.c, on a tree of their own, and on the machine's for what is shown. */
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

static struct resource root, a, b, c, d;

static struct resource range(resource_size_t start, resource_size_t end, const char *name)
{
	return (struct resource){ .start = start,
				  .end = end,
				  .name = name,
				  .flags = IORESOURCE_MEM };
}

/* a and b side by side; c inside a; d around both. */
static int make_ranges(struct kunit *test)
{
	root = range(0, 0xffff, "root");
	a = range(0x1000, 0x1fff, "a");
	b = range(0x3000, 0x3fff, "b");
	c = range(0x1800, 0x18ff, "c");
	d = range(0x1000, 0x4fff, "d");
	return 0;
}

static void insert(struct kunit *test, struct resource *r)
{
	KUNIT_ASSERT_EQ(test, insert_resource(&root, r), 0);
}

/* Inserting */

static void siblings_are_sorted(struct kunit *test)
{
	insert(test, &b);
	insert(test, &a);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &a);
	KUNIT_EXPECT_PTR_EQ(test, a.sibling, &b);
	KUNIT_EXPECT_NULL(test, b.sibling);
	KUNIT_EXPECT_PTR_EQ(test, b.parent, &root);
}

static void the_inner_goes_into_the_outer(struct kunit *test)
{
	insert(test, &d);
	insert(test, &a);
	insert(test, &c);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &d);
	KUNIT_EXPECT_PTR_EQ(test, d.child, &a);
	KUNIT_EXPECT_PTR_EQ(test, a.child, &c);
}

static void the_outer_takes_over_what_is_inside(struct kunit *test)
{
	insert(test, &c);
	insert(test, &b);
	insert(test, &d);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &d);
	KUNIT_EXPECT_NULL(test, d.sibling);
	KUNIT_EXPECT_PTR_EQ(test, d.child, &c);
	KUNIT_EXPECT_PTR_EQ(test, c.sibling, &b);
	KUNIT_EXPECT_PTR_EQ(test, c.parent, &d);
	KUNIT_EXPECT_PTR_EQ(test, b.parent, &d);
}

static void neighbours_that_touch_are_no_conflict(struct kunit *test)
{
	struct resource next = range(0x2000, 0x2fff, "next");

	insert(test, &a);
	insert(test, &b);
	insert(test, &next);
	KUNIT_EXPECT_PTR_EQ(test, a.sibling, &next);
	KUNIT_EXPECT_PTR_EQ(test, next.sibling, &b);
}

/* What cannot be inserted changes nothing. */

static void a_partial_overlap_is_busy(struct kunit *test)
{
	struct resource before = range(0x800, 0x1000, "before"),
			behind = range(0x1fff, 0x2fff, "behind");

	insert(test, &a);
	insert(test, &b);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &before), -EBUSY);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &behind), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &a);
	KUNIT_EXPECT_PTR_EQ(test, a.sibling, &b);
	KUNIT_EXPECT_NULL(test, before.parent);
}

static void one_that_sticks_out_makes_it_busy(struct kunit *test)
{
	struct resource half = range(0x1000, 0x37ff, "half");

	insert(test, &a);
	insert(test, &b);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &half), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, a.parent, &root);
}

static void an_overlap_deep_inside_is_busy(struct kunit *test)
{
	struct resource across = range(0x1880, 0x19ff, "across");

	insert(test, &a);
	insert(test, &c);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &across), -EBUSY);
}

static void outside_of_the_root_is_busy(struct kunit *test)
{
	struct resource outside = range(0xf000, 0x10000, "outside");
	struct resource backwards = range(0x2000, 0x1000, "backwards");

	KUNIT_EXPECT_EQ(test, insert_resource(&root, &outside), -EBUSY);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &backwards), -EBUSY);
	KUNIT_EXPECT_NULL(test, root.child);
}

/* Removing */

static void children_of_a_removed_one_take_its_place(struct kunit *test)
{
	struct resource last = range(0x8000, 0x8fff, "last");

	insert(test, &d);
	insert(test, &a);
	insert(test, &b);
	insert(test, &last);
	KUNIT_EXPECT_EQ(test, remove_resource(&d), 0);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &a);
	KUNIT_EXPECT_PTR_EQ(test, a.sibling, &b);
	KUNIT_EXPECT_PTR_EQ(test, b.sibling, &last);
	KUNIT_EXPECT_PTR_EQ(test, a.parent, &root);
	KUNIT_EXPECT_PTR_EQ(test, b.parent, &root);
}

static void removed_it_can_be_inserted_again(struct kunit *test)
{
	insert(test, &a);
	KUNIT_EXPECT_EQ(test, remove_resource(&a), 0);
	KUNIT_EXPECT_NULL(test, root.child);
	insert(test, &a);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &a);
}

static void what_is_in_no_tree_cannot_be_removed(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, remove_resource(&a), -EINVAL);
}

/* The machine's tree: two ranges where no PC has anything. */

static void iomem_shows_the_inner_below_the_outer(struct kunit *test)
{
	static char text[4096];
	struct seq_file m;

	a = range(0xf4000000, 0xf4ffffff, "test outer");
	c = range(0xf4100000, 0xf41fffff, "test inner");
	KUNIT_ASSERT_EQ(test, insert_resource(&iomem_resource, &a), 0);
	KUNIT_ASSERT_EQ(test, insert_resource(&iomem_resource, &c), 0);
	seq_init(&m, text, sizeof(text) - 1, NULL);
	iomem_show(&m);
	text[m.count] = '\0';
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\nf4000000-f4ffffff : test outer\n"
						 "  f4100000-f41fffff : test inner\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " : System RAM\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " : Kernel code\n"));
	remove_resource(&c);
	remove_resource(&a);
}

static void what_intersects_ram_is_found(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, region_intersects(0x100000, 0x100000, IORESOURCE_SYSTEM_RAM));
	KUNIT_EXPECT_TRUE(test, region_intersects(0, ~0U, IORESOURCE_SYSTEM_RAM));
	KUNIT_EXPECT_FALSE(test, region_intersects(0xfffc0000, ~0U, IORESOURCE_SYSTEM_RAM));
}

static void a_region_of_one_byte_intersects_what_holds_that_byte(struct kunit *test)
{
	for (struct resource *r = iomem_resource.child; r; r = r->sibling) {
		KUNIT_EXPECT_TRUE(test, region_intersects(r->start, r->start, r->flags));
		KUNIT_EXPECT_TRUE(test, region_intersects(r->end, r->end, r->flags));
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(siblings_are_sorted),
	KUNIT_CASE(the_inner_goes_into_the_outer),
	KUNIT_CASE(the_outer_takes_over_what_is_inside),
	KUNIT_CASE(neighbours_that_touch_are_no_conflict),
	KUNIT_CASE(a_partial_overlap_is_busy),
	KUNIT_CASE(one_that_sticks_out_makes_it_busy),
	KUNIT_CASE(an_overlap_deep_inside_is_busy),
	KUNIT_CASE(outside_of_the_root_is_busy),
	KUNIT_CASE(children_of_a_removed_one_take_its_place),
	KUNIT_CASE(removed_it_can_be_inserted_again),
	KUNIT_CASE(what_is_in_no_tree_cannot_be_removed),
	KUNIT_CASE(iomem_shows_the_inner_below_the_outer),
	KUNIT_CASE(what_intersects_ram_is_found),
	KUNIT_CASE(a_region_of_one_byte_intersects_what_holds_that_byte),
	{},
};

static struct kunit_suite resource_suite = {
	.name = "resource",
	.init = make_ranges,
	.test_cases = cases,
};
kunit_test_suite(resource_suite);
