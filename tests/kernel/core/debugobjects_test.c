// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/debugobjects.c and debugobjects_kinds.c, in a DEBUG=1 build: each mistake is made on purpose, beside
 * the right use.
 */
#ifdef CONFIG_DEBUG_OBJECTS
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/debugobjects.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static int line; /* of the mistake */

#define HERE (line = __LINE__)

/* One report, of this place; the case has then accounted for it. */
#define EXPECT_FOUND(test, before, ...)                                                            \
	do {                                                                                       \
		KUNIT_EXPECT_REPORTS_SINCE(test, (before).count, 1);                               \
		KUNIT_EXPECT_TRUE(test, is_logged((before).log, __VA_ARGS__));                     \
		EXPECT_PLACE(test, before, line);                                                  \
	} while (0)

static void ring(struct timer_list *timer)
{
}

/* ---- timers ---- */

static void right_use_of_timers_is_silent(struct kunit *test)
{
	struct timer_list on_stack, *timer = kmalloc(sizeof(*timer), GFP_KERNEL);
	static DEFINE_TIMER(by_compiler, ring);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, timer);
	timer_setup(timer, ring, 0);
	mod_timer(timer, jiffies + 1);
	mod_timer(timer, jiffies + 2);
	msleep(40); /* it has come */
	timer_setup(timer, ring, 0);
	timer->expires = jiffies + 1000;
	add_timer(timer);
	del_timer_sync(timer);
	kfree(timer);
	mod_timer(&by_compiler, jiffies + 1000);
	del_timer(&by_compiler);
	timer_setup_on_stack(&on_stack, ring, 0);
	mod_timer(&on_stack, jiffies + 1000);
	del_timer_sync(&on_stack);
	destroy_timer_on_stack(&on_stack);
	EXPECT_SILENCE(test, before);
}

/* What frees memory of any kind: the timer lies 100 bytes behind its start. */
static void *slab_object(void)
{
	return kmalloc(1000, GFP_KERNEL);
}

static void free_slab_object(void *p)
{
	HERE, kfree(p);
}

static struct kmem_cache *cache;

static void *cache_object(void)
{
	return kmem_cache_alloc(cache, GFP_KERNEL);
}

static void free_cache_object(void *p)
{
	HERE, kmem_cache_free(cache, p);
}

static void *large_piece(void)
{
	return kmalloc(100000, GFP_KERNEL);
}

static void *two_pages(void)
{
	return (void *)__get_free_pages(GFP_KERNEL, 1);
}

static void free_two_pages(void *p)
{
	HERE, free_pages((unsigned long)p, 1);
}

static void *area(void)
{
	return vmalloc(3 * PAGE_SIZE);
}

static void free_area(void *p)
{
	HERE, vfree(p);
}

static void memory_of_any_kind_with_an_active_timer_is_reported(struct kunit *test)
{
	const struct {
		void *(*get)(void);
		void (*free)(void *p);
	} kinds[] = {
		{ slab_object, free_slab_object },
		{ cache_object, free_cache_object },
		{ large_piece, free_slab_object },
		{ two_pages, free_two_pages },
		{ area, free_area },
	};

	cache = kmem_cache_create("debugobjects", 300, 0, SLAB_RED_ZONE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		void *p = kinds[i].get();
		struct timer_list *timer = p + 100;
		struct reports before = mark_reports();

		KUNIT_ASSERT_NOT_NULL(test, p);
		timer_setup(timer, ring, 0);
		mod_timer(timer, jiffies + 1000);
		kinds[i].free(p);
		EXPECT_FOUND(test, before,
			     "ODEBUG: free active (active state 0) object type: timer_list hint: ring+0x0/");
	}
	kmem_cache_destroy(cache);
}

static void an_active_timer_that_is_initialized_is_reported(struct kunit *test)
{
	static struct timer_list timer;
	unsigned int pending = timers_pending();
	struct reports before = mark_reports();

	timer_setup(&timer, ring, 0);
	mod_timer(&timer, jiffies + 1000);
	HERE, timer_setup(&timer, ring, 0);
	EXPECT_FOUND(test, before,
		     "ODEBUG: init active (active state 0) object type: timer_list hint: ring");
	KUNIT_EXPECT_EQ(test, timers_pending(), pending);
}

static void a_timer_that_nobody_has_made_ready_is_reported(struct kunit *test)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, timer);
	memset(timer, 0x5a, sizeof(*timer));
	HERE, mod_timer(timer, jiffies + 1000);
	EXPECT_FOUND(test, before,
		     "ODEBUG: assert_init not available (active state 0) object type: timer_list");
	KUNIT_EXPECT_TRUE(test, timer_pending(timer)); /* it was made ready */
	KUNIT_EXPECT_EQ(test, del_timer(timer), 1);
	before = mark_reports();
	kfree(timer);
	EXPECT_SILENCE(test, before);
	timer = kmalloc(sizeof(*timer), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, timer);
	memset(timer, 0x5a, sizeof(*timer));
	before = mark_reports();
	HERE, del_timer(timer);
	EXPECT_FOUND(test, before, "ODEBUG: assert_init not available");
	kfree(timer);
}

static void where_a_timer_lies_is_to_be_said(struct kunit *test)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL), mine;
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, timer);
	HERE, timer_setup(&mine, ring, 0);
	destroy_timer_on_stack(&mine);
	EXPECT_FOUND(test, before, "ODEBUG: object %px is on stack %px, but NOT annotated.", &mine,
		     current->stack);
	before = mark_reports();
	HERE, timer_setup_on_stack(timer, ring, 0);
	EXPECT_FOUND(test, before, "ODEBUG: object %px is NOT on stack %px, but annotated.", timer,
		     current->stack);
	kfree(timer);
}

static void an_active_timer_on_the_stack_that_ends_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	struct timer_list mine;

	timer_setup_on_stack(&mine, ring, 0);
	mod_timer(&mine, jiffies + 1000);
	HERE, destroy_timer_on_stack(&mine);
	EXPECT_FOUND(test, before, "ODEBUG: free active (active state 0) object type: timer_list");
}

static noinline void arm_and_return(void)
{
	struct timer_list mine;

	timer_setup_on_stack(&mine, ring, 0);
	mod_timer(&mine, jiffies + 1);
	barrier_data(&mine);
}

static void a_timer_of_a_function_that_returned_is_reported(struct kunit *test)
{
	unsigned int pending = timers_pending();
	struct reports before = mark_reports();

	local_irq_disable(); /* so that the ticks use no stack here meanwhile */
	arm_and_return();
	local_irq_enable();
	mdelay(30);
	EXPECT_REPORTS(test, before, 1,
		       "ODEBUG: expire active (active state 0) object type: timer_list hint: ring+0x0/");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "has returned"));
	KUNIT_EXPECT_EQ(test, timers_pending(), pending);
}

static unsigned int rings;

static void count_ring(struct timer_list *timer)
{
	rings++;
}

/* Three of one tick; something writes over the one in the middle. */
static void a_timer_that_was_written_over_is_left_out(struct kunit *test)
{
	static struct timer_list timers[3];
	unsigned int pending = timers_pending();
	struct reports before = mark_reports();
	unsigned long due = jiffies + 2;

	rings = 0;
	for (unsigned int i = 0; i < 3; i++) {
		timer_setup(&timers[i], count_ring, 0);
		mod_timer(&timers[i], due);
	}
	timers[1].entry = (struct list_head){ (void *)0x41414141, (void *)0x42424242 };
	msleep(50);
	EXPECT_REPORTS(test, before, 1, "list corruption. next->prev should be ");
	KUNIT_EXPECT_EQ(test, rings, 2U);
	timers[1].entry = (struct list_head)LIST_HEAD_INIT(timers[1].entry);
	KUNIT_EXPECT_EQ(test, del_timer(&timers[1]), 1);
	KUNIT_EXPECT_EQ(test, timers_pending(), pending);
}

static int leave_a_timer(void *unused)
{
	struct timer_list mine;

	timer_setup_on_stack(&mine, ring, 0);
	mod_timer(&mine, jiffies + 1000);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* @fn runs as a thread, until it is gone and its stack is free. */
static void run_thread(struct kunit *test, int (*fn)(void *arg), void *arg)
{
	struct task_struct *thread = kthread_run(fn, arg, "debugobjects");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, thread);
	msleep(10);
	kthread_stop(thread);
	msleep(20);
}

static void an_active_timer_on_the_stack_of_a_thread_that_ends_is_reported(struct kunit *test)
{
	unsigned int pending = timers_pending();
	struct reports before = mark_reports();

	run_thread(test, leave_a_timer, NULL);
	EXPECT_REPORTS(test, before, 1,
		       "ODEBUG: free active (active state 0) object type: timer_list hint: ring+0x0/");
	KUNIT_EXPECT_EQ(test, timers_pending(), pending);
}

static void *freed_in_handler;

static irqreturn_t free_in_handler(int irq, void *dev_id)
{
	HERE, kfree(freed_in_handler);
	return IRQ_HANDLED;
}

static void a_free_in_an_interrupt_is_reported(struct kunit *test)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, timer);
	timer_setup(timer, ring, TIMER_IRQSAFE);
	mod_timer(timer, jiffies + 1000);
	freed_in_handler = timer;
	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, free_in_handler, 0, "debugobjects", NULL), 0);
	raise(TEST_IRQ);
	free_irq(TEST_IRQ, NULL);
	EXPECT_FOUND(test, before, "ODEBUG: free active (active state 0) object type: timer_list");
}

/* ---- wait queues ---- */

static void right_use_of_wait_queues_is_silent(struct kunit *test)
{
	DECLARE_WAIT_QUEUE_HEAD_ONSTACK(wq);
	DEFINE_WAIT(entry);
	struct reports before = mark_reports();

	prepare_to_wait(&wq, &entry, TASK_UNINTERRUPTIBLE);
	prepare_to_wait(&wq, &entry, TASK_UNINTERRUPTIBLE);
	wake_up(&wq);
	prepare_to_wait_exclusive(&wq, &entry, TASK_UNINTERRUPTIBLE);
	finish_wait(&wq, &entry);
	add_wait_queue(&wq, &entry);
	remove_wait_queue(&wq, &entry);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(wq, false, 1), 0L);
	EXPECT_SILENCE(test, before);
}

static struct wait_queue_head queue;

static noinline void queue_and_return(void)
{
	struct wait_queue_entry entry;

	init_waitqueue_entry(&entry, current);
	add_wait_queue(&queue, &entry);
	barrier_data(&entry);
}

static noinline void wake_all(void)
{
	HERE, wake_up_all(&queue);
}

static void an_entry_of_a_function_that_returned_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	init_waitqueue_head(&queue);
	queue_and_return();
	wake_up_all(&queue), HERE;
	EXPECT_FOUND(test, before,
		     "ODEBUG: wake active (active state 0) object type: wait_queue_entry hint: "
		     "default_wake_function+0x0/");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "has returned"));
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
	before = mark_reports();
	wake_all();
	EXPECT_SILENCE(test, before);
}

static int leave_an_entry(void *unused)
{
	queue_and_return();
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void an_entry_on_the_stack_of_a_thread_that_ends_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	init_waitqueue_head(&queue);
	run_thread(test, leave_an_entry, NULL);
	EXPECT_REPORTS(test, before, 1,
		       "ODEBUG: free active (active state 0) object type: wait_queue_entry");
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

static void an_entry_that_is_queued_twice_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	DEFINE_WAIT(entry);

	init_waitqueue_head(&queue);
	add_wait_queue(&queue, &entry);
	add_wait_queue(&queue, &entry), HERE;
	EXPECT_REPORTS(test, before, 1,
		       "ODEBUG: init active (active state 0) object type: wait_queue_entry");
	remove_wait_queue(&queue, &entry);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

/* ---- completions ---- */

static void right_use_of_completions_is_silent(struct kunit *test)
{
	static DECLARE_COMPLETION(by_compiler);
	struct completion *x = kmalloc(sizeof(*x), GFP_KERNEL), mine;
	DECLARE_COMPLETION_ONSTACK(declared);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, x);
	init_completion(x);
	init_completion(&mine);
	complete(x);
	complete_all(&mine);
	complete(&by_compiler);
	complete(&declared);
	wait_for_completion(x);
	wait_for_completion(&mine);
	wait_for_completion(&by_compiler);
	wait_for_completion(&declared);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&declared, 1), 0UL);
	kfree(x);
	EXPECT_SILENCE(test, before);
}

static struct completion *left;

static noinline void wait_too_short(void)
{
	struct completion mine;

	init_completion(&mine);
	left = &mine;
	wait_for_completion_timeout(&mine, 1);
}

static noinline void wait_too_short_for_declared(void)
{
	DECLARE_COMPLETION_ONSTACK(mine);

	left = &mine;
	wait_for_completion_timeout(&mine, 1);
}

/* Its stack frame has the place where the completion was. */
static noinline void complete_it(char depth)
{
	volatile char frame[256] = { depth };

	HERE, complete(left);
	frame[255] = frame[0];
}

/* The classic one: the wait was over before the answer came. */
/* More frames than a walk has patience for. */
static noinline int complete_far_below(struct completion *x, unsigned int depth)
{
	volatile int frames = 1;

	if (depth)
		frames += complete_far_below(x, depth - 1);
	else
		complete(x);
	return frames;
}

static void a_completion_far_up_the_stack_is_not_lost(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(x);
	struct reports before = mark_reports();

	KUNIT_EXPECT_EQ(test, complete_far_below(&x, 80), 81);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&x));
	EXPECT_SILENCE(test, before);
}

static void a_completion_of_a_function_that_returned_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	wait_too_short();
	complete(left), HERE;
	EXPECT_FOUND(test, before,
		     "ODEBUG: complete inactive (active state 0) object type: completion");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "has returned"));
	before = mark_reports();
	wait_too_short_for_declared();
	complete_it(1);
	EXPECT_FOUND(test, before,
		     "ODEBUG: complete not available (active state 0) object type: completion");
}

static int wait_for_it(void *x)
{
	wait_for_completion(x);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* Objects of a cache with a constructor keep their bytes: so the waiter can be let go afterwards. */
static void keep(void *object)
{
}

static void memory_with_a_completion_that_a_task_waits_for_is_reported(struct kunit *test)
{
	struct task_struct *waiter;
	struct completion *x;
	struct reports before;

	cache = kmem_cache_create("debugobjects", sizeof(*x), 0, 0, keep);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	x = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, x);
	init_completion(x);
	waiter = kthread_run(wait_for_it, x, "waiter");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, waiter);
	msleep(10);
	before = mark_reports();
	kmem_cache_free(cache, x), HERE;
	EXPECT_FOUND(test, before, "ODEBUG: free active (active state 0) object type: completion");
	x->done = UINT_MAX;
	wake_up_process(waiter);
	kthread_stop(waiter);
	EXPECT_REPORTS(test, before, 2, "ODEBUG: deactivate not available"); /* when it left */
	kmem_cache_destroy(cache);
}

static void a_completion_that_a_task_waits_for_is_not_to_be_initialized(struct kunit *test)
{
	struct task_struct *waiter;
	struct reports before;
	struct completion x;

	init_completion(&x);
	waiter = kthread_run(wait_for_it, &x, "waiter");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, waiter);
	msleep(10);
	before = mark_reports();
	debug_object_init_anywhere(&x, &completion_debug_descr), HERE;
	EXPECT_FOUND(test, before, "ODEBUG: init active (active state 0) object type: completion");
	complete_all(&x);
	kthread_stop(waiter);
}

/* ---- a kind of its own, for what is not said of the others ---- */

static const struct debug_obj_descr own_kind;

static bool make_ready(void *addr, enum debug_obj_state state)
{
	if (state == ODEBUG_STATE_NOTAVAILABLE)
		debug_object_init(addr, &own_kind);
	return true;
}

static const struct debug_obj_descr own_kind = {
	.name = "own_kind",
	.fixup_activate = make_ready,
};

static const struct debug_obj_descr bare_kind = { .name = "bare_kind" };

static noinline int activate(void *object, const struct debug_obj_descr *kind)
{
	return HERE, debug_object_activate(object, kind);
}

static void the_steps_of_an_object_have_an_order(struct kunit *test)
{
	struct reports before = mark_reports();
	static int object;

	KUNIT_EXPECT_EQ(test, activate(&object, &own_kind), 0);
	EXPECT_FOUND(test, before,
		     "ODEBUG: activate not available (active state 0) object type: own_kind");
	before = mark_reports();
	KUNIT_EXPECT_EQ(test, activate(&object, &own_kind), -EINVAL);
	EXPECT_FOUND(test, before,
		     "ODEBUG: activate active (active state 0) object type: own_kind");
	before = mark_reports();
	debug_object_destroy(&object, &own_kind), HERE;
	EXPECT_FOUND(test, before, "ODEBUG: destroy active (active state 0) object type: own_kind");
	before = mark_reports();
	KUNIT_EXPECT_EQ(test, activate(&object, &own_kind), -EINVAL);
	EXPECT_FOUND(test, before,
		     "ODEBUG: activate destroyed (active state 0) object type: own_kind");
	before = mark_reports();
	debug_object_deactivate(&object, &own_kind), HERE;
	EXPECT_FOUND(test, before,
		     "ODEBUG: deactivate destroyed (active state 0) object type: own_kind");
	before = mark_reports();
	debug_object_init(&object, &own_kind);
	KUNIT_EXPECT_EQ(test, debug_object_activate(&object, &own_kind), 0);
	debug_object_deactivate(&object, &own_kind);
	debug_object_free(&object, &own_kind);
	EXPECT_SILENCE(test, before);
	debug_object_deactivate(&object, &own_kind), HERE;
	EXPECT_FOUND(test, before,
		     "ODEBUG: deactivate not available (active state 0) object type: own_kind");
}

static void what_cannot_be_made_ready_is_refused(struct kunit *test)
{
	struct reports before = mark_reports();
	static int object;

	KUNIT_EXPECT_EQ(test, activate(&object, &bare_kind), -EINVAL);
	EXPECT_FOUND(test, before,
		     "ODEBUG: activate not available (active state 0) object type: bare_kind");
}

/* More objects than there is room for on any machine. It is for the rest of the machine's life, so it ends. */
static void without_room_it_says_so_and_all_goes_on(struct kunit *test)
{
	struct reports before = mark_reports();
	struct timer_list mine;

	timer_setup_on_stack(&mine, ring, 0);
	mod_timer(&mine, jiffies + 1);
	for (unsigned long addr = PAGE_SIZE; addr < 30 * PAGE_SIZE * 8; addr += 8)
		debug_object_init((void *)addr, &own_kind);
	KUNIT_ASSERT_EQ(test, log_count(before.log, "ODEBUG: Out of memory. ODEBUG disabled"), 1U);
	msleep(30);				     /* it comes */
	debug_object_deactivate(&before, &own_kind); /* a mistake */
	destroy_timer_on_stack(&mine);
	KUNIT_ASSERT_EQ(test, report_count - before.count, 0U);
	panic("and all goes on");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(right_use_of_timers_is_silent),
	KUNIT_CASE(memory_of_any_kind_with_an_active_timer_is_reported),
	KUNIT_CASE(an_active_timer_that_is_initialized_is_reported),
	KUNIT_CASE(a_timer_that_nobody_has_made_ready_is_reported),
	KUNIT_CASE(where_a_timer_lies_is_to_be_said),
	KUNIT_CASE(an_active_timer_on_the_stack_that_ends_is_reported),
	KUNIT_CASE(a_timer_of_a_function_that_returned_is_reported),
	KUNIT_CASE(a_timer_that_was_written_over_is_left_out),
	KUNIT_CASE(an_active_timer_on_the_stack_of_a_thread_that_ends_is_reported),
	KUNIT_CASE(a_free_in_an_interrupt_is_reported),
	KUNIT_CASE(right_use_of_wait_queues_is_silent),
	KUNIT_CASE(an_entry_of_a_function_that_returned_is_reported),
	KUNIT_CASE(an_entry_on_the_stack_of_a_thread_that_ends_is_reported),
	KUNIT_CASE(an_entry_that_is_queued_twice_is_reported),
	KUNIT_CASE(right_use_of_completions_is_silent),
	KUNIT_CASE(a_completion_far_up_the_stack_is_not_lost),
	KUNIT_CASE(a_completion_of_a_function_that_returned_is_reported),
	KUNIT_CASE(memory_with_a_completion_that_a_task_waits_for_is_reported),
	KUNIT_CASE(a_completion_that_a_task_waits_for_is_not_to_be_initialized),
	KUNIT_CASE(the_steps_of_an_object_have_an_order),
	KUNIT_CASE(what_cannot_be_made_ready_is_refused),
	KUNIT_CASE_PANIC(without_room_it_says_so_and_all_goes_on),
	{},
};

static struct kunit_suite suite = { .name = "debugobjects", .test_cases = cases };
kunit_test_suite(suite);
#endif
