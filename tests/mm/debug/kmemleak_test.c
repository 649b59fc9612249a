// SPDX-License-Identifier: MIT
/*
 * Tests of mm/debug/kmemleak.c. A pointer that the search must not find is kept inverted, and used only in
 * threads of its own (elsewhere()), whose stacks are gone when the search begins: in the frames of the test
 * itself the compiler may leave any copy.
 *
 * At any time an old word somewhere (in an unused part of a frame, a count, a time) may happen to be an address within the
 * object, so that it is not called a leak. So where one is expected, others are tried, and whether a certain object is listed
 * is asked, not how many are.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kthread.h>
#include <linux/seq_file.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "tests/support/kasan.h"
#include "tests/support/pressure.h"

#define HIDDEN(p) (~(unsigned long)(p))
#define FOUND(h)  ((void *)~(h))

static unsigned long hidden;
static void *in_data;
static long before; /* what is lost already */
static char text[64 << 10];

/* ---- threads ---- */

struct job {
	bool (*fn)(unsigned long arg);
	unsigned long arg;
};

static int do_job(void *data)
{
	struct job *job = data;
	bool result = job->fn(job->arg);

	while (!kthread_should_stop())
		msleep(1);
	return result;
}

/* false also without memory for a thread. */
static bool elsewhere(bool (*fn)(unsigned long arg), unsigned long arg)
{
	struct job job = { fn, arg };
	struct task_struct *thread = kthread_create(do_job, &job, "elsewhere");

	if (IS_ERR(thread))
		return false;
	wake_up_process(thread);
	msleep(5); /* a thread that is stopped before it began does nothing */
	return kthread_stop(thread);
}

/* ---- searching ---- */

static long scan(struct kunit *test)
{
	struct seq_file m;
	long n;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	n = kmemleak_scan(&m);
	text[m.count] = '\0';
	KUNIT_EXPECT_GE(test, n, 0L);
	return n;
}

static int init(struct kunit *test)
{
	in_data = NULL;
	before = scan(test);
	return 0;
}

/* An argument that is the address would stay on the stack, where the next search finds it. */
#define HALVES	     "0x%lx%04lx"
#define HIGH_HALF(h) (~(h) >> 16)
#define LOW_HALF(h)  (~(h)&0xffff)

static bool is_listed(size_t size)
{
	char line[60];

	snprintf(line, sizeof(line), "unreferenced object " HALVES " (size %zu):\n",
		 HIGH_HALF(hidden), LOW_HALF(hidden), size);
	return strstr(text, line);
}

/* Is it a leak, of whatever size? */
static bool is_leak_at(struct kunit *test, unsigned long h)
{
	char line[60];

	scan(test);
	/* Or its complement, which is the address, is made before and is on the stack meanwhile. */
	OPTIMIZER_HIDE_VAR(h);
	snprintf(line, sizeof(line), "unreferenced object " HALVES " (", HIGH_HALF(h), LOW_HALF(h));
	return strstr(text, line);
}

static bool is_leak(struct kunit *test)
{
	return is_leak_at(test, hidden);
}

/* ---- done in a thread of its own; false, from this and the makers below: no memory ---- */

static bool hide(unsigned long size)
{
	u8 *p = kmalloc(size, GFP_KERNEL);

	if (!p)
		return false;
	memset(p, 0x42, size);
	hidden = HIDDEN(p);
	return true;
}

static bool free_hidden(unsigned long unused)
{
	kfree(FOUND(hidden));
	hidden = 0;
	return true;
}

/* A word of the kernel's data gets the pointer. */
static bool show_at(unsigned long place)
{
	*(void **)place = FOUND(hidden);
	return true;
}

/* Into the middle. */
static bool show_end_at(unsigned long place)
{
	*(void **)place = FOUND(hidden) + 99;
	return true;
}

#define TRIES 200

/*
 * An object that nothing leads to, and that is good for @check as well, which says false when an old word was in the way.
 * Those that are not are kept meanwhile, so that they do not come again; at the end all are given back.
 */
static void lose_by(struct kunit *test, bool (*make)(unsigned long),
		    bool (*give_back)(unsigned long), size_t size,
		    bool (*check)(struct kunit *test))
{
	static unsigned long tried[TRIES];
	unsigned int n = 0;
	bool good;

	do {
		hidden = 0;
		KUNIT_EXPECT_TRUE_MSG(test, elsewhere(make, size), "no memory");
		if (!hidden)
			break;
		good = is_leak(test) && check(test);
		tried[n++] = hidden;
	} while (!good && n < TRIES);
	KUNIT_EXPECT_TRUE(test, n && good);
	in_data = NULL;
	while (n--) {
		hidden = tried[n];
		elsewhere(give_back, 0);
	}
}

static void lose(struct kunit *test, size_t size, bool (*check)(struct kunit *test))
{
	lose_by(test, hide, free_hidden, size, check);
}

/* ---- cases ---- */

static void a_running_kernel_has_no_leak(struct kunit *test)
{
	KUNIT_EXPECT_EQ_MSG(test, before, 0L, "%s", text);
}

static bool is_shown_with_its_bytes(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, is_listed(64));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "kmalloc-64\n  hex dump (first 32 bytes):\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "    42 42 42 42 42 42 42 42"));
	return true;
}

static void an_object_without_a_pointer_is_a_leak(struct kunit *test)
{
	lose(test, 64, is_shown_with_its_bytes);
	KUNIT_EXPECT_EQ(test, scan(test), before);
}

/* Data with a value from the start, data without one, and data in front of the allocator's own. */
static void *initialized = &in_data;
static void *in_front __section(".bss..page_aligned");

static bool is_kept_by_each_place(struct kunit *test)
{
	void **const places[] = { &initialized, &in_front, &in_data };

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		elsewhere(show_at, (unsigned long)places[i]);
		KUNIT_EXPECT_FALSE_MSG(test, is_leak(test), "place %u", i);
		*places[i] = NULL;
	}
	return is_leak(test);
}

static void a_pointer_in_the_kernels_data_keeps_it(struct kunit *test)
{
	lose(test, 100, is_kept_by_each_place);
}

static bool is_kept_by_a_pointer_into_it(struct kunit *test)
{
	elsewhere(show_end_at, (unsigned long)&in_data);
	KUNIT_EXPECT_FALSE(test, is_leak(test));
	in_data = NULL;
	return is_leak(test);
}

static void a_pointer_into_the_middle_keeps_it(struct kunit *test)
{
	lose(test, 100, is_kept_by_a_pointer_into_it);
}

static void a_pointer_on_the_stack_keeps_it(struct kunit *test)
{
	void *volatile on_stack = kmalloc(100, GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, scan(test), before);
	kfree(on_stack);
}

static int sleep_on_one(void *unused)
{
	void *volatile mine = kmalloc(100, GFP_KERNEL);

	while (!kthread_should_stop())
		msleep(1000);
	kfree(mine);
	return 0;
}

static void a_pointer_on_a_sleeping_tasks_stack_keeps_it(struct kunit *test)
{
	struct task_struct *sleeper = kthread_run(sleep_on_one, NULL, "sleeper");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, sleeper);
	msleep(20);
	KUNIT_EXPECT_EQ(test, scan(test), before);
	kthread_stop(sleeper);
}

static struct task_struct *unborn;

static int never_called(void *unused)
{
	return 0;
}

static bool make_unborn(unsigned long size)
{
	if (!hide(size))
		return false;
	unborn = kthread_create(never_called, FOUND(hidden), "unborn");
	return !IS_ERR(unborn);
}

static void the_argument_of_a_thread_that_has_not_begun_is_kept(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, elsewhere(make_unborn, 100));
	KUNIT_EXPECT_EQ(test, scan(test), before);
	KUNIT_EXPECT_FALSE(test, is_listed(100));
	kthread_stop(unborn);
	elsewhere(free_hidden, 0);
}

/* A list of a hundred, of which only the first is known; then not even that one. */
struct item {
	struct item *next;
	char bytes[60];
};

static unsigned long hidden_last;

static bool make_list(unsigned long n)
{
	struct item *first = NULL;

	while (n--) {
		struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

		if (!item)
			break;
		if (!first)
			hidden_last = HIDDEN(item);
		item->next = first;
		first = item;
	}
	hidden = HIDDEN(first);
	return n == -1UL;
}

static bool free_list(unsigned long unused)
{
	struct item *next;

	for (struct item *item = FOUND(hidden); item; item = next) {
		next = item->next;
		kfree(item);
	}
	hidden = 0;
	return true;
}

static bool is_kept_by_its_first(struct kunit *test)
{
	elsewhere(show_at, (unsigned long)&in_data);
	KUNIT_EXPECT_FALSE(test, is_leak(test));
	KUNIT_EXPECT_FALSE(test, is_leak_at(test, hidden_last));
	in_data = NULL;
	return is_leak(test);
}

static void what_a_live_object_leads_to_is_live(struct kunit *test)
{
	lose_by(test, make_list, free_list, 100, is_kept_by_its_first);
}

/* A freed object still has its old words, and a pointer still leads to it. */
static bool make_stale_pair(unsigned long unused)
{
	struct item *first = kzalloc(sizeof(*first), GFP_KERNEL);
	struct {
		void *link[2]; /* what the allocator may use */
		struct item *there[10];
		void *link_too[4];
	} *stale = kzalloc(sizeof(*stale), GFP_KERNEL);

	if (!first || !stale) {
		kfree(first);
		kfree(stale);
		return false;
	}
	memset(stale->there, 0, sizeof(stale->there));
	for (unsigned int i = 0; i < ARRAY_SIZE(stale->there); i++)
		stale->there[i] = first;
	hidden = HIDDEN(first);
	in_data = stale;
	kfree(stale);
	return true;
}

static bool is_an_item(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, is_listed(sizeof(struct item)));
	return true;
}

static void a_stale_pointer_in_a_freed_object_keeps_nothing(struct kunit *test)
{
	lose_by(test, make_stale_pair, free_hidden, 0, is_an_item);
}

/* Two objects that point to each other, and no other pointer leads to them. */
static bool make_ring(unsigned long unused)
{
	struct item *a = kzalloc(sizeof(*a), GFP_KERNEL), *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!a || !b) {
		kfree(a);
		kfree(b);
		return false;
	}
	a->next = b;
	b->next = a;
	hidden = HIDDEN(a);
	return true;
}

static bool free_ring(unsigned long unused)
{
	struct item *a = FOUND(hidden);

	kfree(a->next);
	kfree(a);
	return true;
}

static void a_ring_does_not_keep_itself(struct kunit *test)
{
	lose_by(test, make_ring, free_ring, 0, is_an_item);
}

#define LARGE 200000

static bool is_a_large_piece(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, is_listed(LARGE));
	return is_kept_by_a_pointer_into_it(test);
}

static void large_pieces_are_looked_at_too(struct kunit *test)
{
	lose(test, LARGE, is_a_large_piece);
}

static struct kmem_cache *tracked;

static noinline bool lose_one(unsigned long unused)
{
	void *p = kmem_cache_zalloc(tracked, GFP_KERNEL);

	hidden = HIDDEN(p);
	return p;
}

static bool find_one(unsigned long unused)
{
	kmem_cache_free(tracked, FOUND(hidden));
	return true;
}

static bool is_shown_with_its_owner(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, is_listed(48));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "  tracked\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "backtrace:\n    lose_one+0x"));
	return true;
}

static void the_owner_is_named(struct kunit *test)
{
	tracked = kmem_cache_create("tracked", 48, 0, SLAB_STORE_USER, NULL);
	KUNIT_ASSERT_NOT_NULL(test, tracked);
	lose_by(test, lose_one, find_one, 0, is_shown_with_its_owner);
	kmem_cache_destroy(tracked);
}

/* ---- areas of vmalloc() ---- */

#define AREA (3 * PAGE_SIZE)

static unsigned int area_line;

static bool hide_area(unsigned long size)
{
	u8 *p;

	area_line = __LINE__ + 1;
	p = vmalloc(size);
	if (!p)
		return false;
	memset(p, 0x42, size);
	hidden = HIDDEN(p);
	return true;
}

static bool free_hidden_area(unsigned long unused)
{
	vfree(FOUND(hidden));
	hidden = 0;
	return true;
}

static bool is_shown_with_its_caller(struct kunit *test)
{
	char line[60];

	KUNIT_EXPECT_TRUE(test, is_listed(AREA));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(text,
				     "  vmalloc\n  hex dump (first 32 bytes):\n    42 42 42 42"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "  backtrace:\n    hide_area+0x"));
	snprintf(line, sizeof(line), "(%s:%u)\n", __FILE__, area_line);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, line));
	return is_kept_by_a_pointer_into_it(test);
}

static void an_area_without_a_pointer_is_a_leak(struct kunit *test)
{
	lose_by(test, hide_area, free_hidden_area, AREA, is_shown_with_its_caller);
	KUNIT_EXPECT_EQ(test, scan(test), before);
}

/* Its last word. */
static void **end_of(void *area)
{
	return (void **)(area + AREA) - 1;
}

static bool is_kept_by_an_area(struct kunit *test)
{
	void *area = vzalloc(AREA);
	bool good;

	KUNIT_ASSERT_NOT_NULL(test, area);
	in_data = area;
	elsewhere(show_at, (unsigned long)end_of(area));
	KUNIT_EXPECT_FALSE(test, is_leak(test));
	kmemleak_no_scan(area);
	good = is_leak(test);
	vfree(area);
	return good;
}

static void what_an_area_leads_to_is_live(struct kunit *test)
{
	lose(test, 100, is_kept_by_an_area);
}

/* An object that only an area leads to, which nothing leads to. The object knows its area, hidden. */
static unsigned long hidden_area;

static bool hide_pair(unsigned long size)
{
	void *area;

	if (!hide_area(AREA))
		return false;
	hidden_area = hidden;
	area = FOUND(hidden_area);
	if (!hide(size)) {
		vfree(area);
		return false;
	}
	*(unsigned long *)FOUND(hidden) = hidden_area;
	*end_of(area) = FOUND(hidden);
	return true;
}

static bool free_pair(unsigned long unused)
{
	vfree(FOUND(*(unsigned long *)FOUND(hidden)));
	return free_hidden(0);
}

static bool tell_not_leak(unsigned long unused)
{
	kmemleak_not_leak(FOUND(hidden_area));
	return true;
}

static bool tell_ignore(unsigned long unused)
{
	kmemleak_ignore(FOUND(hidden_area));
	return true;
}

static bool both_are_kept_when_it_is_told(struct kunit *test)
{
	elsewhere(tell_not_leak, 0);
	KUNIT_EXPECT_FALSE(test, is_leak(test));
	KUNIT_EXPECT_FALSE(test, is_leak_at(test, hidden_area));
	return true;
}

static bool the_area_alone_is_kept_when_it_is_told(struct kunit *test)
{
	elsewhere(tell_ignore, 0);
	KUNIT_EXPECT_FALSE(test, is_leak_at(test, hidden_area));
	return is_leak(test);
}

static void an_area_may_be_said_to_be_no_leak(struct kunit *test)
{
	lose_by(test, hide_pair, free_pair, 100, both_are_kept_when_it_is_told);
	lose_by(test, hide_pair, free_pair, 100, the_area_alone_is_kept_when_it_is_told);
}

/* Of 512 bytes: 130 slabs, where the table has room for 64 more than there were. */
#define MANY 1040

static struct hoard hoard;
static unsigned long many_hidden[MANY];
static struct task_struct *searcher;

static noinline void lose_many(void)
{
	for (unsigned int i = 0; i < MANY; i++)
		many_hidden[i] = HIDDEN(kzalloc(512, GFP_ATOMIC | __GFP_NOWARN));
}

static unsigned long count_once(struct shrinker *s, struct shrink_control *sc)
{
	return current == searcher;
}

/* Memory is free again, and many objects have been added meanwhile. */
static unsigned long lose_while_reclaiming(struct shrinker *s, struct shrink_control *sc)
{
	searcher = NULL;
	hoard_give_all(&hoard);
	lose_many();
	return 1;
}

/* Between the counting of pages and the search is an allocation, during which others may allocate. */
static void objects_that_come_after_the_counting_are_found(struct kunit *test)
{
	struct shrinker late = { .count_objects = count_once,
				 .scan_objects = lose_while_reclaiming,
				 .seeks = DEFAULT_SEEKS };
	long found;

	KUNIT_ASSERT_EQ(test, register_shrinker(&late, "late"), 0);
	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	searcher = current;
	found = scan(test);
	KUNIT_EXPECT_NULL(test, searcher);
	unregister_shrinker(&late);
	hoard_give_all(&hoard);
	KUNIT_EXPECT_EQ(test, scan(test), found);
	for (unsigned int i = 0; i < MANY; i++)
		kfree(FOUND(many_hidden[i]));
	/* Then there were no more than the table had room for, and nothing has been shown. */
	if (found <= before + MANY / 2)
		kunit_mark_skipped(test, "old words are addresses of most of them");
}

static void a_search_without_memory_says_so(struct kunit *test)
{
	for (unsigned int n = 1; n <= 2; n++) {
		fail_nth_page_alloc(n);
		KUNIT_EXPECT_EQ(test, kmemleak_scan(NULL), -ENOMEM);
		KUNIT_EXPECT_REPORTS(test, 1);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_running_kernel_has_no_leak),
	KUNIT_CASE(an_object_without_a_pointer_is_a_leak),
	KUNIT_CASE(a_pointer_in_the_kernels_data_keeps_it),
	KUNIT_CASE(a_pointer_into_the_middle_keeps_it),
	KUNIT_CASE(a_pointer_on_the_stack_keeps_it),
	KUNIT_CASE(a_pointer_on_a_sleeping_tasks_stack_keeps_it),
	KUNIT_CASE(the_argument_of_a_thread_that_has_not_begun_is_kept),
	KUNIT_CASE(what_a_live_object_leads_to_is_live),
	KUNIT_CASE(a_stale_pointer_in_a_freed_object_keeps_nothing),
	KUNIT_CASE(a_ring_does_not_keep_itself),
	KUNIT_CASE(large_pieces_are_looked_at_too),
	KUNIT_CASE(the_owner_is_named),
	KUNIT_CASE(an_area_without_a_pointer_is_a_leak),
	KUNIT_CASE(what_an_area_leads_to_is_live),
	KUNIT_CASE(an_area_may_be_said_to_be_no_leak),
	KUNIT_CASE(objects_that_come_after_the_counting_are_found),
	KUNIT_CASE(a_search_without_memory_says_so),
	{},
};

static struct kunit_suite kmemleak_suite = {
	.name = "kmemleak",
	.init = init,
	KASAN_LOOKS_AWAY,
	.test_cases = cases,
};
kunit_test_suite(kmemleak_suite);
