// SPDX-License-Identifier: MIT
/*
 * Tests of mm/slab/slab_fast.c: which addresses pass for objects, interrupts between any two instructions, and
 * that a function without a frame hides no caller from a stack trace.
 */
#include <asm/stacktrace.h>
#include <k896/check.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mm/slab/slab.h"
#include "slab_row.h"
#include "tests/support/kasan.h"
#include "tests/support/reports.h"
#include "tests/support/step.h"

/* ---- addresses ---- */

static bool is_object_plainly(const struct kmem_cache *s, unsigned long offset)
{
	return offset % s->size == 0 && offset / s->size < s->objects;
}

/* Each byte of the slab; returns how many passed. */
static unsigned int compare_all(struct kunit *test, const struct kmem_cache *s)
{
	unsigned long slab = PAGE_SIZE << s->order;
	unsigned int passed = 0;

	for (unsigned long offset = 0; offset < slab; offset++) {
		bool is = is_object_offset(s, offset & s->mask);

		passed += is;
		if (is != is_object_plainly(s, offset)) {
			KUNIT_FAIL(test, "size %u, offset %lu: %d", s->size, offset, is);
			break;
		}
	}
	return passed;
}

static void one_multiplication_tells_an_object_from_the_rest_of_its_slab(struct kunit *test)
{
	static const unsigned int sizes[] = { 32,  36,	 40,   96,   100,  192,	 256,  260,  328,
					      520, 1000, 1024, 1304, 2728, 4096, 5000, 16384 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("fast_test", sizes[i], 4, 0, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		if (s->limit) /* 0: every free comes to free_carefully() */
			KUNIT_EXPECT_EQ(test, compare_all(test, s), s->objects);
		kmem_cache_destroy(s);
	}
}

/* ---- traces ---- */

static char trace[512];

/* A constructor: it runs in the slow path of the allocation that needs a new slab. */
static void note_trace(void *object)
{
	struct stack_walk w;
	int len = 0;

	stack_walk_start_here(&w);
	while (stack_walk_next(&w) && len < (int)sizeof(trace))
		len += scnprintf(trace + len, sizeof(trace) - len, "%ps ", (void *)w.ip);
}

static noinline void *asks_for_an_object(struct kmem_cache *s, gfp_t gfp)
{
	void *object = gfp == GFP_KERNEL ? kmem_cache_alloc(s, GFP_KERNEL) :
					   kmem_cache_alloc(s, GFP_ATOMIC);

	barrier_data(object);
	return object;
}

static void a_trace_out_of_an_allocation_shows_who_asked(struct kunit *test)
{
	static const gfp_t flags[] = { GFP_KERNEL, GFP_ATOMIC };

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		struct kmem_cache *s = kmem_cache_create("fast_test", 64, 0, 0, note_trace);
		void *object;

		KUNIT_ASSERT_NOT_NULL(test, s);
		object = asks_for_an_object(s, flags[i]);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(trace, " asks_for_an_object a_trace_out_of"),
					  "%s", trace);
		kmem_cache_free(s, object);
		kmem_cache_destroy(s);
	}
}

static noinline void frees_wrongly(const void *object)
{
	kfree(object);
	barrier();
}

static noinline void frees_without_cache(void *object)
{
	kmem_cache_free(NULL, object);
	barrier();
}

static void a_report_of_a_wrong_free_shows_who_freed(struct kunit *test)
{
	struct reports mark = mark_reports();
	char *object = kmalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	frees_wrongly(object + 8);
	EXPECT_REPORTS(test, mark, 1, "not freed, called from frees_wrongly+");
	KUNIT_EXPECT_EQ(test, log_count(mark.log, " frees_wrongly+"), 2U); /* and in the trace */
	kfree(object);
}

static void a_free_without_a_cache_is_reported_and_changes_nothing(struct kunit *test)
{
	struct reports mark = mark_reports();
	char *object = kmalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	frees_without_cache(object);
	EXPECT_REPORTS(test, mark, 1, "Wrong slab cache. NULL but object is from kmalloc-64");
	EXPECT_REPORTS(test, mark, 1, "not freed, called from frees_without_cache+");
	frees_without_cache(NULL);
	EXPECT_REPORTS(test, mark, 2, "Attempt to free object(0x00000000) outside of slab");
	kfree(object);
}

/* ---- an interrupt at every instruction ---- */

/* From one instruction to the next; in a debugged layout the paths are long, and some instructions are enough. */
static unsigned int stride(void)
{
	return layout_is_debugged() ? 41 : 1;
}

static struct kmem_cache *shared;
static void *from_interrupt[2];

/* Leaves the interrupted list one object shorter and in another order. */
static void interrupt_takes_and_gives(void)
{
	from_interrupt[0] = kmem_cache_alloc(shared, GFP_ATOMIC);
	from_interrupt[1] = kmem_cache_alloc(shared, GFP_ATOMIC);
	kfree(from_interrupt[0]);
}

static void task_takes_and_gives(void *arg)
{
	void **objects = arg;

	objects[0] = kmem_cache_alloc(shared, GFP_KERNEL);
	objects[1] = kmem_cache_alloc(shared, GFP_NOWAIT);
	kmem_cache_free(shared, objects[0]);
	kfree(objects[1]);
	objects[0] = kmem_cache_alloc(shared, GFP_KERNEL);
}

/*
 * @warm: with an active slab. slab_check() leaves the CPU without one, so that otherwise whoever comes first takes the
 * slow path.
 */
static void loses_and_doubles_nothing(struct kunit *test, bool warm)
{
	void *objects[2];
	bool came = true;

	for (unsigned int n = 1; came; n += stride()) {
		from_interrupt[1] = NULL;
		if (warm)
			kmem_cache_free(shared, kmem_cache_alloc(shared, GFP_KERNEL));
		came = run_interrupted(n, task_takes_and_gives, objects, interrupt_takes_and_gives);
		KUNIT_EXPECT_NOT_NULL(test, objects[0]);
		KUNIT_EXPECT_TRUE(test, !came || from_interrupt[1]);
		KUNIT_EXPECT_PTR_NE(test, objects[0], from_interrupt[1]);
		kmem_cache_free(shared, objects[0]);
		if (from_interrupt[1])
			kmem_cache_free(shared, from_interrupt[1]);
		KUNIT_ASSERT_EQ_MSG(test, slab_check(), 0, "at instruction %u", n);
	}
}

static void an_interrupt_at_every_instruction_loses_and_doubles_nothing(struct kunit *test)
{
	shared = kmem_cache_create("fast_test", 512, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	loses_and_doubles_nothing(test, false);
	loses_and_doubles_nothing(test, true);
	kmem_cache_destroy(shared);
}

/* What task and interrupt keep in each round, and the first word of it. */
struct step_ops {
	void *(*task)(void);
	void *(*interrupt)(void);
};

#define TASKS_MARK	0x7a5c0001U
#define INTERRUPTS_MARK 0x1b7e0002U

static const struct step_ops *ops;
static u32 *tasks, *interrupts;

static void call_task(void *unused)
{
	tasks = ops->task();
}

static void call_interrupt(void)
{
	interrupts = ops->interrupt();
}

/* Books and contents are right after an interrupt at instruction @n. Return: has it come? */
static bool interrupted_at(struct kunit *test, unsigned int n)
{
	bool came;

	tasks = interrupts = NULL;
	came = run_interrupted(n, call_task, NULL, call_interrupt);
	KUNIT_ASSERT_TRUE_MSG(test, tasks && (interrupts || !came), "at instruction %u", n);
	KUNIT_ASSERT_PTR_NE_MSG(test, tasks, interrupts, "at instruction %u", n);
	KUNIT_ASSERT_EQ_MSG(test, slab_check(), 0, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, *tasks, TASKS_MARK, "at instruction %u", n);
	kfree(tasks);
	if (interrupts)
		KUNIT_EXPECT_EQ_MSG(test, *interrupts, INTERRUPTS_MARK, "at instruction %u", n);
	kfree(interrupts);
	return came;
}

/* Without and with an active slab at the start. Return: the instructions in the second case. */
static unsigned int at_every_instruction(struct kunit *test, const struct step_ops *o)
{
	unsigned int n = 1;

	ops = o;
	while (interrupted_at(test, n))
		n += stride();
	n = 1;
	for (kfree(o->interrupt()); interrupted_at(test, n); kfree(o->interrupt()))
		n += stride();
	return n;
}

/* Two, and the first is freed: the list is one object shorter, and in another order. */
static __always_inline void *keep_second(u32 *first, u32 *second, u32 mark)
{
	if (first && second) {
		*second = mark;
		*first = ~mark;
	}
	kfree(first);
	return second;
}

static void *task_kmallocs(void)
{
	u32 *first = kmalloc(300, GFP_KERNEL);

	return keep_second(first, kmalloc(300, GFP_NOWAIT), TASKS_MARK);
}

/* What the compiler does not know takes another way. */
static void *task_kmallocs_unknown_size(void)
{
	size_t size = 300;
	u32 *first;

	OPTIMIZER_HIDE_VAR(size);
	first = kmalloc(size, GFP_KERNEL);
	return keep_second(first, kmalloc(size, GFP_NOWAIT), TASKS_MARK);
}

static void *interrupt_kmallocs(void)
{
	u32 *first = kmalloc(300, GFP_ATOMIC);

	return keep_second(first, kmalloc(300, GFP_ATOMIC), INTERRUPTS_MARK);
}

/* Makes slabs of which all objects are free: the active one has enough for a round. */
static void make_empty_slabs(struct kunit *test)
{
	static void *p[256];

	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		KUNIT_ASSERT_NOT_NULL(test, p[i] = kmalloc(300, GFP_KERNEL));
	kfree_bulk(ARRAY_SIZE(p), p);
}

static void an_interrupt_may_kmalloc_and_kfree_at_any_instruction(struct kunit *test)
{
	static const struct step_ops known = { task_kmallocs, interrupt_kmallocs },
				     unknown = { task_kmallocs_unknown_size, interrupt_kmallocs };

	make_empty_slabs(test);
	KUNIT_EXPECT_GT(test, at_every_instruction(test, &known), 50U);
	KUNIT_EXPECT_GT(test, at_every_instruction(test, &unknown), 50U);
}

/* The first is kept, the others go back. */
static __always_inline void *keep_first_of(unsigned int n, gfp_t gfp, u32 mark)
{
	u32 *p[8];

	if (!kmem_cache_alloc_bulk(shared, gfp, n, (void **)p))
		return NULL;
	for (unsigned int i = 0; i < n; i++)
		*p[i] = mark + i;
	for (unsigned int i = 1; i < n; i++)
		if (*p[i] != mark + i)
			return NULL;
	kmem_cache_free_bulk(shared, n - 1, (void **)p + 1);
	return p[0];
}

static void *task_takes_many(void)
{
	return keep_first_of(8, GFP_KERNEL, TASKS_MARK);
}

static void *interrupt_takes_many(void)
{
	return keep_first_of(3, GFP_ATOMIC, INTERRUPTS_MARK);
}

static void an_interrupt_may_take_and_free_many_at_any_instruction(struct kunit *test)
{
	static const struct step_ops many = { task_takes_many, interrupt_takes_many };

	shared = kmem_cache_create("fast_test", 512, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	KUNIT_EXPECT_GT(test, at_every_instruction(test, &many), 150U);
	kmem_cache_destroy(shared);
}

/* ---- frees to a slab that is not the active one ---- */

#define NR_FREED 4 /* by task and interrupt in turn; all of one slab that is full */

static void *freed[NR_FREED];

static void task_frees_two(void *use_kfree)
{
	if (use_kfree) {
		kfree(freed[0]);
		kfree(freed[2]);
	} else {
		kmem_cache_free(shared, freed[0]);
		kmem_cache_free(shared, freed[2]);
	}
}

static void interrupt_frees_two(void)
{
	kmem_cache_free(shared, freed[1]);
	kfree(freed[3]);
}

/* Three slabs' objects: the first slab is full, and not active. */
static void two_frees_meet_at(struct kunit *test, unsigned int n, bool use_kfree, bool *came)
{
	void *objects[3 * NR_FREED];

	shared = kmem_cache_create("fast_test", PAGE_SIZE, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		KUNIT_ASSERT_NOT_NULL(test, objects[i] = kmem_cache_alloc(shared, GFP_KERNEL));
	for (unsigned int i = 0; i < NR_FREED; i++)
		freed[i] = objects[i];
	*came = run_interrupted(n, task_frees_two, use_kfree ? test : NULL, interrupt_frees_two);
	if (!*came)
		interrupt_frees_two();
	KUNIT_ASSERT_EQ_MSG(test, slab_check(), 0, "at instruction %u", n);
	for (unsigned int i = NR_FREED; i < ARRAY_SIZE(objects); i++)
		kmem_cache_free(shared, objects[i]);
	kmem_cache_destroy(shared); /* reports what has not come back */
}

static void an_interrupt_may_free_to_the_same_other_slab_at_any_instruction(struct kunit *test)
{
	for (int use_kfree = 0; use_kfree <= 1; use_kfree++) {
		bool came = true;
		unsigned int n;

		for (n = 1; came; n += stride())
			two_frees_meet_at(test, n, use_kfree, &came);
		KUNIT_EXPECT_GT(test, n, 30U);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_multiplication_tells_an_object_from_the_rest_of_its_slab),
	KUNIT_CASE(a_trace_out_of_an_allocation_shows_who_asked),
	KUNIT_CASE(a_report_of_a_wrong_free_shows_who_freed),
	KUNIT_CASE(a_free_without_a_cache_is_reported_and_changes_nothing),
	KUNIT_CASE(an_interrupt_at_every_instruction_loses_and_doubles_nothing),
	KUNIT_CASE(an_interrupt_may_kmalloc_and_kfree_at_any_instruction),
	KUNIT_CASE(an_interrupt_may_take_and_free_many_at_any_instruction),
	KUNIT_CASE(an_interrupt_may_free_to_the_same_other_slab_at_any_instruction),
	{}
};

static struct kunit_suite suite = { .name = "slab_fast", KASAN_LOOKS_AWAY, .test_cases = cases };
kunit_test_suite(suite);
