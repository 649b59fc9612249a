// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/slab_kasan.c and slab_quarantine.c. Only a SAN=addr build has them. Each mistake is planted in a function that the
 * compiler does not look into, by a name that the report must give with the line.
 */
#ifdef CONFIG_KASAN
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "mm/slab/slab.h"
#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static bool shot;

static int init(struct kunit *test)
{
	if (kmalloc_caches[KMALLOC_NORMAL][KMALLOC_SHIFT_LOW]->flags & SLAB_DEBUG_FLAGS ||
	    !quarantine_limit)
		kunit_skip(test,
			   "slub_debug= or kasan.quarantine=0: the mistakes planted here would damage more");
	shot = kasan_save_enable_multi_shot();
	return 0;
}

static void finish(struct kunit *test)
{
	kasan_restore_multi_shot(shot);
}

/* ---- what is planted, each with its line ---- */

static unsigned int alloc_line, free_line, access_line;

/* clang-format off */
static noinline char *get(size_t size)
{
	char *p;

	alloc_line = __LINE__; p = __kmalloc(size, GFP_KERNEL);
	barrier();
	return p;
}

static noinline void put(const void *p)
{
	free_line = __LINE__; kfree(p);
	barrier();
}

static noinline void write_byte(char *p)
{
	access_line = __LINE__; WRITE_ONCE(*p, 1);
	barrier();
}

static noinline char read_byte(const char *p)
{
	access_line = __LINE__; return READ_ONCE(*p);
}
/* clang-format on */

/* One report of this kind, which names the line of the access and that of the allocation. */
#define EXPECT_KASAN(test, mark, kind)                                                             \
	do {                                                                                       \
		EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: " kind " in ");                         \
		EXPECT_PLACE(test, mark, access_line);                                             \
		EXPECT_PLACE(test, mark, alloc_line);                                              \
	} while (0)

#define EXPECT_SAYS(test, mark, ...)                                                               \
	KUNIT_EXPECT_TRUE_MSG(test, is_logged((mark).log, __VA_ARGS__), "not said: " __VA_ARGS__)

/* ---- sizes ---- */

static void all_that_was_asked_for_may_be_used(struct kunit *test)
{
	static const size_t sizes[] = { 1,  7,	 8,   9,    31,	  32,	 60,	64,
					65, 100, 200, 1000, 5000, 70000, 300000 };
	struct reports mark = mark_reports();

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *p = kzalloc(sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 1, sizes[i]);
		p[sizes[i] - 1] = 2;
		kfree(p);
	}
	EXPECT_SILENCE(test, mark);
}

static void the_first_byte_behind_is_reported(struct kunit *test)
{
	char *p = get(60);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	write_byte(p + 59);
	EXPECT_SILENCE(test, mark);
	write_byte(p + 60);
	EXPECT_KASAN(test, mark, "slab-out-of-bounds");
	EXPECT_SAYS(test, mark, "Write of size 1 at addr %08lx by task %s/%d",
		    (unsigned long)p + 60, current->comm, current->pid);
	EXPECT_SAYS(test, mark, "Allocated by task %d:", current->pid);
	EXPECT_SAYS(test, mark, " get+0x");
	EXPECT_SAYS(test, mark, "The buggy address belongs to the object at %px", p);
	EXPECT_SAYS(test, mark, " which belongs to the cache kmalloc-64 of size 64");
	EXPECT_SAYS(test, mark, "The buggy address is located 0 bytes to the right of");
	EXPECT_SAYS(test, mark, " 60-byte region [%px, %px)", p, p + 60);
	KUNIT_EXPECT_FALSE(test, log_contains(mark.log, "Freed by task"));
	kfree(p);
}

static void so_are_those_further_away(struct kunit *test)
{
	char *p = get(60);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	read_byte(p + 64);
	EXPECT_KASAN(test, mark, "slab-out-of-bounds");
	EXPECT_SAYS(test, mark, "The buggy address is located 4 bytes to the right of");
	kfree(p);
}

static void the_byte_in_front_is_reported(struct kunit *test)
{
	char *p = get(100), *q = get(100);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_TRUE(test, p && q);
	read_byte(q - 1);
	EXPECT_KASAN(test, mark, "slab-out-of-bounds");
	EXPECT_SAYS(test, mark, "The buggy address is located 1 bytes to the left of");
	EXPECT_SAYS(test, mark, " 100-byte region [%px, %px)", q, q + 100);
	kfree(p);
	kfree(q);
}

static void a_large_piece_ends_at_its_size(struct kunit *test)
{
	size_t size = KMALLOC_MAX_CACHE_SIZE + 5;
	char *p = get(size);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	write_byte(p + size - 1);
	EXPECT_SILENCE(test, mark);
	write_byte(p + size);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-out-of-bounds in ");
	EXPECT_PLACE(test, mark, access_line);
	EXPECT_SAYS(test, mark, "The buggy address is located 0 bytes to the right of");
	kfree(p);
	mark = mark_reports();
	write_byte(p + 3);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: use-after-free in ");
}

static void an_object_of_a_cache_has_the_size_of_the_cache(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("kasan20", 20, 0, 0, NULL);
	struct reports mark = mark_reports();
	char *p;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	write_byte(p + 19);
	EXPECT_SILENCE(test, mark);
	write_byte(p + 20);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-out-of-bounds in write_byte+");
	EXPECT_SAYS(test, mark, " which belongs to the cache kasan20 of size ");
	EXPECT_SAYS(test, mark, " 20-byte region [");
	kmem_cache_free(cache, p);
	kmem_cache_destroy(cache);
}

static void krealloc_moves_the_end(struct kunit *test)
{
	char *p = krealloc(get(20), 30, GFP_KERNEL);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	write_byte(p + 29);
	EXPECT_SILENCE(test, mark);
	write_byte(p + 30);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-out-of-bounds in ");
	mark = mark_reports();
	p = krealloc(p, 10, GFP_KERNEL);
	write_byte(p + 9);
	EXPECT_SILENCE(test, mark);
	write_byte(p + 10);
	EXPECT_REPORTS(test, mark, 1, " 10-byte region [");
	mark = mark_reports();
	p = krealloc(p, 3000, GFP_KERNEL); /* to another place */
	write_byte(p + 2999);
	EXPECT_SILENCE(test, mark);
	kfree(p);
}

static void who_asks_for_the_size_may_use_all_of_it(struct kunit *test)
{
	char *p = get(60);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, ksize(p), 64U);
	write_byte(p + 63);
	EXPECT_SILENCE(test, mark);
	write_byte(p + 64);
	EXPECT_KASAN(test, mark, "slab-out-of-bounds");
	put(p);
	mark = mark_reports();
	KUNIT_EXPECT_EQ(test, ksize(p), 0U);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-use-after-free in ");
}

/* ---- after the free ---- */

static void a_use_after_the_free_names_all_three_places(struct kunit *test)
{
	char *p = get(60);
	struct reports mark;

	KUNIT_ASSERT_NOT_NULL(test, p);
	put(p);
	mark = mark_reports();
	write_byte(p + 5);
	EXPECT_KASAN(test, mark, "slab-use-after-free");
	EXPECT_PLACE(test, mark, free_line);
	EXPECT_SAYS(test, mark, "Allocated by task %d:", current->pid);
	EXPECT_SAYS(test, mark, "Freed by task %d:", current->pid);
	EXPECT_SAYS(test, mark, " put+0x");
	EXPECT_SAYS(test, mark, "The buggy address is located 5 bytes inside of");
}

static void a_free_object_waits_before_it_is_given_out_again(struct kunit *test)
{
	char *p = get(500), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	kfree(p);
	for (int i = 0; i < 20; i++) {
		q = get(500);
		KUNIT_EXPECT_PTR_NE(test, p, q);
		kfree(q);
	}
}

static void a_second_free_is_reported_and_not_done(struct kunit *test)
{
	char *p = get(60);
	struct reports mark;

	KUNIT_ASSERT_NOT_NULL(test, p);
	put(p);
	mark = mark_reports();
	put(p);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: double-free in put+");
	EXPECT_PLACE(test, mark, free_line);
	EXPECT_PLACE(test, mark, alloc_line);
	EXPECT_SAYS(test, mark, "Freed by task %d:", current->pid);
}

static void a_free_of_the_middle_is_reported_and_not_done(struct kunit *test)
{
	char *p = get(60);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	put(p + 8);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: invalid-free in put+");
	EXPECT_PLACE(test, mark, free_line);
	EXPECT_PLACE(test, mark, alloc_line);
	EXPECT_SAYS(test, mark, "The buggy address is located 8 bytes inside of");
	mark = mark_reports();
	write_byte(p);
	put(p);
	EXPECT_SILENCE(test, mark);
}

static void the_quarantine_has_a_limit_and_gives_back(struct kunit *test)
{
	unsigned long kept = quarantine_limit;
	struct kmem_cache *cache = kmem_cache_create("kasan1000", 1000, 0, 0, NULL);
	void *p[64];

	KUNIT_ASSERT_NOT_NULL(test, cache);
	quarantine_limit = 8 * cache->size;
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		KUNIT_ASSERT_NOT_NULL(test, p[i] = kmem_cache_alloc(cache, GFP_KERNEL));
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		kmem_cache_free(cache, p[i]);
	KUNIT_EXPECT_EQ(test, cache->quarantined, 8U);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	KUNIT_EXPECT_EQ(test, cache->quarantined, 0U);
	quarantine_limit = kept;
	KUNIT_ASSERT_NOT_NULL(test, p[0] = kmem_cache_alloc(cache, GFP_KERNEL));
	kmem_cache_free(cache, p[0]);
	KUNIT_EXPECT_EQ(test, cache->quarantined, 1U);
	kmem_cache_destroy(cache);
}

/* Memory is gone but for what waits in quarantine: an allocation that must not sleep takes that. */
static void what_waits_is_given_to_who_needs_it(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("kasan4k", 4096, 0, 0, NULL);
	LIST_HEAD(all);
	struct list_head *p;
	struct reports mark = mark_reports();
	unsigned int waiting = 0;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	while ((p = kmem_cache_alloc(cache, GFP_NOWAIT | __GFP_NOWARN)))
		list_add(p, &all);
	for (; waiting < 4 && !list_empty(&all); waiting++) {
		p = all.next;
		list_del(p);
		kmem_cache_free(cache, p);
	}
	KUNIT_EXPECT_EQ(test, cache->quarantined, waiting);
	p = kmem_cache_alloc(cache, GFP_NOWAIT);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kmem_cache_free(cache, p);
	while (!list_empty(&all)) {
		p = all.next;
		list_del(p);
		kmem_cache_free(cache, p);
	}
	kmem_cache_destroy(cache);
	EXPECT_SILENCE(test, mark);
}

/* ---- kinds of caches ---- */

static void construct(void *object)
{
	memset(object, 7, 40);
}

static void a_constructed_object_keeps_its_state(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("kasan_ctor", 40, 0, 0, construct);
	struct reports mark = mark_reports();
	char *p;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (int i = 0; i < 40; i++)
		KUNIT_EXPECT_EQ(test, p[i], 7);
	EXPECT_SILENCE(test, mark);
	kmem_cache_free(cache, p);
	read_byte(p + 3);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-use-after-free in read_byte");
	kmem_cache_destroy(cache);
}

static void a_debugged_cache_reports_once(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("kasan_debug", 40, 0, SLAB_DEBUG_FLAGS, NULL);
	struct reports mark = mark_reports();
	char *p;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 1, 40);
	EXPECT_SILENCE(test, mark);
	read_byte(p + 40);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-out-of-bounds in read_byte");
	mark = mark_reports();
	kmem_cache_free(cache, p);
	read_byte(p);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-use-after-free in read_byte");
	mark = mark_reports();
	kmem_cache_destroy(cache);
	EXPECT_SILENCE(test, mark);
}

static void bulk_objects_are_objects(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("kasan_bulk", 64, 0, 0, NULL);
	struct reports mark = mark_reports();
	void *p[10];

	KUNIT_ASSERT_NOT_NULL(test, cache);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, 10, p), 10);
	for (int i = 0; i < 10; i++)
		memset(p[i], i, 64);
	kmem_cache_free_bulk(cache, 10, p);
	EXPECT_SILENCE(test, mark);
	write_byte(p[9]);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-use-after-free in write_byte+");
	kmem_cache_destroy(cache);
}

static void what_a_pool_keeps_must_not_be_used(struct kunit *test)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 50);
	struct reports mark;
	char *p, *q;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	p = mempool_alloc(pool, GFP_KERNEL);
	fail_nth_slab_alloc(1);
	q = mempool_alloc(pool, GFP_NOWAIT);
	KUNIT_ASSERT_NOT_NULL(test, q); /* the reserve's */
	mark = mark_reports();
	write_byte(q + 49);
	EXPECT_SILENCE(test, mark);
	write_byte(q + 50);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-out-of-bounds in write_byte+");
	mempool_free(q, pool);
	mark = mark_reports();
	write_byte(q);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-use-after-free in write_byte+");
	mempool_free(p, pool);
	mempool_destroy(pool);
}

/* ---- contexts ---- */

static char *of_handler;

static irqreturn_t use_in_handler(int irq, void *unused)
{
	write_byte(of_handler + 60);
	return IRQ_HANDLED;
}

static void a_handlers_mistake_is_reported(struct kunit *test)
{
	struct reports mark;

	KUNIT_ASSERT_NOT_NULL(test, of_handler = get(60));
	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, use_in_handler, 0, "slab_kasan", NULL), 0);
	mark = mark_reports();
	raise(TEST_IRQ);
	free_irq(TEST_IRQ, NULL);
	EXPECT_KASAN(test, mark, "slab-out-of-bounds");
	EXPECT_SAYS(test, mark, ", in hardirq, interrupts off, ");
	kfree(of_handler);
}

struct job {
	struct work_struct work;
	struct timer_list timer;
	struct completion done;
};

static void finish_work(struct work_struct *work)
{
	complete(&container_of(work, struct job, work)->done);
}

static void finish_timer(struct timer_list *timer)
{
	complete(&container_of(timer, struct job, timer)->done);
}

/* clang-format off */
static unsigned int queue_line, arm_line;

static noinline void queue_it(struct job *job)
{
	queue_line = __LINE__; schedule_work(&job->work);
	barrier();
}

static noinline void arm_it(struct job *job)
{
	arm_line = __LINE__; mod_timer(&job->timer, jiffies + 1);
	barrier();
}
/* clang-format on */

static void who_queued_work_and_timer_is_said(struct kunit *test)
{
	struct job *job = (void *)get(sizeof(*job));
	struct reports mark;

	KUNIT_ASSERT_NOT_NULL(test, job);
	init_completion(&job->done);
	INIT_WORK(&job->work, finish_work);
	timer_setup(&job->timer, finish_timer, 0);
	queue_it(job);
	wait_for_completion(&job->done);
	arm_it(job);
	wait_for_completion(&job->done);
	flush_work(&job->work);
	del_timer_sync(&job->timer);
	kfree(job);
	mark = mark_reports();
	read_byte((char *)job);
	EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: slab-use-after-free in read_byte");
	EXPECT_SAYS(test, mark, "Last potentially related work creation:");
	EXPECT_SAYS(test, mark, "Second to last potentially related work creation:");
	EXPECT_PLACE(test, mark, queue_line);
	EXPECT_PLACE(test, mark, arm_line);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(all_that_was_asked_for_may_be_used),
	KUNIT_CASE(the_first_byte_behind_is_reported),
	KUNIT_CASE(so_are_those_further_away),
	KUNIT_CASE(the_byte_in_front_is_reported),
	KUNIT_CASE(a_large_piece_ends_at_its_size),
	KUNIT_CASE(an_object_of_a_cache_has_the_size_of_the_cache),
	KUNIT_CASE(krealloc_moves_the_end),
	KUNIT_CASE(who_asks_for_the_size_may_use_all_of_it),
	KUNIT_CASE(a_use_after_the_free_names_all_three_places),
	KUNIT_CASE(a_free_object_waits_before_it_is_given_out_again),
	KUNIT_CASE(a_second_free_is_reported_and_not_done),
	KUNIT_CASE(a_free_of_the_middle_is_reported_and_not_done),
	KUNIT_CASE(the_quarantine_has_a_limit_and_gives_back),
	KUNIT_CASE(what_waits_is_given_to_who_needs_it),
	KUNIT_CASE(a_constructed_object_keeps_its_state),
	KUNIT_CASE(a_debugged_cache_reports_once),
	KUNIT_CASE(bulk_objects_are_objects),
	KUNIT_CASE(what_a_pool_keeps_must_not_be_used),
	KUNIT_CASE(a_handlers_mistake_is_reported),
	KUNIT_CASE(who_queued_work_and_timer_is_said),
	{},
};

static struct kunit_suite suite = { .name = "slab_kasan",
				    .init = init,
				    .exit = finish,
				    .test_cases = cases };
kunit_test_suite(suite);
#endif
