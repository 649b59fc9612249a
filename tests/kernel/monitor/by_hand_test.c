// SPDX-License-Identifier: MIT
/*
 * Tests of allocation by hand (kernel/monitor/alloc.h): command lines go in, and what they print is held
 * against the kernel's own books. What the host can see of it: tests/boot/test_commands.py.
 */
#include <k896/monitor.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "kernel/monitor/alloc.h"
#include "tests/support/kasan.h"
#include "tests/support/reports.h"
#include "tests/support/pressure.h"

static char text[8192];
static struct seq_file sink;

/* Runs a command; text is what it has written. */
static int __printf(1, 2) say(const char *fmt, ...)
{
	char line[120];
	va_list args;
	int err;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	memset(text, 0, sizeof(text));
	seq_init(&sink, text, sizeof(text) - 1, NULL);
	err = monitor_execute(&sink, line);
	return err;
}

static bool says(const char *words)
{
	return strstr(text, words) != NULL;
}

/* Allocates by the command; its name in @name. */
static struct held *get(struct kunit *test, const char *command)
{
	char name[8] = "";
	struct held *h;

	say("%s", command);
	KUNIT_ASSERT_EQ(test, sscanf(text, "%7s = ", name), 1);
	h = held_find(name);
	KUNIT_ASSERT_NOT_NULL_MSG(test, h, "%s: %s", command, text);
	return h;
}

static void free_one(struct held *h, void *unused)
{
	say("free %s", h->name);
}

/* After each case, even one that failed. */
static void free_everything(struct kunit *test)
{
	for_each_held(free_one, NULL);
	if (find_cache("by_hand"))
		say("cache destroy by_hand");
}

/* ---- words ---- */

static void sizes_are_numbers_with_a_suffix(struct kunit *test)
{
	static const struct {
		const char *word;
		size_t size;
	} good[] = {
		{ "0", 0 },	{ "100", 100 },	   { "0x40", 64 },     { "4K", 4096 },
		{ "4k", 4096 }, { "1M", 1 << 20 }, { "3G", 3u << 30 }, { "4095M", 4095u << 20 }
	};
	static const char *const bad[] = { "",	 "K",	  "x",	  "12Q",	"-1",
					   "4G", "5000M", "1.5K", "99999999999" };
	size_t size;

	say("objects"); /* for a sink */
	for (int i = 0; i < ARRAY_SIZE(good); i++) {
		KUNIT_EXPECT_TRUE_MSG(test, parse_size(&sink, good[i].word, &size), "%s",
				      good[i].word);
		KUNIT_EXPECT_EQ(test, size, good[i].size);
	}
	for (int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_FALSE_MSG(test, parse_size(&sink, bad[i], &size), "%s", bad[i]);
}

static void gfp_words_are_joined(struct kunit *test)
{
	gfp_t gfp;

	say("objects");
	KUNIT_EXPECT_TRUE(test, parse_gfp(&sink, "GFP_ATOMIC", &gfp));
	KUNIT_EXPECT_EQ(test, gfp, GFP_ATOMIC);
	KUNIT_EXPECT_TRUE(test,
			  parse_gfp(&sink, "GFP_KERNEL|__GFP_ZERO+__GFP_DMA,__GFP_NOWARN", &gfp));
	KUNIT_EXPECT_EQ(test, gfp, GFP_KERNEL | __GFP_ZERO | GFP_DMA | __GFP_NOWARN);
	KUNIT_EXPECT_FALSE(test, parse_gfp(&sink, "GFP_KERNE", &gfp));
	KUNIT_EXPECT_FALSE(test, parse_gfp(&sink, "GFP_KERNELS", &gfp));
	KUNIT_EXPECT_FALSE(test, parse_gfp(&sink, "GFP_KERNEL+", &gfp));
	KUNIT_EXPECT_FALSE(test, parse_gfp(&sink, "GFP_KERNEL+__GFP_NOFAIL", &gfp));
}

static void addresses_are_hexadecimal(struct kunit *test)
{
	unsigned long addr = 1;

	say("objects");
	KUNIT_EXPECT_TRUE(test, parse_address(&sink, "NULL", &addr));
	KUNIT_EXPECT_EQ(test, addr, 0);
	KUNIT_EXPECT_TRUE(test, parse_address(&sink, "0xc0101000", &addr));
	KUNIT_EXPECT_EQ(test, addr, 0xc0101000);
	KUNIT_EXPECT_TRUE(test, parse_address(&sink, "ffffffff", &addr));
	KUNIT_EXPECT_EQ(test, addr, 0xffffffff);
	KUNIT_EXPECT_FALSE(test, parse_address(&sink, "c1", &addr));
	KUNIT_EXPECT_FALSE(test, parse_address(&sink, "0x1ffffffff", &addr));
}

/* ---- allocating ---- */

static void each_call_gives_a_name_and_memory(struct kunit *test)
{
	struct held *k = get(test, "kmalloc 100"), *z = get(test, "kzalloc 3000 GFP_ATOMIC");
	struct held *v = get(test, "vmalloc 20000"), *kv = get(test, "kvmalloc 64K");
	struct held *p = get(test, "pages 2 GFP_KERNEL+__GFP_ZERO");

	KUNIT_EXPECT_GE(test, ksize(k->addr), 100);
	KUNIT_EXPECT_NULL(test, memchr_inv(z->addr, 0, 3000));
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(v->addr)->addr, v->addr);
	KUNIT_EXPECT_TRUE(test, is_allocated(kv->addr, NULL));
	KUNIT_EXPECT_EQ(test, page_alloc_order(p->page), 2);
	KUNIT_EXPECT_NULL(test, memchr_inv(p->addr, 0, 4 * PAGE_SIZE));
	say("objects");
	KUNIT_EXPECT_TRUE(test, says("kmalloc(100, GFP_KERNEL)\n"));
	KUNIT_EXPECT_TRUE(test, says("kzalloc(3000, GFP_ATOMIC)\n"));
	KUNIT_EXPECT_TRUE(test, says("vmalloc(20000)\n"));
	KUNIT_EXPECT_TRUE(test, says("alloc_pages(GFP_KERNEL|__GFP_ZERO, 2)\n"));
	KUNIT_EXPECT_TRUE(test, says("5 objects, 105020 bytes asked for\n"));
}

static void what_fails_has_no_name(struct kunit *test)
{
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_EQ(test, say("kmalloc 100 GFP_KERNEL+__GFP_NOWARN"), -ENOMEM);
	fail_nth_slab_alloc(0);
	KUNIT_EXPECT_STREQ(test, text, "kmalloc(100, GFP_KERNEL|__GFP_NOWARN) = NULL\n");
	say("objects");
	KUNIT_EXPECT_TRUE(test, says("0 objects, 0 bytes"));
}

static void there_is_room_for_64(struct kunit *test)
{
	for (int i = 0; i < 64; i++)
		get(test, "kmalloc 8");
	KUNIT_EXPECT_EQ(test, say("kmalloc 8"), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, says("64 objects are held"));
}

static void krealloc_keeps_bytes_and_name(struct kunit *test)
{
	struct held *k = get(test, "kmalloc 32");

	memset(k->addr, 'x', 32);
	KUNIT_EXPECT_EQ(test, say("krealloc %s 5000", k->name), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(k->addr, 'x', 32));
	KUNIT_EXPECT_EQ(test, k->size, 5000);
	KUNIT_EXPECT_NE(test, say("krealloc v99 5000"), 0);
}

/* ---- freeing ---- */

static void a_name_is_freed_and_remembered(struct kunit *test)
{
	struct held *k = get(test, "kmalloc 100");
	struct reports mark = mark_reports();

	KUNIT_EXPECT_EQ(test, say("free %s", k->name), 0);
	KUNIT_EXPECT_FALSE(test, is_allocated(k->addr, NULL));
	KUNIT_EXPECT_TRUE(test, k->freed);
	EXPECT_SILENCE(test, mark);
	say("free %s", k->name);
	EXPECT_REPORTS(test, mark, 1, "Object already free");
}

static void each_kind_is_reported_when_freed_twice(struct kunit *test)
{
	struct held *v = get(test, "vmalloc 5000"), *p = get(test, "pages 1");
	struct reports mark = mark_reports();

	say("free %s", v->name);
	say("free %s", p->name);
	EXPECT_SILENCE(test, mark);
	say("free %s", v->name);
	EXPECT_REPORTS(test, mark, 1, "Trying to vfree() nonexistent vm area");
	say("free 0x%lx", (unsigned long)p->addr);
	EXPECT_REPORTS(test, mark, 2, "freeing a page that is free");
}

static void the_wrong_function_is_reported_and_frees_nothing(struct kunit *test)
{
	struct held *v = get(test, "vmalloc 5000"), *p = get(test, "pages 1");
	struct held *k = get(test, "kmalloc 5000");
	struct reports mark = mark_reports();

	say("free %s kfree", v->name);
	EXPECT_REPORTS(test, mark, 1, "outside of slab");
	say("free %s vfree", k->name);
	EXPECT_REPORTS(test, mark, 2, "Trying to vfree()");
	say("free %s free_pages 2", p->name);
	EXPECT_REPORTS(test, mark, 3, "freeing with order 2 a block allocated with order 1");
	KUNIT_EXPECT_TRUE(test, says("is still yours, with a report"));
	KUNIT_EXPECT_FALSE(test, v->freed || p->freed || k->freed);
}

static void nonsense_is_reported(struct kunit *test)
{
	struct held *k = get(test, "kmalloc 100");
	unsigned long onstack;
	const struct {
		unsigned long addr;
		const char *words;
	} nonsense[] = {
		{ 0x1000, "outside of slab" },
		{ 0xffffffff, "outside of slab" },
		{ (unsigned long)high_memory, "outside of slab" },
		{ (unsigned long)nonsense_is_reported, "outside of slab" },
		{ (unsigned long)&onstack, "Trying to vfree() bad address" },
		{ (unsigned long)k->addr + 8, "Invalid object pointer" },
		{ VMALLOC_END - PAGE_SIZE, "Trying to vfree() nonexistent vm area" },
	};

	for (int i = 0; i < ARRAY_SIZE(nonsense); i++) {
		struct reports mark = mark_reports();

		say("free 0x%lx", nonsense[i].addr);
		EXPECT_REPORTS(test, mark, 1, nonsense[i].words);
		KUNIT_EXPECT_TRUE(test, says("reported, and nothing was freed"));
	}
	KUNIT_EXPECT_TRUE(test, is_allocated(k->addr, NULL));
}

static void nothing_may_be_freed(struct kunit *test)
{
	struct reports mark = mark_reports();

	KUNIT_EXPECT_EQ(test, say("free NULL"), 0);
	KUNIT_EXPECT_EQ(test, say("free 0x10"), 0);
	EXPECT_SILENCE(test, mark);
}

/* The kernel would do it. */
static void what_somebody_else_has_is_not_freed(struct kunit *test)
{
	void *object = kmalloc(64, GFP_KERNEL), *area = vmalloc(64);
	struct page *page = alloc_page(GFP_KERNEL);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_TRUE(test, object && area && page);
	KUNIT_EXPECT_EQ(test, say("free 0x%lx", (unsigned long)object), -EPERM);
	KUNIT_EXPECT_TRUE(test, says("somebody else's"));
	KUNIT_EXPECT_EQ(test, say("free 0x%lx", (unsigned long)area), -EPERM);
	KUNIT_EXPECT_EQ(test, say("free 0x%lx free_pages 0", (unsigned long)page_address(page)),
			-EPERM);
	EXPECT_SILENCE(test, mark);
	kfree(object);
	vfree(area);
	__free_page(page);
}

/* A debugged cache notices. */
static void a_second_free_that_nobody_would_notice_is_not_done(struct kunit *test)
{
	struct held *first, *second;
	struct slab_place place;

	say("cache create by_hand 100");
	get(test, "cache alloc by_hand"); /* keeps the slab */
	first = get(test, "cache alloc by_hand");
	second = get(test, "cache alloc by_hand");
	KUNIT_ASSERT_TRUE(test, slab_locate(first->addr, &place));
	if (place.flags)
		kunit_skip(test, "every cache is debugged");
	say("free %s", first->name);
	say("free %s", second->name);
	KUNIT_EXPECT_EQ(test, say("free %s", first->name), -EPERM);
	KUNIT_EXPECT_TRUE(test, says("given out twice"));
	KUNIT_EXPECT_TRUE(test, says("freed last.\n  Without")); /* in lines of 80 columns */
}

/* ---- caches and pools ---- */

static void an_overrun_is_caught_when_the_object_is_freed(struct kunit *test)
{
	struct held *c;
	struct reports mark;

	KUNIT_EXPECT_EQ(test, say("cache create by_hand 100 POISON+RED_ZONE"), 0);
	c = get(test, "cache alloc by_hand");
	KUNIT_EXPECT_EQ(test, say("poke %s 99 5a", c->name), 0);
	mark = mark_reports();
	KUNIT_EXPECT_EQ(test, say("poke %s 100 5a5a", c->name), 0);
	KUNIT_EXPECT_EQ(test, say("poke %s 104 5a", c->name), -EPERM);
	say("free %s", c->name);
	EXPECT_REPORTS(test, mark, 1, "Right Redzone overwritten");
	KUNIT_EXPECT_TRUE(test, says("is still yours, with a report"));
	say("free %s", c->name); /* the report has restored it */
	KUNIT_EXPECT_TRUE(test, c->freed);
}

static void a_write_to_a_freed_object_is_caught(struct kunit *test)
{
	struct held *c;
	struct reports mark;

	say("cache create by_hand 100 POISON");
	c = get(test, "cache alloc by_hand");
	say("free %s", c->name);
	mark = mark_reports();
	KUNIT_EXPECT_EQ(test, say("poke %s 50 00", c->name), 0);
	get(test, "cache alloc by_hand");
	EXPECT_REPORTS(test, mark, 1, "Poison overwritten");
}

static void a_cache_with_objects_is_not_destroyed(struct kunit *test)
{
	struct held *c;
	struct reports mark = mark_reports();

	say("cache create by_hand 100");
	c = get(test, "cache alloc by_hand");
	KUNIT_EXPECT_EQ(test, say("cache destroy by_hand"), -EBUSY);
	EXPECT_REPORTS(test, mark, 2, "Objects remaining");
	say("free %s", c->name);
	KUNIT_EXPECT_EQ(test, say("cache destroy by_hand"), 0);
	KUNIT_EXPECT_EQ(test, say("free %s", "c999999"), -ERANGE);
	KUNIT_EXPECT_EQ(test, c->name[0], 0); /* the name went with its cache */
}

static void a_pool_gives_its_reserve_and_does_not_fall_asleep(struct kunit *test)
{
	struct fault_attr always = { .probability = 100, .times = -1, .task = current };
	char pool[12] = "";
	struct held *m;

	say("cache create by_hand 100");
	say("mempool create 1 by_hand");
	KUNIT_ASSERT_EQ(test, sscanf(text, "%11[^:]", pool), 1);
	set_fault_attr(FAIL_SLAB, &always);
	say("mempool alloc %s", pool);
	KUNIT_EXPECT_TRUE(test, says("0 of 1 in reserve"));
	KUNIT_EXPECT_EQ(test, say("mempool alloc %s", pool), -EAGAIN);
	KUNIT_EXPECT_TRUE(test, says("would sleep until an element comes home"));
	KUNIT_EXPECT_EQ(test, say("mempool alloc %s GFP_ATOMIC", pool), -ENOMEM);
	clear_fault_attr(FAIL_SLAB);
	say("mempool alloc %s", pool);
	KUNIT_EXPECT_TRUE(test, says("0 of 1 in reserve"));
	m = get(test, "kmalloc 8");
	for_each_held(free_one, NULL); /* but not the cache, which the pool still uses */
	KUNIT_EXPECT_TRUE(test, m->freed);
	KUNIT_EXPECT_EQ(test, say("mempool destroy %s", pool), 0);
	KUNIT_EXPECT_EQ(test, say("cache destroy by_hand"), 0);
}

static void the_constructor_runs_once_for_each_object_of_a_slab(struct kunit *test)
{
	unsigned long objects, calls;
	struct held *c;

	say("cache");
	KUNIT_EXPECT_TRUE(test, says("you have no cache"));
	say("cache create by_hand 64 ctor");
	c = get(test, "cache alloc by_hand");
	KUNIT_EXPECT_EQ(test, memcmp(c->addr, "rotc", 4), 0);
	get(test, "cache alloc by_hand");
	say("cache");
	KUNIT_ASSERT_EQ(test, sscanf(strstr(text, "calls:"), "calls: %lu", &calls), 1);
	say("look %s", c->name);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "slab of by_hand: "));
	KUNIT_ASSERT_EQ(test, sscanf(strstr(text, "by_hand: "), "by_hand: %lu", &objects), 1);
	KUNIT_EXPECT_LE(test, objects, calls);
}

/* ---- looking and writing ---- */

static void look_says_where_an_object_is(struct kunit *test)
{
	struct held *k = get(test, "kmalloc 100");
	unsigned long phys = virt_to_phys(k->addr);
	char words[60];

	say("look %s", k->name);
	KUNIT_EXPECT_TRUE(test, says("lies in lowmem"));
	snprintf(words, sizeof(words), "-> physical %08lx, frame %#lx", phys, phys >> PAGE_SHIFT);
	KUNIT_EXPECT_TRUE(test, says(words));
	KUNIT_EXPECT_TRUE(test, says("in use: a slab of kmalloc-128;"));
	KUNIT_EXPECT_TRUE(test, says("the address is its byte 0"));
}

static void bytes_are_read_and_written(struct kunit *test)
{
	struct held *k = get(test, "kzalloc 100"), *v = get(test, "vmalloc 4096");

	KUNIT_EXPECT_EQ(test, say("poke %s 13 2a 2B", k->name), 0);
	KUNIT_EXPECT_EQ(test, ((u8 *)k->addr)[13], 0x2a);
	KUNIT_EXPECT_EQ(test, ((u8 *)k->addr)[14], 0x2b);
	say("peek %s 12 4", k->name);
	KUNIT_EXPECT_TRUE(test, says("+12: 00 2a 2b 00 "));
	KUNIT_EXPECT_EQ(test, say("peek %s 4090 16", v->name), -EFAULT);
	KUNIT_EXPECT_TRUE(test, says("cannot be read: nothing is mapped there"));
	KUNIT_EXPECT_EQ(test, say("poke %s 4096 00", v->name), -EFAULT);
	KUNIT_EXPECT_TRUE(test, says("page fault: "));
}

static void highmem_pages_are_reached_through_a_window(struct kunit *test)
{
	struct held *p;

	if (!highmem_left(2))
		kunit_skip(test, "no highmem");
	p = get(test, "pages 1 GFP_HIGHUSER");
	KUNIT_EXPECT_NULL(test, p->addr);
	KUNIT_EXPECT_EQ(test, say("poke %s 4095 1234", p->name), 0);
	say("peek %s 4094 4", p->name);
	KUNIT_EXPECT_TRUE(test, says("12 34"));
	KUNIT_EXPECT_EQ(test, say("poke %s 8191 1234", p->name), -EPERM);
}

static void writing_stays_inside_what_is_held(struct kunit *test)
{
	struct held *k = get(test, "kmalloc 128");
	void *object = kmalloc(64, GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, say("poke %s 132 00", k->name), -EPERM);
	KUNIT_EXPECT_EQ(test, say("poke %s -100 00", k->name), -EPERM);
	KUNIT_EXPECT_EQ(test, say("poke 0x%lx 0 00", (unsigned long)object), -EPERM);
	KUNIT_EXPECT_EQ(test, say("poke %s 0 0", k->name), -EINVAL);
	KUNIT_EXPECT_EQ(test, say("poke %s 0 0x11", k->name), -EINVAL);
	kfree(object);
}

/* ---- contexts ---- */

static void a_call_is_made_in_the_context(struct kunit *test)
{
	struct reports mark = mark_reports();

	KUNIT_EXPECT_EQ(test, say("in hardirq kmalloc 64 GFP_KERNEL"), 0);
	EXPECT_REPORTS(test, mark, 1, "BUG: sleeping function called from invalid context");
	KUNIT_EXPECT_TRUE(test, says("in hardirq: preempt_count() 0x00010000, in_hardirq() "
				     "in_interrupt() in_atomic() irqs_disabled()\n"));
	KUNIT_EXPECT_TRUE(test, says("include/linux/slab.h:"));
	KUNIT_EXPECT_TRUE(test, says("kmalloc(64, GFP_KERNEL) = 0x"));
	KUNIT_EXPECT_TRUE(test, says("=> 1 report, and it was done\n"));
	mark = mark_reports();
	say("in hardirq kmalloc 64 GFP_ATOMIC");
	EXPECT_SILENCE(test, mark);
	KUNIT_EXPECT_TRUE(test, says("=> no report, and it was done\n"));
}

static void a_refused_call_has_no_name(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, say("in tasklet vmalloc 4096"), -ENOMEM);
	KUNIT_EXPECT_TRUE(test, says("in_serving_softirq()"));
	KUNIT_EXPECT_TRUE(test, says("vmalloc(4096) = NULL\n=> 1 report, and it was not done\n"));
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void calls_of_the_rules_are_made_too(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, say("in spinlock mutex_lock"), 0);
	KUNIT_EXPECT_TRUE(test, says("at kernel/core/mutex.c:"));
	KUNIT_EXPECT_EQ(test, say("in mutex mutex_lock"), 0);
	KUNIT_EXPECT_TRUE(test, says("=> no report, and it was done\n"));
	KUNIT_EXPECT_EQ(test, say("in spinlock mutex_lock 5"), -EINVAL);
	KUNIT_EXPECT_EQ(test, say("in spinlock frob"), -EINVAL);
	KUNIT_EXPECT_EQ(test, say("in spinlok mutex_lock"), -EINVAL);
	KUNIT_EXPECT_TRUE(test, says(" hardirq_in_softirq\n"));
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void waiting_is_measured(struct kunit *test)
{
	unsigned long us = 0;

	KUNIT_EXPECT_EQ(test, say("in timer msleep 3"), 0);
	KUNIT_EXPECT_EQ(test,
			sscanf(strstr(text, "msleep(3) took") ?: "", "msleep(3) took %lu", &us), 1);
	KUNIT_EXPECT_GE(test, us, 3000);
	KUNIT_EXPECT_EQ(test, say("msleep 10001"), -ERANGE);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static struct kunit_case by_hand_cases[] = {
	KUNIT_CASE(sizes_are_numbers_with_a_suffix),
	KUNIT_CASE(gfp_words_are_joined),
	KUNIT_CASE(addresses_are_hexadecimal),
	KUNIT_CASE(each_call_gives_a_name_and_memory),
	KUNIT_CASE(what_fails_has_no_name),
	KUNIT_CASE(there_is_room_for_64),
	KUNIT_CASE(krealloc_keeps_bytes_and_name),
	KUNIT_CASE(a_name_is_freed_and_remembered),
	KUNIT_CASE(each_kind_is_reported_when_freed_twice),
	KUNIT_CASE(the_wrong_function_is_reported_and_frees_nothing),
	KUNIT_CASE(nonsense_is_reported),
	KUNIT_CASE(nothing_may_be_freed),
	KUNIT_CASE(what_somebody_else_has_is_not_freed),
	KUNIT_CASE(a_second_free_that_nobody_would_notice_is_not_done),
	KUNIT_CASE(an_overrun_is_caught_when_the_object_is_freed),
	KUNIT_CASE(a_write_to_a_freed_object_is_caught),
	KUNIT_CASE(a_cache_with_objects_is_not_destroyed),
	KUNIT_CASE(a_pool_gives_its_reserve_and_does_not_fall_asleep),
	KUNIT_CASE(the_constructor_runs_once_for_each_object_of_a_slab),
	KUNIT_CASE(look_says_where_an_object_is),
	KUNIT_CASE(bytes_are_read_and_written),
	KUNIT_CASE(highmem_pages_are_reached_through_a_window),
	KUNIT_CASE(writing_stays_inside_what_is_held),
	KUNIT_CASE(a_call_is_made_in_the_context),
	KUNIT_CASE(a_refused_call_has_no_name),
	KUNIT_CASE(calls_of_the_rules_are_made_too),
	KUNIT_CASE(waiting_is_measured),
	{},
};

static struct kunit_suite by_hand_suite = {
	.name = "by_hand",
	.exit = free_everything,
	KASAN_LOOKS_AWAY,
	.test_cases = by_hand_cases,
};
kunit_test_suite(by_hand_suite);
