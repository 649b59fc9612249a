/* SPDX-License-Identifier: MIT */
/*
 * Lesson 6, memory pools: the allocation that does not fail.
 *
 *	mempool_alloc()		1 ask the allocator, which may not wait
 *				2 it has nothing: take from the reserve
 *				3 that is empty: wait until somebody frees an element, or NULL for GFP_ATOMIC
 *	mempool_free()		1 the reserve is not full: into it, and wake a task that waits
 *				2 else to the allocator
 *
 * The allocator below the lesson's pool is the lesson's own: it counts how often it is asked, and can be
 * broken. So each step can be seen on its own; with the real kmalloc() the last step shows the same.
 */
#include <asm/processor.h>
#include <k896/lesson.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fault-inject.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/mempool.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#define RESERVE	    4
#define SIZE	    256
#define LONG_ENOUGH (30 * HZ) /* ends a wait that would otherwise hang the lesson */

/* ---- the allocator below ---- */

static bool broken;
static unsigned int asked, freed;
static gfp_t last_gfp;

static void *lesson_alloc(gfp_t gfp, void *pool_data)
{
	asked++;
	last_gfp = gfp;
	return broken ? NULL : mempool_kmalloc(gfp, pool_data);
}

static void lesson_free(void *element, void *pool_data)
{
	freed++;
	mempool_kfree(element, pool_data);
}

static mempool_t *pool;
static void *held[RESERVE + 1];

static void show_header(struct seq_file *m)
{
	seq_puts(m, "    call                        element   asked  reserve\n");
}

static void show_call(struct seq_file *m, const char *call, const void *element)
{
	seq_printf(m, "    %-26s  %px  %5u  %d of %d\n", call, element, asked, pool->curr_nr,
		   pool->min_nr);
}

/* ---- 1: the allocator first ---- */

static int allocator_first(struct seq_file *m)
{
	int faults;

	seq_printf(m,
		   "1. mempool_create() of %u elements fills the reserve at once, while there is memory. As long as the\n"
		   "   allocator below works, the reserve is not touched:\n\n",
		   RESERVE);
	show_header(m);
	seq_printf(m, "    %-26s  %8s  %5u  %d of %d\n", "mempool_create()", "", asked,
		   pool->curr_nr, pool->min_nr);
	faults = LESSON_CHECK(m, asked == RESERVE && pool->curr_nr == RESERVE);
	held[0] = mempool_alloc(pool, GFP_KERNEL);
	show_call(m, "mempool_alloc(GFP_KERNEL)", held[0]);
	faults += LESSON_CHECK(m, held[0] && asked == RESERVE + 1 && pool->curr_nr == RESERVE);
	seq_printf(m,
		   "\n   The pool asked it with %#x (%pGg):\n"
		   "   not allowed to wait, and to fail without a report, although the caller said GFP_KERNEL.\n",
		   last_gfp, &last_gfp);
	faults += LESSON_CHECK(m, !(last_gfp & __GFP_DIRECT_RECLAIM) && last_gfp & __GFP_NOWARN);
	mempool_free(held[0], pool);
	seq_printf(m,
		   "   mempool_free() of it, the reserve being full: freed below, %u times so far.\n",
		   freed);
	return faults + LESSON_CHECK(m, freed == 1 && pool->curr_nr == RESERVE);
}

/* ---- 2: the reserve ---- */

static int reserve(struct seq_file *m)
{
	unsigned long cycles;
	int faults = 0;
	u64 start;

	seq_puts(m,
		 "\n2. Now the allocator below fails always. Each request still asks it first, then the reserve is\n"
		 "   handed out:\n\n");
	show_header(m);
	broken = true;
	for (unsigned int i = 0; i < RESERVE; i++) {
		held[i] = mempool_alloc(pool, GFP_ATOMIC);
		show_call(m, "mempool_alloc(GFP_ATOMIC)", held[i]);
		faults += LESSON_CHECK(m, held[i] && pool->curr_nr == RESERVE - 1 - i);
	}
	start = rdtsc_ordered();
	held[RESERVE] = mempool_alloc(pool, GFP_ATOMIC);
	cycles = rdtsc_ordered() - start;
	show_call(m, "mempool_alloc(GFP_ATOMIC)", held[RESERVE]);
	LESSON_STOP("the reserve is empty", "print *pool");
	seq_printf(m,
		   "\n   The reserve is empty, and a caller that must not sleep gets NULL, after %lu cycles. So the\n"
		   "   result of GFP_ATOMIC has to be checked, even from a pool.\n",
		   cycles);
	return faults + LESSON_CHECK(m, !held[RESERVE]);
}

/* ---- 3: the sleeper ---- */

static void *sleepers_element;
static u64 slept_ns;
static struct completion sleeper_served;

static int sleeper(void *unused)
{
	u64 start = local_clock();

	sleepers_element = mempool_alloc(pool, GFP_KERNEL);
	slept_ns = local_clock() - start;
	complete(&sleeper_served);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int watch_sleeper(struct seq_file *m, struct task_struct *task)
{
	int faults;

	wake_up_process(task);
	for (int i = 0; i < LONG_ENOUGH && task_is_running(task); i++)
		schedule_timeout_uninterruptible(1);
	seq_printf(m,
		   "\n3. A thread asks the empty pool with GFP_KERNEL: state %c, asleep in %ps.\n",
		   task_state_to_char(task), (void *)get_wchan(task));
	LESSON_STOP("a thread sleeps in the empty pool", "print pool->wait\nprint pool->curr_nr");
	faults = LESSON_CHECK(m, !task_is_running(task) && !completion_done(&sleeper_served));
	mempool_free(held[0], pool);
	faults += LESSON_CHECK(m, wait_for_completion_timeout(&sleeper_served, LONG_ENOUGH));
	seq_printf(m,
		   "   mempool_free(%px) wakes it, and it has %px, %llu microseconds after it\n"
		   "   asked. With GFP_KERNEL mempool_alloc() never returns NULL, so there is nothing to check for.\n",
		   held[0], sleepers_element, div_u64(slept_ns, 1000));
	return faults + LESSON_CHECK(m, sleepers_element == held[0]);
}

static int with_sleeper(struct seq_file *m)
{
	struct task_struct *task;
	int faults;

	init_completion(&sleeper_served);
	task = kthread_create(sleeper, NULL, "pool_sleeper");
	if (IS_ERR(task)) {
		mempool_free(held[0], pool);
		return LESSON_CHECK(m, !IS_ERR(task));
	}
	faults = watch_sleeper(m, task);
	kthread_stop(task);
	mempool_free(sleepers_element, pool);
	return faults;
}

/* ---- 4: the reserve is filled again ---- */

static int come_home(struct seq_file *m)
{
	unsigned int before = freed;

	seq_puts(m,
		 "\n4. The others are freed. They fill the reserve; the allocator below gets none back:\n\n");
	show_header(m);
	for (unsigned int i = 1; i < RESERVE; i++) {
		mempool_free(held[i], pool);
		show_call(m, "mempool_free()", held[i]);
	}
	broken = false;
	seq_puts(m,
		 "\n   That is the whole promise. It holds as long as every user of an element frees it without needing\n"
		 "   another one first. Block layers rely on it: writing a page out needs memory, and memory is short\n"
		 "   just then.\n");
	return LESSON_CHECK(m, pool->curr_nr == RESERVE && freed == before);
}

static int own_allocator(struct seq_file *m)
{
	int faults;

	asked = freed = 0;
	broken = false;
	pool = mempool_create(RESERVE, lesson_alloc, lesson_free, (void *)SIZE);
	if (!pool)
		return LESSON_CHECK(m, pool);
	faults = allocator_first(m);
	faults += reserve(m);
	faults += with_sleeper(m);
	faults += come_home(m);
	mempool_destroy(pool);
	return faults;
}

/* ---- 5: with the real one ---- */

/* kmalloc() fails for this task from now on. */
static void break_kmalloc(void)
{
	set_fault_attr(FAIL_SLAB, &(struct fault_attr){ .probability = 100,
							.interval = 1,
							.times = -1,
							.task = current });
}

static int with_kmalloc(struct seq_file *m)
{
	void *direct, *pooled;
	int faults;

	pool = mempool_create_kmalloc_pool(RESERVE, SIZE);
	if (!pool)
		return LESSON_CHECK(m, pool);
	break_kmalloc();
	direct = kmalloc(SIZE, GFP_ATOMIC | __GFP_NOWARN);
	pooled = mempool_alloc(pool, GFP_ATOMIC);
	clear_fault_attr(FAIL_SLAB);
	seq_printf(m,
		   "\n5. Usually the allocator below is a ready-made one: mempool_create_kmalloc_pool(), _slab_pool(),\n"
		   "   _page_pool(). One of the first kind, while kmalloc() is made to fail (\"fail slab\" does that):\n\n"
		   "    kmalloc(%u, GFP_ATOMIC)          %px\n"
		   "    mempool_alloc(pool, GFP_ATOMIC)   %px\n",
		   SIZE, direct, pooled);
	faults = LESSON_CHECK(m, !direct && pooled);
	kfree(direct);
	mempool_free(pooled, pool);
	mempool_destroy(pool);
	seq_puts(m,
		 "\n   Then and now: in older books mempool_resize() has a third argument, a gfp mask; 4.1 removed it.\n");
	return faults;
}

static int run(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "Some work must go on even when no memory is left, because it is what frees memory. A mempool keeps a\n"
		 "few elements in reserve for it. It is no cache that makes things faster: the reserve is used only\n"
		 "when the allocator has nothing.\n\n");
	faults = own_allocator(m);
	return faults + with_kmalloc(m);
}

LESSON(6, mempool, .title = "mempool, an allocation that does not fail",
       .teaches = "the allocator first, then the reserve; then a task has to wait",
       .question =
	       "mempool_alloc(GFP_KERNEL) \"never returns NULL\": in which contexts may it be called at all?",
       .answer = "rules mempool*", .run = run);
