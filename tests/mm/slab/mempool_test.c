// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/mempool.c. Most use an allocator of their own, which can be told to have nothing more
 * (dry): its elements are numbers, and each is handed out once.
 */
#include <asm/processor.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tick.h>
#include <linux/timer.h>

#include "tests/support/reports.h"
#include "tests/support/step.h"

#define MAX_ELEMENTS 64

static bool dry;		/* the allocator has nothing */
static bool used[MAX_ELEMENTS]; /* with users or in the reserve */
static unsigned int asked, wrong;
static mempool_t *pool;

/* Element n is the number n + 1: never NULL. */
static void *take_number(gfp_t gfp, void *data)
{
	unsigned long flags;
	void *element = NULL;

	local_irq_save(flags);
	asked++;
	for (unsigned long i = 0; !dry && !element && i < MAX_ELEMENTS; i++) {
		if (!used[i]) {
			used[i] = true;
			element = (void *)(i + 1);
		}
	}
	local_irq_restore(flags);
	return element;
}

static void give_number(void *element, void *data)
{
	unsigned long i = (unsigned long)element - 1;

	if (i >= MAX_ELEMENTS || !used[i])
		wrong++;
	else
		used[i] = false;
}

static unsigned int count_used(void)
{
	unsigned int n = 0;

	for (int i = 0; i < MAX_ELEMENTS; i++)
		n += used[i];
	return n;
}

static int init(struct kunit *test)
{
	dry = false;
	asked = wrong = 0;
	pool = mempool_create(4, take_number, give_number, NULL);
	return pool ? 0 : -ENOMEM;
}

static void fini(struct kunit *test)
{
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	KUNIT_EXPECT_EQ(test, count_used(), 0U);
}

static void empty_pool(void **held)
{
	dry = true;
	for (int i = 0; i < 4; i++)
		held[i] = mempool_alloc(pool, GFP_NOWAIT);
}

static void refill_pool(void **held)
{
	for (int i = 0; i < 4; i++)
		mempool_free(held[i], pool);
}

/* ---- the order of things ---- */

static void a_new_pool_is_full(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, mempool_initialized(pool));
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
	KUNIT_EXPECT_EQ(test, count_used(), 4U);
}

static void the_allocator_is_asked_first(struct kunit *test)
{
	void *element = mempool_alloc(pool, GFP_KERNEL);

	KUNIT_EXPECT_NOT_NULL(test, element);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
	KUNIT_EXPECT_EQ(test, count_used(), 5U);
	mempool_free(element, pool);
	KUNIT_EXPECT_EQ(test, count_used(), 4U);
}

static void then_the_reserve_then_nothing(struct kunit *test)
{
	void *held[4];

	empty_pool(held);
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_NOT_NULL(test, held[i]);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 0);
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_ATOMIC));
	refill_pool(held);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
}

static void a_free_fills_the_reserve_first(struct kunit *test)
{
	void *held[4], *more;

	more = mempool_alloc(pool, GFP_KERNEL);
	empty_pool(held);
	mempool_free(more, pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	KUNIT_EXPECT_EQ(test, count_used(), 5U);
	dry = false;
	refill_pool(held);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
	KUNIT_EXPECT_EQ(test, count_used(), 4U);
}

static void freeing_null_is_nothing(struct kunit *test)
{
	mempool_free(NULL, pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
}

/* The flags that the allocator sees: first without waiting, then with all. */
static gfp_t flags_seen[8];
static unsigned int nr_seen;

static void *note_flags(gfp_t gfp, void *data)
{
	if (nr_seen < ARRAY_SIZE(flags_seen))
		flags_seen[nr_seen++] = gfp;
	return nr_seen < 3 ? NULL : (void *)1;
}

static void forget(void *element, void *data)
{
}

static void the_allocator_waits_only_when_the_reserve_is_empty(struct kunit *test)
{
	mempool_t noting = {};
	void *element;

	nr_seen = 2;
	KUNIT_ASSERT_EQ(test, mempool_init(&noting, 1, note_flags, forget, NULL), 0);
	nr_seen = 0;
	element = mempool_alloc(&noting, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, nr_seen, 1U);
	KUNIT_EXPECT_EQ(test, flags_seen[0],
			(GFP_KERNEL | MEMPOOL_GFP) & ~(__GFP_DIRECT_RECLAIM | __GFP_IO));
	nr_seen = 1;
	mempool_free(mempool_alloc(&noting, GFP_KERNEL), &noting);
	KUNIT_EXPECT_EQ(test, flags_seen[2], GFP_KERNEL | MEMPOOL_GFP);
	if (noting.curr_nr < noting.min_nr)
		mempool_free(element, &noting);
	mempool_exit(&noting);
}

/* ---- waiting ---- */

static unsigned int served;

static int wait_and_use(void *unused)
{
	void *element = mempool_alloc(pool, GFP_KERNEL);

	if (!element)
		wrong++;
	msleep(1);
	served++;
	mempool_free(element, pool);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

#define WAITERS 20

static void all_waiters_are_served(struct kunit *test)
{
	struct task_struct *waiters[WAITERS];
	unsigned long start = jiffies;
	void *held[4];

	served = 0;
	empty_pool(held);
	hold_faults(); /* all or none */
	for (int i = 0; i < WAITERS; i++)
		waiters[i] = kthread_run(wait_and_use, NULL, "waiter%d", i);
	release_faults();
	for (int i = 0; i < WAITERS; i++)
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, waiters[i]);
	msleep(20);
	KUNIT_EXPECT_EQ(test, served, 0U);
	/* One element is enough: each waiter passes it on. */
	mempool_free(held[0], pool);
	for (int i = 0; i < WAITERS; i++)
		kthread_stop(waiters[i]);
	KUNIT_EXPECT_EQ(test, served, (unsigned int)WAITERS);
	KUNIT_EXPECT_LT(test, jiffies - start, 3UL * HZ); /* no waiter's timeout ended */
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	held[0] = NULL;
	refill_pool(held);
}

static void *last, *to_free;

static void take_last(void *unused)
{
	last = mempool_alloc(pool, GFP_KERNEL);
}

static void free_one(void)
{
	mempool_free(xchg(&to_free, NULL), pool);
}

static void free_one_later(struct timer_list *unused)
{
	free_one();
}

/*
 * An element is freed at each instruction of a caller that finds nothing and goes to sleep; once it sleeps, by
 * a timer.
 */
static void no_wake_up_is_lost(struct kunit *test)
{
	static DEFINE_TIMER(rescue, free_one_later);
	unsigned int n = 0, too_late = 0;
	unsigned long start;
	void *held[4];

	empty_pool(held);
	while (too_late < 10) {
		start = jiffies;
		to_free = held[0];
		mod_timer(&rescue, jiffies + HZ);
		too_late += !run_interrupted(++n, take_last, NULL, free_one);
		del_timer_sync(&rescue);
		KUNIT_EXPECT_LT_MSG(test, jiffies - start, 2UL * HZ, "at instruction %u", n);
		KUNIT_ASSERT_NULL(test, to_free);
		held[0] = last;
	}
	KUNIT_EXPECT_GT(test, n, 150U);
	refill_pool(held);
}

static void *interrupts_own;

static void free_interrupts_own(void)
{
	mempool_free(interrupts_own, pool);
	interrupts_own = NULL;
}

static void free_element(void *element)
{
	mempool_free(element, pool);
}

/* Two frees want the last free place: one element stays, and the other goes back to the allocator. */
static void the_last_place_is_given_once_whatever_interrupts(struct kunit *test)
{
	unsigned int n = 0;
	bool injected;

	do {
		void *element;

		dry = true;
		element = mempool_alloc(pool, GFP_NOWAIT);
		dry = false;
		interrupts_own = take_number(0, NULL);
		KUNIT_ASSERT_TRUE(test, element && interrupts_own && pool->curr_nr == 3);
		injected = run_interrupted(++n, free_element, element, free_interrupts_own);
		if (!injected)
			free_interrupts_own();
		KUNIT_ASSERT_EQ(test, pool->curr_nr, 4);
		KUNIT_ASSERT_EQ(test, count_used(), 4U);
	} while (injected);
	KUNIT_EXPECT_GT(test, n, 20U);
}

static void *tasks_element;

static void interrupt_takes_two_and_frees_one(void)
{
	void *other = mempool_alloc(pool, GFP_ATOMIC);

	interrupts_own = mempool_alloc(pool, GFP_ATOMIC);
	mempool_free(other, pool);
}

static void task_takes_two_and_frees_one(void *unused)
{
	void *other = mempool_alloc(pool, GFP_NOWAIT);

	tasks_element = mempool_alloc(pool, GFP_NOWAIT);
	mempool_free(other, pool);
}

/* The allocator has nothing: both live on the reserve of four. */
static void an_interrupt_may_use_the_reserve_at_any_instruction(struct kunit *test)
{
	unsigned int n = 0;
	bool injected;

	dry = true;
	do {
		interrupts_own = NULL;
		injected = run_interrupted(++n, task_takes_two_and_frees_one, NULL,
					   interrupt_takes_two_and_frees_one);
		KUNIT_ASSERT_TRUE(test, tasks_element && (interrupts_own || !injected));
		KUNIT_ASSERT_PTR_NE_MSG(test, tasks_element, interrupts_own, "at instruction %u",
					n);
		KUNIT_ASSERT_EQ_MSG(test, pool->curr_nr, 3 - injected, "at instruction %u", n);
		for (int i = 0; i < pool->curr_nr; i++) {
			KUNIT_ASSERT_PTR_NE(test, pool->elements[i], tasks_element);
			KUNIT_ASSERT_PTR_NE(test, pool->elements[i], interrupts_own);
		}
		mempool_free(tasks_element, pool);
		mempool_free(interrupts_own, pool);
		KUNIT_ASSERT_EQ(test, pool->curr_nr, 4);
		KUNIT_ASSERT_EQ(test, count_used(), 4U);
	} while (injected);
	KUNIT_EXPECT_GT(test, n, 60U);
}

static unsigned int in_interrupt_got;
static bool in_interrupt_done;

static void alloc_in_tick(struct pt_regs *regs)
{
	void *element = mempool_alloc(pool, GFP_ATOMIC);

	register_tick_hook(NULL);
	in_interrupt_got += element != NULL;
	mempool_free(element, pool);
	WRITE_ONCE(in_interrupt_done, true);
}

static void in_tick(struct kunit *test)
{
	in_interrupt_done = false;
	KUNIT_ASSERT_EQ(test, register_tick_hook(alloc_in_tick), 0);
	while (!READ_ONCE(in_interrupt_done))
		halt();
}

static void an_interrupt_is_answered_at_once(struct kunit *test)
{
	struct reports before = mark_reports();
	void *held[4];

	in_interrupt_got = 0;
	in_tick(test);
	KUNIT_EXPECT_EQ(test, in_interrupt_got, 1U);
	empty_pool(held);
	in_tick(test);
	KUNIT_EXPECT_EQ(test, in_interrupt_got, 1U);
	mempool_free(held[0], pool);
	in_tick(test);
	KUNIT_EXPECT_EQ(test, in_interrupt_got, 2U);
	held[0] = NULL;
	refill_pool(held);
	EXPECT_SILENCE(test, before);
}

static void who_must_not_wait_is_told_and_does_not(struct kunit *test)
{
	struct reports before;
	void *held[4], *element;

	empty_pool(held);
	before = mark_reports();
	preempt_disable();
	element = mempool_alloc(pool, GFP_KERNEL);
	preempt_enable();
	KUNIT_EXPECT_NULL(test, element);
	EXPECT_REPORTS(test, before, 1,
		       "BUG: sleeping function called from invalid context at include/linux/mempool.h:");
	refill_pool(held);
}

/* ---- another size ---- */

static void a_pool_grows_and_shrinks_in_use(struct kunit *test)
{
	void *held[4];

	empty_pool(held);
	dry = false;
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 10), 0);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 10);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 6);
	refill_pool(held);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 10);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 2), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	KUNIT_EXPECT_EQ(test, count_used(), 2U);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 2), 0);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 7), 0); /* the reserve moves along */
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 7);
	KUNIT_EXPECT_EQ(test, count_used(), 7U);
}

static void a_pool_that_cannot_grow_stays_as_it_is(struct kunit *test)
{
	dry = true;
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 10), -ENOMEM);
	dry = false;
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 10), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, MAX_ELEMENTS + 1), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, -3), -EINVAL);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 4);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
	KUNIT_EXPECT_EQ(test, count_used(), 4U);
}

/* What growing allocates is for waiters, too. */
static void a_growing_pool_serves_a_waiter(struct kunit *test)
{
	struct task_struct *waiter;
	void *held[4];

	served = 0;
	empty_pool(held);
	waiter = kthread_run(wait_and_use, NULL, "waiter");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, waiter);
	msleep(20);
	dry = false;
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 5), 0);
	msleep(50);
	KUNIT_EXPECT_EQ(test, served, 1U);
	kthread_stop(waiter);
	refill_pool(held);
}

/* ---- making and taking down ---- */

static void nonsense_is_refused(struct kunit *test)
{
	mempool_t p = {};

	u32 since = log_position();

	KUNIT_EXPECT_NULL(test, mempool_create(0, take_number, give_number, NULL));
	KUNIT_EXPECT_TRUE(test, log_contains(since, "mempool: a reserve has at least one element"));
	KUNIT_EXPECT_NULL(test, mempool_create(-1, take_number, give_number, NULL));
	KUNIT_EXPECT_EQ(test, mempool_init(&p, 1, NULL, give_number, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, mempool_init(&p, 1, take_number, NULL, NULL), -EINVAL);
	KUNIT_EXPECT_NULL(test, mempool_create(MAX_ELEMENTS + 1, take_number, give_number, NULL));
	KUNIT_EXPECT_EQ(test, mempool_resize(&p, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, count_used(), 4U);
}

static void a_pool_is_taken_down_once(struct kunit *test)
{
	mempool_t p = {};

	mempool_exit(&p);
	KUNIT_ASSERT_EQ(test, mempool_init(&p, 3, take_number, give_number, NULL), 0);
	KUNIT_EXPECT_EQ(test, count_used(), 7U);
	mempool_exit(&p);
	mempool_exit(&p);
	KUNIT_EXPECT_FALSE(test, mempool_initialized(&p));
	KUNIT_EXPECT_EQ(test, count_used(), 4U);
	mempool_destroy(NULL);
}

static void an_element_that_did_not_come_home_is_missed(struct kunit *test)
{
	struct reports before = mark_reports();
	void *held[4];

	empty_pool(held);
	mempool_free(held[0], pool);
	mempool_free(held[1], pool);
	mempool_destroy(pool);
	pool = NULL;
	EXPECT_REPORTS(test, before, 1, ": 2 of 4 elements have not come home");
	give_number(held[2], NULL);
	give_number(held[3], NULL);
}

/* Its reserve is gone: elements that are freed later go to the allocator, and none can be taken. */
static void a_pool_that_was_taken_down_has_no_reserve(struct kunit *test)
{
	struct reports before = mark_reports();
	void *held;
	mempool_t p;

	KUNIT_ASSERT_EQ(test, mempool_init(&p, 3, take_number, give_number, NULL), 0);
	dry = true;
	held = mempool_alloc(&p, GFP_NOWAIT);
	mempool_exit(&p);
	EXPECT_REPORTS(test, before, 1, ": 1 of 3 elements have not come home");
	KUNIT_EXPECT_NULL(test, mempool_alloc(&p, GFP_NOWAIT));
	mempool_free(held, &p);
	KUNIT_EXPECT_EQ(test, count_used(), 4U);
}

static void a_failure_at_any_point_leaks_nothing(struct kunit *test)
{
	bool done;
	int n = 0;

	do {
		mempool_t *p;

		fail_nth_slab_alloc(++n);
		p = mempool_create_kmalloc_pool(5, 300);
		done = fail_nth_slab_alloc_done();
		KUNIT_EXPECT_EQ(test, p == NULL, done);
		mempool_destroy(p);
	} while (done);
	fail_nth_slab_alloc(0);
	KUNIT_EXPECT_EQ(test, n, 8); /* the pool, its array, five elements: seven fail */
}

/* ---- the ready-made ones ---- */

static void pools_of_objects_memory_and_pages(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("pooled", 100, 0, 0, NULL);
	mempool_t *objects = s ? mempool_create_slab_pool(2, s) : NULL,
		  *memory = mempool_create_kmalloc_pool(2, 500),
		  *pages = mempool_create_page_pool(2, 1);
	struct page *page;
	void *p, *q;

	KUNIT_ASSERT_TRUE(test, objects && memory && pages);
	p = mempool_alloc(objects, GFP_KERNEL);
	q = mempool_alloc(memory, GFP_NOIO);
	page = mempool_alloc(pages, GFP_ATOMIC);
	KUNIT_ASSERT_TRUE(test, p && q && page);
	KUNIT_EXPECT_EQ(test, ksize(p), 100U);
	KUNIT_EXPECT_GE(test, ksize(q), 500U);
	memset(page_address(page), 1, 2 * PAGE_SIZE);
	mempool_free(page, pages);
	mempool_free(q, memory);
	mempool_free(p, objects);
	mempool_destroy(objects);
	mempool_destroy(memory);
	mempool_destroy(pages);
	kmem_cache_destroy(s);
}

/* The real allocators under injected failure: the reserve answers. */
static void a_pool_answers_where_its_allocator_fails(struct kunit *test)
{
	mempool_t *memory = mempool_create_kmalloc_pool(2, 500);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	fail_nth_slab_alloc(1);
	p = mempool_alloc(memory, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, fail_nth_slab_alloc_done());
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, memory->curr_nr, 1);
	mempool_free(p, memory);
	KUNIT_EXPECT_EQ(test, memory->curr_nr, 2);
	mempool_destroy(memory);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_new_pool_is_full),
	KUNIT_CASE(the_allocator_is_asked_first),
	KUNIT_CASE(then_the_reserve_then_nothing),
	KUNIT_CASE(a_free_fills_the_reserve_first),
	KUNIT_CASE(freeing_null_is_nothing),
	KUNIT_CASE(the_allocator_waits_only_when_the_reserve_is_empty),
	KUNIT_CASE(all_waiters_are_served),
	KUNIT_CASE(no_wake_up_is_lost),
	KUNIT_CASE(the_last_place_is_given_once_whatever_interrupts),
	KUNIT_CASE(an_interrupt_may_use_the_reserve_at_any_instruction),
	KUNIT_CASE(an_interrupt_is_answered_at_once),
	KUNIT_CASE(who_must_not_wait_is_told_and_does_not),
	KUNIT_CASE(a_pool_grows_and_shrinks_in_use),
	KUNIT_CASE(a_pool_that_cannot_grow_stays_as_it_is),
	KUNIT_CASE(a_growing_pool_serves_a_waiter),
	KUNIT_CASE(nonsense_is_refused),
	KUNIT_CASE(a_pool_is_taken_down_once),
	KUNIT_CASE(an_element_that_did_not_come_home_is_missed),
	KUNIT_CASE(a_pool_that_was_taken_down_has_no_reserve),
	KUNIT_CASE(a_failure_at_any_point_leaks_nothing),
	KUNIT_CASE(pools_of_objects_memory_and_pages),
	KUNIT_CASE(a_pool_answers_where_its_allocator_fails),
	{},
};

static struct kunit_suite mempool_suite = {
	.name = "mempool",
	.init = init,
	.exit = fini,
	.test_cases = cases,
};
kunit_test_suite(mempool_suite);
