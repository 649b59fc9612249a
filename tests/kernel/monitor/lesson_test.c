// SPDX-License-Identifier: MIT
/* Every lesson's claims hold here and now. Of what a lesson prints only what it finds false goes to the log. */
#include <k896/lesson.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "tests/support/kasan.h"

extern const struct lesson __lessons_start[], __lessons_end[];

static char buf[1024];

static void tell_what_is_false(struct seq_file *m)
{
	const char *claim = strnstr(m->buf, "LESSON FAILED", m->count);

	if (claim)
		pr_info("%.*s", (int)(m->buf + m->count - claim), claim);
}

static struct seq_file sink = { .buf = buf, .size = sizeof(buf), .flush = tell_what_is_false };

/* @reports: how many it provokes and shows. */
#define LESSON_HOLDS(name, reports)                                                                \
	static void the_##name##_lesson_holds(struct kunit *test)                                  \
	{                                                                                          \
		KUNIT_EXPECT_EQ(test, lesson_run(&sink, #name), 0);                                \
		KUNIT_EXPECT_REPORTS(test, reports);                                               \
	}

LESSON_HOLDS(space, 0)
LESSON_HOLDS(pages, 0)
LESSON_HOLDS(kmalloc, 0)
LESSON_HOLDS(slab, 2)
LESSON_HOLDS(vmalloc, 0)
LESSON_HOLDS(mempool, 0)
LESSON_HOLDS(atomic, 5)
LESSON_HOLDS(malloc, 0)

static void a_lesson_answers_to_its_number(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "2"), 0);
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "99"), -ENOENT);
	KUNIT_EXPECT_EQ(test, lesson_run(&sink, "page"), -ENOENT);
}

static void a_lesson_says_what_it_teaches_and_what_answers_its_question(struct kunit *test)
{
	for (const struct lesson *l = __lessons_start; l < __lessons_end; l++) {
		KUNIT_EXPECT_TRUE_MSG(test, l->title && l->teaches && l->question && l->answer,
				      "lesson %s is not complete\n", l->name);
		KUNIT_EXPECT_TRUE_MSG(test, l == __lessons_start || l->number > l[-1].number,
				      "lesson %s is out of order\n", l->name);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_space_lesson_holds),
	KUNIT_CASE(the_pages_lesson_holds),
	KUNIT_CASE(the_kmalloc_lesson_holds),
	KUNIT_CASE(the_slab_lesson_holds),
	KUNIT_CASE(the_vmalloc_lesson_holds),
	KUNIT_CASE(the_mempool_lesson_holds),
	KUNIT_CASE(the_atomic_lesson_holds),
	KUNIT_CASE(the_malloc_lesson_holds),
	KUNIT_CASE(a_lesson_says_what_it_teaches_and_what_answers_its_question),
	KUNIT_CASE(a_lesson_answers_to_its_number),
	{},
};

static struct kunit_suite lesson_suite = {
	.name = "lesson",
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(lesson_suite);
