// SPDX-License-Identifier: MIT
/*
 * The rule about sleeping, tested as a table: every context, times every function that may sleep.
 *
 *	contexts	(contexts.h) how to get into one, and what the in_*() questions must answer there
 *	sleepers	one function that may sleep, called as a driver would, and whether the outcome is what
 *			the rule promises: the call goes on without sleeping
 *
 * Where sleeping is forbidden there must be exactly one report, with the file of the function and, in its
 * stack, the name of the caller; nothing else may change. Where it is allowed there must be none.
 *
 * The reports are kept off the consoles while a case runs: they are some hundreds.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/semaphore.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "contexts.h"

#define SUBJECT_IRQ 10 /* what request_irq() and free_irq() are tried on */

static const char *const questions[NR_QUESTIONS] = {
	"in_hardirq()", "in_softirq()", "in_serving_softirq()", "in_interrupt()",
	"in_task()",	"in_atomic()",	"irqs_disabled()",
};

static void describe(const struct context *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(context, contexts, describe);

/* ---- the questions ---- */

static char answers[NR_QUESTIONS + 1];
static bool was_preemptible, was_nmi;

static void ask(void)
{
	bool is[NR_QUESTIONS] = {
		[IN_HARDIRQ] = in_hardirq(),
		[IN_SOFTIRQ] = in_softirq(),
		[IN_SERVING_SOFTIRQ] = in_serving_softirq(),
		[IN_INTERRUPT] = in_interrupt(),
		[IN_TASK] = in_task(),
		[IN_ATOMIC] = in_atomic(),
		[IRQS_DISABLED] = irqs_disabled(),
	};

	for (int q = 0; q < NR_QUESTIONS; q++)
		answers[q] = '0' + is[q];
	was_preemptible = preemptible();
	was_nmi = in_nmi();
}

static void each_context_answers_as_in_linux(struct kunit *test)
{
	const struct context *c = test->param_value;

	memset(answers, '-', NR_QUESTIONS);
	KUNIT_EXPECT_TRUE(test, run_in_context(c, ask));
	for (int q = 0; q < NR_QUESTIONS; q++)
		KUNIT_EXPECT_EQ_MSG(test, answers[q], c->answers[q], "%s", questions[q]);
	KUNIT_EXPECT_EQ(test, was_preemptible, c->may_sleep);
	KUNIT_EXPECT_FALSE(test, was_nmi);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* ---- the sleepers ---- */

/* What they are called on. prepare() makes what one call uses up, clean_up() takes back what it left. */
static struct mutex mutex;
static struct semaphore semaphore;
static struct rw_semaphore rwsem;
static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct completion completion, thread_exited;
static struct work_struct work;
static struct delayed_work dwork;
static struct tasklet_struct tasklet;
static struct task_struct *thread, *made_thread;
static struct workqueue_struct *workqueue, *made_workqueue;
static struct kmem_cache *cache, *made_cache;
static mempool_t *pool, *made_pool;
static bool have_irq;
static struct shrinker shrinker;

static void idle_work(struct work_struct *unused)
{
}

static void idle_tasklet(struct tasklet_struct *unused)
{
}

static irqreturn_t idle_handler(int irq, void *dev_id)
{
	return IRQ_NONE;
}

static unsigned long nothing_to_shrink(struct shrinker *s, struct shrink_control *sc)
{
	return 0;
}

static int until_stopped(void *exited)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	if (exited)
		complete(exited);
	return 0;
}

struct sleeper {
	const char *name;
	bool (*call)(void); /* true: the outcome is right */
	const char *file;   /* in which the report is made; NULL: by schedule() */
	void (*prepare)(void);
};

/* Defines call_NAME(), which a trace must show as the caller. */
#define SLEEPER(name, ...)                                                                         \
	static noinline bool call_##name(void)                                                     \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

static bool give_page(struct page *page)
{
	if (page)
		__free_page(page);
	return page;
}

static bool give_address(unsigned long address)
{
	if (address)
		free_page(address);
	return address;
}

static bool give_object(void *object)
{
	kfree(object);
	return object;
}

/* A wait that would not end: where sleeping is allowed the condition is true. */
#define CONDITION preemptible()

/* Microseconds that have gone by since @start. */
#define SINCE(start) ktime_us_delta(ktime_get(), start)

SLEEPER(alloc_pages, return give_page(alloc_pages(GFP_KERNEL, 0));)
SLEEPER(alloc_pages_highuser, return give_page(alloc_pages(GFP_HIGHUSER, 0));)
SLEEPER(get_free_page, return give_address(__get_free_page(GFP_KERNEL));)
SLEEPER(get_zeroed_page, return give_address(get_zeroed_page(GFP_NOFS));)
SLEEPER(alloc_pages_exact, void *p = alloc_pages_exact(5000, GFP_KERNEL);
	if (p) free_pages_exact(p, 5000); return p;)
SLEEPER(kmalloc, return give_object(kmalloc(64, GFP_KERNEL));)
SLEEPER(kmalloc_noio, return give_object(kmalloc(64, GFP_NOIO));)
SLEEPER(kmalloc_large, return give_object(kmalloc(300000, GFP_KERNEL));)
SLEEPER(kzalloc, return give_object(kzalloc(100, GFP_KERNEL));)
SLEEPER(kcalloc, return give_object(kcalloc(3, 100, GFP_KERNEL));)
SLEEPER(krealloc, return give_object(krealloc(NULL, 100, GFP_KERNEL));)
SLEEPER(kmemdup, return give_object(kmemdup("abc", 4, GFP_KERNEL));)
SLEEPER(kstrdup, return give_object(kstrdup("abc", GFP_KERNEL));)
SLEEPER(kmem_cache_alloc, void *p = kmem_cache_alloc(cache, GFP_KERNEL);
	if (p) kmem_cache_free(cache, p); return p;)
SLEEPER(kmem_cache_create, made_cache = kmem_cache_create("context_test_made", 64, 0, 0, NULL);
	return made_cache;)
SLEEPER(kmem_cache_destroy, kmem_cache_destroy(cache); cache = NULL; return true;)
/* Areas: what cannot be had without sleeping is not had. */
static void *area;
static struct page *zero_page;

SLEEPER(vmalloc_32, area = vmalloc_32(100); return !area != preemptible();)
SLEEPER(vmalloc_user, area = vmalloc_user(100); return !area != preemptible();)
SLEEPER(vmap, area = vmap(&zero_page, 1, VM_MAP, PAGE_KERNEL); return !area != preemptible();)
SLEEPER(vunmap, vunmap(area); area = preemptible() ? NULL : area; return true;)
SLEEPER(ioremap, area = ioremap(0xb8000, 100); return !area != preemptible();)
SLEEPER(kmap, return kmap(zero_page) == page_address(zero_page);)
SLEEPER(kunmap, kunmap(zero_page); return true;)

static void make_mapping(void)
{
	area = vmap(&zero_page, 1, VM_MAP, PAGE_KERNEL);
}

SLEEPER(register_shrinker, return !register_shrinker(&shrinker, "context_test");)
SLEEPER(unregister_shrinker, unregister_shrinker(&shrinker); return true;)

/* Without memory there is none to map: vmalloc() gives up. */
static bool give_area(void *area)
{
	bool right = !area != preemptible();

	if (area)
		vfree(area);
	return right;
}

SLEEPER(vmalloc, return give_area(vmalloc(10000));)
SLEEPER(vzalloc, return give_area(vzalloc(10000));)
SLEEPER(kvmalloc, void *p = kvmalloc(10000, GFP_KERNEL); kvfree(p); return p;)
SLEEPER(mempool_create, made_pool = mempool_create_kmalloc_pool(2, 64); return made_pool;)
SLEEPER(mempool_alloc, void *p = mempool_alloc(pool, GFP_KERNEL); mempool_free(p, pool); return p;)

SLEEPER(schedule, schedule(); return task_is_running(current);)
SLEEPER(schedule_sleeping, set_current_state(TASK_UNINTERRUPTIBLE);
	if (preemptible()) __set_current_state(TASK_RUNNING); schedule();
	return task_is_running(current);)
SLEEPER(yield, yield(); return true;)
SLEEPER(cond_resched, cond_resched(); return true;)
SLEEPER(schedule_timeout,
	return schedule_timeout_uninterruptible(3) == 0 && task_is_running(current);)
SLEEPER(msleep, ktime_t start = ktime_get(); msleep(2); return SINCE(start) >= 2000;)
SLEEPER(msleep_interruptible, ktime_t start = ktime_get();
	return !msleep_interruptible(2) && SINCE(start) >= 2000;)
SLEEPER(ssleep, ssleep(0); return true;)
SLEEPER(usleep_range, ktime_t start = ktime_get(); usleep_range(500, 600);
	return SINCE(start) >= 500;)

SLEEPER(mutex_lock, mutex_lock(&mutex); return mutex_is_locked(&mutex);)
SLEEPER(mutex_lock_interruptible,
	return !mutex_lock_interruptible(&mutex) && mutex_is_locked(&mutex);)
SLEEPER(mutex_lock_killable, return !mutex_lock_killable(&mutex) && mutex_is_locked(&mutex);)
SLEEPER(down, down(&semaphore); return down_trylock(&semaphore);)
SLEEPER(down_interruptible, return !down_interruptible(&semaphore) && down_trylock(&semaphore);)
SLEEPER(down_killable, return !down_killable(&semaphore) && down_trylock(&semaphore);)
SLEEPER(down_timeout, return !down_timeout(&semaphore, 5) && down_trylock(&semaphore);)
SLEEPER(down_read, down_read(&rwsem); return down_read_trylock(&rwsem);)
SLEEPER(down_read_interruptible, return !down_read_interruptible(&rwsem);)
SLEEPER(down_read_killable, return !down_read_killable(&rwsem);)
SLEEPER(down_write, down_write(&rwsem); return !down_read_trylock(&rwsem);)
SLEEPER(down_write_killable, return !down_write_killable(&rwsem) && !down_read_trylock(&rwsem);)

SLEEPER(wait_event, wait_event(queue, CONDITION); return true;)
SLEEPER(wait_event_true, wait_event(queue, true); return true;)
SLEEPER(wait_event_timeout, return !wait_event_timeout(queue, CONDITION, 3) == !preemptible();)
SLEEPER(wait_event_interruptible,
	return !wait_event_interruptible(queue, CONDITION) == preemptible();)
SLEEPER(wait_event_interruptible_timeout,
	return !wait_event_interruptible_timeout(queue, CONDITION, 3) == !preemptible();)
SLEEPER(wait_event_killable, return !wait_event_killable(queue, CONDITION) == preemptible();)
SLEEPER(wait_for_completion, complete(&completion); wait_for_completion(&completion);
	return !completion_done(&completion);)
SLEEPER(wait_for_completion_undone, if (preemptible()) complete(&completion);
	wait_for_completion(&completion); return true;)
SLEEPER(wait_for_completion_timeout, return !wait_for_completion_timeout(&completion, 3);)
SLEEPER(wait_for_completion_interruptible, complete(&completion);
	return !wait_for_completion_interruptible(&completion);)
SLEEPER(wait_for_completion_killable, complete(&completion);
	return !wait_for_completion_killable(&completion);)
SLEEPER(wait_for_completion_interruptible_timeout,
	return !wait_for_completion_interruptible_timeout(&completion, 3);)

SLEEPER(flush_work, flush_work(&work); return true;)
SLEEPER(flush_delayed_work, flush_delayed_work(&dwork); return true;)
SLEEPER(cancel_work_sync, return !cancel_work_sync(&work);)
SLEEPER(cancel_delayed_work_sync, schedule_delayed_work(&dwork, 1000);
	return cancel_delayed_work_sync(&dwork);)
SLEEPER(flush_workqueue, flush_workqueue(workqueue); return true;)
SLEEPER(drain_workqueue, drain_workqueue(workqueue); return true;)
SLEEPER(alloc_workqueue, made_workqueue = alloc_workqueue("context_test", 0, 0);
	return !made_workqueue != preemptible();)
SLEEPER(destroy_workqueue, destroy_workqueue(workqueue); if (preemptible()) workqueue = NULL;
	return true;)
SLEEPER(kthread_create, made_thread = kthread_create(until_stopped, NULL, "context_made");
	return !IS_ERR(made_thread);)
SLEEPER(kthread_stop, int result = kthread_stop(thread);
	return preemptible() ? !result : result <= 0;)

SLEEPER(request_irq,
	have_irq = !request_irq(SUBJECT_IRQ, idle_handler, 0, "context_test", &have_irq);
	return have_irq;)
SLEEPER(free_irq, have_irq = !free_irq(SUBJECT_IRQ, &have_irq); return !have_irq;)
SLEEPER(disable_irq, disable_irq(SUBJECT_IRQ); enable_irq(SUBJECT_IRQ); return true;)
SLEEPER(synchronize_irq, synchronize_irq(SUBJECT_IRQ); return true;)
SLEEPER(tasklet_disable, tasklet_disable(&tasklet); tasklet_enable(&tasklet); return true;)
SLEEPER(tasklet_kill, tasklet_kill(&tasklet); return true;)

static void make_cache(void)
{
	cache = kmem_cache_create("context_test", 64, 0, 0, NULL);
}

static void make_shrinker(void)
{
	(void)!register_shrinker(&shrinker, "context_test");
}

static void make_pool(void)
{
	pool = mempool_create_kmalloc_pool(2, 64);
}

static void make_thread(void)
{
	thread = kthread_run(until_stopped, &thread_exited, "context_thread");
	msleep(10); /* one that is stopped before it has begun never does */
}

static void make_workqueue(void)
{
	workqueue = alloc_workqueue("context_test", 0, 0);
}

static void take_irq(void)
{
	have_irq = !request_irq(SUBJECT_IRQ, idle_handler, 0, "context_test", &have_irq);
}

#define IN(file, fn, ...)                                                                          \
	{                                                                                          \
#fn, call_##fn, file, ##__VA_ARGS__                                                \
	}

/* "": whichever of the functions below it says so first. */
static const struct sleeper sleepers[] = {
	IN("include/linux/gfp.h", alloc_pages),
	IN("include/linux/gfp.h", alloc_pages_highuser),
	IN("include/linux/gfp.h", get_free_page),
	IN("include/linux/gfp.h", get_zeroed_page),
	IN("", alloc_pages_exact),
	IN("include/linux/slab.h", kmalloc),
	IN("include/linux/slab.h", kmalloc_noio),
	IN("", kmalloc_large),
	IN("include/linux/slab.h", kzalloc),
	IN("", kcalloc),
	IN("", krealloc),
	IN("", kmemdup),
	IN("", kstrdup),
	IN("include/linux/slab.h", kmem_cache_alloc, make_cache),
	IN("mm/slab_common.c", kmem_cache_create),
	IN("mm/slab_common.c", kmem_cache_destroy, make_cache),
	IN("kernel/core/rwsem.c", register_shrinker),
	IN("kernel/core/rwsem.c", unregister_shrinker, make_shrinker),
	IN("", vmalloc),
	IN("", vzalloc),
	IN("", kvmalloc),
	IN("mm/vmalloc.c", vmalloc_32),
	IN("mm/vmalloc.c", vmalloc_user),
	IN("mm/vmalloc.c", vmap),
	IN("mm/vmalloc.c", vunmap, make_mapping),
	IN("mm/vmalloc.c", ioremap),
	IN("include/linux/highmem.h", kmap),
	IN("include/linux/highmem.h", kunmap),
	IN("", mempool_create),
	IN("", mempool_alloc, make_pool),
	IN(NULL, schedule),
	IN(NULL, schedule_sleeping),
	IN(NULL, yield),
	IN("tests/kernel/context_test.c", cond_resched),
	IN(NULL, schedule_timeout),
	IN("kernel/core/sleep_timeout.c", msleep),
	IN("kernel/core/sleep_timeout.c", msleep_interruptible),
	IN("kernel/core/sleep_timeout.c", ssleep),
	IN("kernel/core/sleep_timeout.c", usleep_range),
	IN("kernel/core/mutex.c", mutex_lock),
	IN("kernel/core/mutex.c", mutex_lock_interruptible),
	IN("kernel/core/mutex.c", mutex_lock_killable),
	IN("kernel/core/semaphore.c", down),
	IN("kernel/core/semaphore.c", down_interruptible),
	IN("kernel/core/semaphore.c", down_killable),
	IN("kernel/core/semaphore.c", down_timeout),
	IN("kernel/core/rwsem.c", down_read),
	IN("kernel/core/rwsem.c", down_read_interruptible),
	IN("kernel/core/rwsem.c", down_read_killable),
	IN("kernel/core/rwsem.c", down_write),
	IN("kernel/core/rwsem.c", down_write_killable),
	IN("tests/kernel/context_test.c", wait_event),
	IN("tests/kernel/context_test.c", wait_event_true),
	IN("tests/kernel/context_test.c", wait_event_timeout),
	IN("tests/kernel/context_test.c", wait_event_interruptible),
	IN("tests/kernel/context_test.c", wait_event_interruptible_timeout),
	IN("tests/kernel/context_test.c", wait_event_killable),
	IN("kernel/core/completion.c", wait_for_completion),
	IN("kernel/core/completion.c", wait_for_completion_undone),
	IN("kernel/core/completion.c", wait_for_completion_timeout),
	IN("kernel/core/completion.c", wait_for_completion_interruptible),
	IN("kernel/core/completion.c", wait_for_completion_killable),
	IN("kernel/core/completion.c", wait_for_completion_interruptible_timeout),
	IN("kernel/task/workqueue.c", flush_work),
	IN("kernel/task/workqueue.c", flush_delayed_work),
	IN("kernel/task/workqueue.c", cancel_work_sync),
	IN("kernel/task/workqueue.c", cancel_delayed_work_sync),
	IN("kernel/task/workqueue.c", flush_workqueue, make_workqueue),
	IN("kernel/task/workqueue.c", drain_workqueue, make_workqueue),
	IN("kernel/task/workqueue.c", alloc_workqueue),
	IN("kernel/task/workqueue.c", destroy_workqueue, make_workqueue),
	IN("kernel/task/kthread.c", kthread_create),
	IN("kernel/task/kthread.c", kthread_stop, make_thread),
	IN("kernel/core/irq.c", request_irq),
	IN("kernel/core/irq.c", free_irq, take_irq),
	IN("kernel/core/irq.c", disable_irq, take_irq),
	IN("kernel/core/irq.c", synchronize_irq, take_irq),
	IN("kernel/core/tasklet.c", tasklet_disable),
	IN("kernel/core/tasklet.c", tasklet_kill),
};

static void prepare(const struct sleeper *s)
{
	mutex_init(&mutex);
	sema_init(&semaphore, 1);
	init_rwsem(&rwsem);
	init_completion(&completion);
	init_completion(&thread_exited);
	INIT_WORK(&work, idle_work);
	INIT_DELAYED_WORK(&dwork, idle_work);
	tasklet_setup(&tasklet, idle_tasklet);
	shrinker = (struct shrinker){ .count_objects = nothing_to_shrink,
				      .scan_objects = nothing_to_shrink };
	zero_page = virt_to_page(__va(0));
	hold_faults(); /* what may fail is the call itself */
	if (s->prepare)
		s->prepare();
	release_faults();
}

/* In a task, with all that it takes. */
static void clean_up(void)
{
	if (made_thread && !IS_ERR(made_thread))
		kthread_stop(made_thread);
	if (thread) /* it has been stopped, but perhaps not waited for */
		wait_for_completion(&thread_exited);
	if (made_workqueue)
		destroy_workqueue(made_workqueue);
	if (workqueue)
		destroy_workqueue(workqueue);
	mempool_destroy(made_pool);
	mempool_destroy(pool);
	kmem_cache_destroy(made_cache);
	kmem_cache_destroy(cache);
	if (have_irq)
		free_irq(SUBJECT_IRQ, &have_irq);
	unregister_shrinker(&shrinker);
	cancel_delayed_work_sync(&dwork);
	made_thread = thread = NULL;
	made_workqueue = workqueue = NULL;
	vfree(area); /* a mapping, too */
	made_cache = cache = NULL;
	area = NULL;
	made_pool = pool = NULL;
	have_irq = false;
}

/* ---- the rule ---- */

static const struct sleeper *sleeper;

/* What there was to see, while the reports are fresh. */
static struct {
	bool outcome;	      /* as promised */
	bool context_changed; /* another preempt_count, or interrupts on or off */
	bool slept;	      /* another task ran */
	unsigned int reports;
} seen;

static void call_sleeper(void)
{
	unsigned int count = preempt_count(), reports = report_count;
	bool irqs_off = irqs_disabled();
	unsigned long switches = current->nvcsw + current->nivcsw;

	seen.outcome = sleeper->call();
	seen.slept = current->nvcsw + current->nivcsw != switches;
	seen.context_changed = preempt_count() != count || irqs_disabled() != irqs_off;
	seen.reports = report_count - reports;
}

/* The first line of the report that @s makes where it must not be called. */
static void expected_line(const struct sleeper *s, char *line, size_t size)
{
	if (s->file)
		snprintf(line, size, "BUG: sleeping function called from invalid context at %s",
			 s->file);
	else
		snprintf(line, size, "BUG: scheduling while atomic: ");
}

/* A report made in the caller itself, by an inline function, comes from the part that is moved out of the way. */
static bool trace_shows_caller(const struct sleeper *s, u32 since)
{
	char caller[80], moved[80];

	snprintf(caller, sizeof(caller), " call_%s+", s->name);
	snprintf(moved, sizeof(moved), " call_%s.cold+", s->name);
	return log_contains(since, caller) || log_contains(since, moved);
}

static void expect_report(struct kunit *test, u32 since)
{
	char line[100];

	expected_line(sleeper, line, sizeof(line));
	KUNIT_EXPECT_EQ_MSG(test, seen.reports, 1, "%s", sleeper->name);
	KUNIT_EXPECT_EQ_MSG(test, log_count(since, line), 1, "%s: %s", sleeper->name, line);
	KUNIT_EXPECT_TRUE_MSG(test, trace_shows_caller(sleeper, since),
			      "%s: its caller is not in the trace", sleeper->name);
	KUNIT_EXPECT_FALSE_MSG(test, seen.slept, "%s slept", sleeper->name);
}

static void try(struct kunit *test, const struct context *c, const struct sleeper *s)
{
	u32 since;

	sleeper = s;
	prepare(s);
	since = log_position();
	if (!run_in_context(c, call_sleeper)) {
		KUNIT_FAIL(test, "%s was not called", s->name);
		if (thread)
			kthread_stop(thread);
		clean_up();
		return;
	}
	if (c->may_sleep)
		KUNIT_EXPECT_EQ_MSG(test, seen.reports, 0, "%s", s->name);
	else
		expect_report(test, since);
	KUNIT_EXPECT_TRUE_MSG(test, seen.outcome, "%s: not the outcome promised", s->name);
	KUNIT_EXPECT_FALSE_MSG(test, seen.context_changed, "%s left another context", s->name);
	clean_up();
}

static void the_rule_about_sleeping_holds(struct kunit *test)
{
	int level = console_loglevel;

	console_loglevel = 0; /* what a panic says, no more */
	for (const struct sleeper *s = sleepers; s < sleepers + ARRAY_SIZE(sleepers); s++)
		try(test, test->param_value, s);
	console_loglevel = level;
}

static struct kunit_case context_cases[] = {
	KUNIT_CASE_PARAM(each_context_answers_as_in_linux, context_gen_params),
	KUNIT_CASE_PARAM(the_rule_about_sleeping_holds, context_gen_params),
	{},
};

static struct kunit_suite context_suite = { .name = "context", .test_cases = context_cases };
kunit_test_suite(context_suite);
