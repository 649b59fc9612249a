// SPDX-License-Identifier: MIT
/* Every lesson's claims hold here and now. What a lesson prints is dropped; what it finds false is counted. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/lesson.h>

static void drop(struct seq_file *m)
{
}

static char buf[1024];
static struct seq_file sink = { .buf = buf, .size = sizeof(buf), .flush = drop };

static void the_pages_lesson_holds(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "pages"), 0);
}

static void the_atomic_lesson_holds(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "atomic"), 0);
}

static void a_lesson_answers_to_its_number(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "2"), 0);
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "99"), -ENOENT);
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "page"), -ENOENT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_pages_lesson_holds),
	KUNIT_CASE(the_atomic_lesson_holds),
	KUNIT_CASE(a_lesson_answers_to_its_number),
	{},
};

static struct kunit_suite lesson_suite = {
	.name = "lesson",
	.test_cases = cases,
};
kunit_test_suite(lesson_suite);
