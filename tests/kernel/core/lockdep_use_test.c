// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/lockdep*.c: where locks may be taken at all, where none may be held, what assertions say, and what
 * becomes of tables that are full. Only in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/vmalloc.h>

#include "tests/kernel/core/lockdep_locks.h"
#include "tests/support/programs.h"
#include "tests/support/reports.h"

#define WRONG_CONTEXT "[ BUG: Invalid wait context ]"

static struct lockdep_locks *t;

static int init(struct kunit *test)
{
	t = make_lockdep_locks();
	return t ? 0 : -ENOMEM;
}

static void finish(struct kunit *test)
{
	drop_lockdep_locks(t);
}

/* ---- waiting ---- */

static noinline unsigned int mutex_inside_s(void)
{
	spin_lock(&t->s);
	mutex_lock(&t->a);
	mutex_unlock(&t->a);
	spin_unlock(&t->s);
	return __LINE__ - 3;
}

/* Each time: might_sleep() reports it, and lockdep shows what is held. */
static void a_lock_that_sleeps_in_one_that_spins_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int line = mutex_inside_s();

	EXPECT_REPORTS(test, before, 1, WRONG_CONTEXT);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log,
					     "BUG: sleeping function called from invalid context"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "context-{2:2}"));
	EXPECT_PLACE(test, before, line);
	EXPECT_PLACE(test, before, line - 1);
	mutex_inside_s();
	KUNIT_EXPECT_EQ(test, log_count(before.log, WRONG_CONTEXT), 2U);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 2);
}

/* might_sleep() sees nothing of these two. */
static void wait_types_are_compared(struct kunit *test)
{
	struct reports before = mark_reports();

	lock_map_acquire(&t->s.dep_map);
	spin_lock(&t->t);
	spin_unlock(&t->t);
	EXPECT_SILENCE(test, before);
	mutex_lock(&t->a);
	mutex_unlock(&t->a);
	lock_map_release(&t->s.dep_map);
	EXPECT_REPORTS(test, before, 1, WRONG_CONTEXT);
}

static void a_spinning_lock_in_one_that_sleeps_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_lock(&t->a);
	spin_lock(&t->s);
	if (mutex_trylock(&t->b))
		mutex_unlock(&t->b);
	spin_unlock(&t->s);
	mutex_unlock(&t->a);
	EXPECT_SILENCE(test, before);
}

/* ---- releasing ---- */

static noinline unsigned int unlock_a(void)
{
	mutex_unlock(&t->a);
	return __LINE__ - 1;
}

static void releasing_what_is_not_held_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int line = unlock_a();

	EXPECT_REPORTS(test, before, 1, "WARNING: bad unlock balance detected!");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "is trying to release lock (a) at:"));
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log, "but there are no more locks to release!"));
	EXPECT_PLACE(test, before, line);
}

static int hold_for_reading(void *unused)
{
	down_read(&t->r);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	up_read(&t->r);
	return 0;
}

/* The semaphore itself does not know its readers. */
static void releasing_what_another_reads_is_reported(struct kunit *test)
{
	struct task_struct *k = kthread_run(hold_for_reading, NULL, "reader");
	struct reports before;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	schedule_timeout_uninterruptible(2);
	before = mark_reports();
	up_read(&t->r);
	EXPECT_REPORTS(test, before, 1, "WARNING: bad unlock balance detected!");
	KUNIT_EXPECT_TRUE(test, down_read_trylock(&t->r)); /* for the thread to give back */
	lock_release(&t->r.dep_map, _THIS_IP_);
	kthread_stop(k);
}

/* ---- leaving ---- */

static unsigned int line_taken;

static int end_holding(void *unused)
{
	line_taken = __LINE__ + 1;
	mutex_lock(&t->a);
	return 0;
}

static void a_lock_held_at_the_end_of_a_task_is_reported(struct kunit *test)
{
	struct task_struct *k = kthread_create(end_holding, NULL, "forgetful");
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	get_task_struct(k);
	wake_up_process(k);
	kthread_stop(k);
	put_task_struct(k);
	EXPECT_REPORTS(test, before, 1, " still has locks held!");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "1 lock held by forgetful/"));
	EXPECT_PLACE(test, before, line_taken);
}

static int end_spinning(void *unused)
{
	spin_lock(&t->s);
	preempt_enable(); /* so that only the lock is left */
	return 0;
}

/* Its owner is gone: the next one gets it. */
static void a_spinning_lock_is_free_after_that(struct kunit *test)
{
	struct task_struct *k = kthread_create(end_spinning, NULL, "forgetful");
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	get_task_struct(k);
	wake_up_process(k);
	kthread_stop(k);
	put_task_struct(k);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
	spin_lock(&t->s);
	spin_unlock(&t->s);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
}

#define NR_GETPID 20
/* mov eax, NR_GETPID; int 0x80; xor ebx, ebx; mov eax, 1 (exit); int 0x80 */
static const char calls_getpid[] = "\xb8\x14\0\0\0\xcd\x80\x31\xdb\xb8\x01\0\0\0\xcd\x80";

static long leak_a_lock(const struct pt_regs *regs)
{
	line_taken = __LINE__ + 1;
	mutex_lock(&t->a);
	return 0;
}

static long take_and_release(const struct pt_regs *regs)
{
	mutex_lock(&t->a);
	mutex_unlock(&t->a);
	return 0;
}

static int run_with_getpid_as(sys_call_ptr_t call)
{
	sys_call_ptr_t real = sys_call_table[NR_GETPID];
	int status;

	sys_call_table[NR_GETPID] = call;
	status = __run_test_program(calls_getpid, sizeof(calls_getpid) - 1,
				    (const char *const[]){ "/t/prog", NULL });
	sys_call_table[NR_GETPID] = real;
	remove_test_files();
	return status;
}

static void a_lock_held_on_the_way_to_user_mode_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	KUNIT_EXPECT_EQ(test, run_with_getpid_as(take_and_release), 0);
	EXPECT_SILENCE(test, before);
	KUNIT_EXPECT_EQ(test, run_with_getpid_as(leak_a_lock), 0);
	EXPECT_REPORTS(test, before, 1, "WARNING: lock held when returning to user space!");
	KUNIT_EXPECT_TRUE(test,
			  log_contains(before.log, "is leaving the kernel with locks still held!"));
	EXPECT_PLACE(test, before, line_taken);
}

/* ---- memory ---- */

struct box {
	struct mutex mutex;
	char rest[100];
};

static void free_and_expect(struct kunit *test, struct box *box, void (*give)(const void *),
			    bool held)
{
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, box);
	mutex_init(&box->mutex);
	mutex_lock(&t->a); /* that another lock is held is no mistake */
	line_taken = __LINE__ + 2;
	if (held)
		mutex_lock(&box->mutex);
	give(box);
	if (held) {
		EXPECT_REPORTS(test, before, 1, "WARNING: held lock freed!");
		KUNIT_EXPECT_TRUE(test, is_logged(before.log, "%s/%d is freeing memory %px-",
						  current->comm, current->pid, box));
		EXPECT_PLACE(test, before, line_taken);
		lock_release(&box->mutex.dep_map, _THIS_IP_);
	}
	mutex_unlock(&t->a);
	if (!held)
		EXPECT_SILENCE(test, before);
}

static void free_the_page(const void *p)
{
	free_page((unsigned long)p);
}

static void a_held_lock_that_is_freed_is_reported(struct kunit *test)
{
	for (int held = 0; held < 2; held++) {
		free_and_expect(test, kmalloc(sizeof(struct box), GFP_KERNEL), kfree, held);
		free_and_expect(test, vmalloc(sizeof(struct box)), vfree, held);
		free_and_expect(test, (void *)__get_free_page(GFP_KERNEL), free_the_page, held);
	}
}

/* ---- asserting ---- */

static void assertions_name_their_line(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int line;

	lockdep_assert_not_held(&t->a);
	mutex_lock(&t->a);
	lockdep_assert_held(&t->a);
	KUNIT_EXPECT_TRUE(test, lockdep_is_held(&t->a));
	KUNIT_EXPECT_EQ(test, lockdep_depth(current), 1U);
	EXPECT_SILENCE(test, before);
	lockdep_assert_not_held(&t->a), line = __LINE__;
	mutex_unlock(&t->a);
	lockdep_assert_held(&t->a);
	down_read(&t->r);
	lockdep_assert_held_write(&t->r);
	up_read(&t->r);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 3);
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "at %s:%u ", __FILE__, line));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "at %s:%u ", __FILE__, line + 2));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "at %s:%u ", __FILE__, line + 4));
}

/* A lock that is seldom taken is ordered as if it always were. */
static void might_lock_is_an_order(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_lock(&t->a);
	might_lock(&t->b);
	might_lock_nested(&t->a, SINGLE_DEPTH_NESTING);
	might_lock_read(&t->r);
	mutex_unlock(&t->a);
	EXPECT_SILENCE(test, before);
	mutex_lock(&t->b);
	might_lock(&t->a);
	mutex_unlock(&t->b);
	EXPECT_REPORTS(test, before, 1, "WARNING: possible circular locking dependency detected");
}

/* ---- keys and tables ---- */

static void a_lock_that_was_not_initialised_is_reported_once(struct kunit *test)
{
	struct mutex *m = kzalloc(sizeof(*m), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, m);
	INIT_LIST_HEAD(&m->wait_list);
	spin_lock_init(&m->wait_lock);
	for (int i = 0; i < 2; i++) {
		mutex_lock(m);
		mutex_unlock(m);
	}
	EXPECT_REPORTS(test, before, 1, "INFO: trying to register non-static key.");
	kfree(m);
}

static void more_than_a_task_can_hold_are_not_watched(struct kunit *test)
{
	struct lock_class_key *keys = kcalloc(MAX_LOCK_DEPTH + 2, sizeof(*keys), GFP_KERNEL);
	struct lockdep_map *maps = kcalloc(MAX_LOCK_DEPTH + 2, sizeof(*maps), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_TRUE(test, keys && maps);
	for (int i = 0; i < MAX_LOCK_DEPTH + 2; i++) {
		lockdep_register_key(&keys[i]);
		lockdep_init_map(&maps[i], "one of many", &keys[i], 0);
		lock_map_acquire(&maps[i]);
	}
	KUNIT_EXPECT_EQ(test, lockdep_depth(current), (unsigned int)MAX_LOCK_DEPTH);
	KUNIT_EXPECT_LE(test, report_count - before.count, 1U); /* once since boot */
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, report_count - before.count);
	for (int i = MAX_LOCK_DEPTH + 1; i >= 0; i--)
		lock_map_release(&maps[i]);
	KUNIT_EXPECT_EQ(test, lockdep_depth(current), 0U);
	for (int i = 0; i < MAX_LOCK_DEPTH + 2; i++)
		lockdep_unregister_key(&keys[i]);
	kfree(maps);
	kfree(keys);
}

#define NR_CROWD 100 /* 4950 pairs, and 4095 edges */

static void take_pairs(struct lockdep_map *maps)
{
	for (int i = 0; i < NR_CROWD; i++)
		for (int j = i + 1; j < NR_CROWD; j++) {
			lock_map_acquire(&maps[i]);
			lock_map_acquire(&maps[j]);
			lock_map_release(&maps[j]);
			lock_map_release(&maps[i]);
		}
}

static void full_tables_are_told_once_and_what_is_known_is_watched(struct kunit *test)
{
	struct lock_class_key *keys = kcalloc(NR_CROWD, sizeof(*keys), GFP_KERNEL);
	struct lockdep_map *maps = kcalloc(NR_CROWD, sizeof(*maps), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_TRUE(test, keys && maps);
	mutex_lock(&t->a);
	mutex_lock(&t->b);
	mutex_unlock(&t->b);
	mutex_unlock(&t->a);
	for (int i = 0; i < NR_CROWD; i++) {
		lockdep_register_key(&keys[i]);
		lockdep_init_map(&maps[i], "crowd", &keys[i], 0);
	}
	take_pairs(maps);
	KUNIT_EXPECT_LE(test, report_count - before.count,
			2U); /* edges and chains, once since boot */
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, report_count - before.count);
	before = mark_reports();
	mutex_lock(&t->b);
	mutex_lock(&t->a);
	mutex_unlock(&t->a);
	mutex_unlock(&t->b);
	EXPECT_REPORTS(test, before, 1, "WARNING: possible circular locking dependency detected");
	for (int i = 0; i < NR_CROWD; i++)
		lockdep_unregister_key(&keys[i]);
	before = mark_reports();
	mutex_lock(&t->b); /* there is room again */
	mutex_lock(&t->c);
	mutex_unlock(&t->c);
	mutex_unlock(&t->b);
	mutex_lock(&t->c);
	mutex_lock(&t->b);
	mutex_unlock(&t->b);
	mutex_unlock(&t->c);
	EXPECT_REPORTS(test, before, 1, "WARNING: possible circular locking dependency detected");
	kfree(maps);
	kfree(keys);
}

/* ---- what there is to see ---- */

static void found_in(struct kunit *test, int (*show)(struct seq_file *m), const char *text)
{
	unsigned long size = 512 * 1024;
	char *buffer = vzalloc(size);
	struct seq_file m;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	seq_init(&m, buffer, size - 1, NULL);
	KUNIT_EXPECT_EQ(test, show(&m), 0);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(buffer, text), "there is no: %s\n", text);
	vfree(buffer);
}

static void the_views_show_what_was_learned(struct kunit *test)
{
	struct reports before = mark_reports();
	char text[80];

	mutex_lock(&t->a);
	mutex_lock(&t->b);
	mutex_unlock(&t->b);
	mutex_unlock(&t->a);
	snprintf(text, sizeof(text), " -> [%px] b\n", &t->keys[1]);
	found_in(test, lockdep_show, text);
	found_in(test, lockdep_show, " +.+.: a\n");
	found_in(test, lockdep_stats_show, " lock-classes:   ");
	snprintf(text, sizeof(text), "irq_context: 0\n[%px] a\n[%px] b\n\n", &t->keys[0],
		 &t->keys[1]);
	found_in(test, lockdep_chains_show, text);
	EXPECT_SILENCE(test, before);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_lock_that_sleeps_in_one_that_spins_is_reported),
	KUNIT_CASE(wait_types_are_compared),
	KUNIT_CASE(a_spinning_lock_in_one_that_sleeps_is_silent),
	KUNIT_CASE(releasing_what_is_not_held_is_reported),
	KUNIT_CASE(releasing_what_another_reads_is_reported),
	KUNIT_CASE(a_lock_held_at_the_end_of_a_task_is_reported),
	KUNIT_CASE(a_spinning_lock_is_free_after_that),
	KUNIT_CASE(a_lock_held_on_the_way_to_user_mode_is_reported),
	KUNIT_CASE(a_held_lock_that_is_freed_is_reported),
	KUNIT_CASE(assertions_name_their_line),
	KUNIT_CASE(might_lock_is_an_order),
	KUNIT_CASE(a_lock_that_was_not_initialised_is_reported_once),
	KUNIT_CASE(more_than_a_task_can_hold_are_not_watched),
	KUNIT_CASE(full_tables_are_told_once_and_what_is_known_is_watched),
	KUNIT_CASE(the_views_show_what_was_learned),
	{},
};

static struct kunit_suite suite = { .name = "lockdep_use",
				    .init = init,
				    .exit = finish,
				    .test_cases = cases };
kunit_test_suite(suite);
#endif
