/* SPDX-License-Identifier: MIT */
/*
 * The calls of trials.h, each made as a driver would make it: what they are called on, which is static, since one trial
 * runs at a time; the calls; the table of them; and what is done before and after one, so that each run finds what the
 * one before it found. How one is run: trial_run.c.
 *
 * Longer than 500 lines: one list of calls, and one table of what is expected of them.
 *
 * Tests: tests/kernel/monitor/context_test.c runs all of them in all contexts.
 */
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
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/semaphore.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "trials.h"

#define SUBJECT_IRQ 10 /* what request_irq() and free_irq() are tried on */

/* ---- the calls ---- */

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
static bool have_irq, was_stopped;
static struct shrinker shrinker;
static struct timer_list timer;
static DEFINE_SPINLOCK(spinlock);
static void *object, *area;
static struct page *zero_page;

static void idle_work(struct work_struct *unused)
{
}

static void idle_tasklet(struct tasklet_struct *unused)
{
}

static void idle_timer(struct timer_list *unused)
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

/* Defines call_NAME(), which a trace must show as the caller. */
#define TRIAL(name, ...)                                                                           \
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

TRIAL(alloc_pages, return give_page(alloc_pages(GFP_KERNEL, 0));)
TRIAL(alloc_pages_highuser, return give_page(alloc_pages(GFP_HIGHUSER, 0));)
TRIAL(get_free_page, return give_address(__get_free_page(GFP_KERNEL));)
TRIAL(get_zeroed_page, return give_address(get_zeroed_page(GFP_NOFS));)
TRIAL(alloc_pages_exact, void *p = alloc_pages_exact(5000, GFP_KERNEL);
      if (p) free_pages_exact(p, 5000); return p;)
TRIAL(kmalloc, return give_object(kmalloc(64, GFP_KERNEL));)
TRIAL(kmalloc_noio, return give_object(kmalloc(64, GFP_NOIO));)
TRIAL(kmalloc_large, return give_object(kmalloc(300000, GFP_KERNEL));)
TRIAL(kzalloc, return give_object(kzalloc(100, GFP_KERNEL));)
TRIAL(kcalloc, return give_object(kcalloc(3, 100, GFP_KERNEL));)
TRIAL(krealloc, return give_object(krealloc(NULL, 100, GFP_KERNEL));)
TRIAL(kmemdup, return give_object(kmemdup("abc", 4, GFP_KERNEL));)
TRIAL(kstrdup, return give_object(kstrdup("abc", GFP_KERNEL));)
TRIAL(kmem_cache_alloc, void *p = kmem_cache_alloc(cache, GFP_KERNEL);
      if (p) kmem_cache_free(cache, p); return p;)
TRIAL(kmem_cache_create, made_cache = kmem_cache_create("trial_made", 64, 0, 0, NULL);
      return made_cache;)
TRIAL(kmem_cache_destroy, kmem_cache_destroy(cache); cache = NULL; return true;)

/* Areas: what cannot be had without sleeping is not had. */
TRIAL(vmalloc_32, area = vmalloc_32(100); return area;)
TRIAL(vmalloc_user, area = vmalloc_user(100); return area;)
TRIAL(vmap, area = vmap(&zero_page, 1, VM_MAP, PAGE_KERNEL); return area;)
TRIAL(vunmap, vunmap(area); if (!vmalloc_to_page(area)) area = NULL; return !area;)
TRIAL(ioremap, area = ioremap(0xb8000, 100); return area;)
TRIAL(kmap, return kmap(zero_page) == page_address(zero_page);)
TRIAL(kunmap, kunmap(zero_page); return true;)
TRIAL(register_shrinker, return !register_shrinker(&shrinker, "trial");)
TRIAL(unregister_shrinker, unregister_shrinker(&shrinker); return true;)

static bool give_area(void *area)
{
	if (area)
		vfree(area);
	return area;
}

TRIAL(vmalloc, return give_area(vmalloc(10000));)
TRIAL(vzalloc, return give_area(vzalloc(10000));)
TRIAL(kvmalloc, void *p = kvmalloc(10000, GFP_KERNEL); kvfree(p); return p;)
TRIAL(mempool_create, made_pool = mempool_create_kmalloc_pool(2, 64); return made_pool;)
TRIAL(mempool_alloc, void *p = mempool_alloc(pool, GFP_KERNEL); mempool_free(p, pool); return p;)

TRIAL(schedule, schedule(); return task_is_running(current);)
TRIAL(schedule_sleeping, set_current_state(TASK_UNINTERRUPTIBLE);
      if (preemptible()) __set_current_state(TASK_RUNNING); schedule();
      return task_is_running(current);)
TRIAL(yield, yield(); return true;)
TRIAL(cond_resched, cond_resched(); return true;)
TRIAL(schedule_timeout,
      return schedule_timeout_uninterruptible(3) == 0 && task_is_running(current);)
TRIAL(msleep, ktime_t start = ktime_get(); msleep(2); return SINCE(start) >= 2000;)
TRIAL(msleep_interruptible, ktime_t start = ktime_get();
      return !msleep_interruptible(2) && SINCE(start) >= 2000;)
TRIAL(ssleep, ssleep(0); return true;)
TRIAL(usleep_range, ktime_t start = ktime_get(); usleep_range(500, 600);
      return SINCE(start) >= 500;)

/* What was taken is given back. Return: it was taken. */
static bool had_mutex(void)
{
	bool had = mutex_is_locked(&mutex);

	mutex_unlock(&mutex);
	return had;
}

static bool had_rwsem_as_reader(void)
{
	bool had = down_read_trylock(&rwsem);

	if (had)
		up_read(&rwsem);
	up_read(&rwsem);
	return had;
}

static bool had_rwsem_as_writer(void)
{
	bool had = !down_read_trylock(&rwsem);

	up_write(&rwsem);
	return had;
}

TRIAL(mutex_lock, mutex_lock(&mutex); return had_mutex();)
TRIAL(mutex_lock_interruptible, return !mutex_lock_interruptible(&mutex) && had_mutex();)
TRIAL(mutex_lock_killable, return !mutex_lock_killable(&mutex) && had_mutex();)
TRIAL(down, down(&semaphore); return down_trylock(&semaphore);)
TRIAL(down_interruptible, return !down_interruptible(&semaphore) && down_trylock(&semaphore);)
TRIAL(down_killable, return !down_killable(&semaphore) && down_trylock(&semaphore);)
TRIAL(down_timeout, return !down_timeout(&semaphore, 5) && down_trylock(&semaphore);)
TRIAL(down_read, down_read(&rwsem); return had_rwsem_as_reader();)
TRIAL(down_read_interruptible, return !down_read_interruptible(&rwsem) && had_rwsem_as_reader();)
TRIAL(down_read_killable, return !down_read_killable(&rwsem) && had_rwsem_as_reader();)
TRIAL(down_write, down_write(&rwsem); return had_rwsem_as_writer();)
TRIAL(down_write_killable, return !down_write_killable(&rwsem) && had_rwsem_as_writer();)

TRIAL(wait_event, wait_event(queue, CONDITION); return true;)
TRIAL(wait_event_true, wait_event(queue, true); return true;)
TRIAL(wait_event_timeout, return wait_event_timeout(queue, CONDITION, 3);)
TRIAL(wait_event_interruptible, return !wait_event_interruptible(queue, CONDITION);)
TRIAL(wait_event_interruptible_timeout,
      return wait_event_interruptible_timeout(queue, CONDITION, 3) > 0;)
TRIAL(wait_event_killable, return !wait_event_killable(queue, CONDITION);)
TRIAL(wait_for_completion, complete(&completion); wait_for_completion(&completion);
      return !completion_done(&completion);)
TRIAL(wait_for_completion_undone, if (preemptible()) complete(&completion);
      wait_for_completion(&completion); return true;)
TRIAL(wait_for_completion_timeout, return !wait_for_completion_timeout(&completion, 3);)
TRIAL(wait_for_completion_interruptible, complete(&completion);
      return !wait_for_completion_interruptible(&completion);)
TRIAL(wait_for_completion_killable, complete(&completion);
      return !wait_for_completion_killable(&completion);)
TRIAL(wait_for_completion_interruptible_timeout,
      return !wait_for_completion_interruptible_timeout(&completion, 3);)

TRIAL(flush_work, flush_work(&work); return true;)
TRIAL(flush_delayed_work, flush_delayed_work(&dwork); return true;)
TRIAL(cancel_work_sync, return !cancel_work_sync(&work);)
TRIAL(cancel_delayed_work_sync, schedule_delayed_work(&dwork, 1000);
      return cancel_delayed_work_sync(&dwork);)
TRIAL(flush_workqueue, flush_workqueue(workqueue); return true;)
TRIAL(drain_workqueue, drain_workqueue(workqueue); return true;)
TRIAL(alloc_workqueue, made_workqueue = alloc_workqueue("trial", 0, 0); return made_workqueue;)
TRIAL(destroy_workqueue, destroy_workqueue(workqueue);
      if (!page_count(virt_to_page(workqueue))) workqueue = NULL; return !workqueue;)
TRIAL(kthread_create, made_thread = kthread_create(until_stopped, NULL, "trial_made");
      return !IS_ERR(made_thread);)
TRIAL(kthread_stop, was_stopped = true; return !kthread_stop(thread);)

TRIAL(request_irq, have_irq = !request_irq(SUBJECT_IRQ, idle_handler, 0, "trial", &have_irq);
      return have_irq;)
TRIAL(free_irq, have_irq = !free_irq(SUBJECT_IRQ, &have_irq); return !have_irq;)
TRIAL(disable_irq, disable_irq(SUBJECT_IRQ); enable_irq(SUBJECT_IRQ); return true;)
TRIAL(synchronize_irq, synchronize_irq(SUBJECT_IRQ); return true;)
TRIAL(tasklet_disable, tasklet_disable(&tasklet); tasklet_enable(&tasklet); return true;)
TRIAL(tasklet_kill, tasklet_kill(&tasklet); return true;)

/* What never sleeps. */
TRIAL(alloc_pages_atomic, return give_page(alloc_pages(GFP_ATOMIC, 0));)
TRIAL(kmalloc_atomic, return give_object(kmalloc(64, GFP_ATOMIC));)
TRIAL(kmalloc_nowait, return give_object(kmalloc(64, GFP_NOWAIT));)
TRIAL(kmem_cache_alloc_atomic, void *p = kmem_cache_alloc(cache, GFP_ATOMIC);
      if (p) kmem_cache_free(cache, p); return p;)
TRIAL(mempool_alloc_atomic, void *p = mempool_alloc(pool, GFP_ATOMIC); mempool_free(p, pool);
      return p;)
TRIAL(kfree, kfree(object); object = NULL; return true;)
TRIAL(free_page, free_page((unsigned long)object); object = NULL; return true;)
TRIAL(vfree, vfree(area); area = NULL; return true;)
TRIAL(kmap_local_page, void *p = kmap_local_page(zero_page); kunmap_local(p); return p;)
TRIAL(kmap_atomic, void *p = kmap_atomic(zero_page); kunmap_atomic(p); return p;)
TRIAL(mdelay, ktime_t start = ktime_get(); mdelay(1); return SINCE(start) >= 1000;)
TRIAL(spin_lock, spin_lock(&spinlock); spin_unlock(&spinlock); return true;)
TRIAL(down_trylock, return !down_trylock(&semaphore);)
TRIAL(complete, complete(&completion); return completion_done(&completion);)
TRIAL(wake_up, wake_up(&queue); return true;)
TRIAL(schedule_work, return schedule_work(&work);)
TRIAL(tasklet_schedule, tasklet_schedule(&tasklet); return true;)
TRIAL(mod_timer, mod_timer(&timer, jiffies + 1000); return timer_pending(&timer);)

/* ---- what they use up; where another call makes it, that is called ---- */

static bool make_object(void)
{
	object = kmalloc(64, GFP_KERNEL);
	return object;
}

static bool make_page(void)
{
	object = (void *)__get_free_page(GFP_KERNEL);
	return object;
}

static bool make_area(void)
{
	area = vmalloc(100);
	return area;
}

static bool make_cache(void)
{
	cache = kmem_cache_create("trial", 64, 0, 0, NULL);
	return cache;
}

static bool make_pool(void)
{
	pool = mempool_create_kmalloc_pool(2, 64);
	return pool;
}

static bool make_thread(void)
{
	struct task_struct *k = kthread_run(until_stopped, &thread_exited, "trial_thread");

	if (IS_ERR(k))
		return false;
	thread = k;
	msleep(10); /* one that is stopped before it has begun never does */
	return true;
}

static bool make_workqueue(void)
{
	workqueue = alloc_workqueue("trial", 0, 0);
	return workqueue;
}

/* ---- the table ---- */

#define TASKS(fn, otherwise, file, ...)                                                            \
	{                                                                                          \
#fn, call_##fn, IN_TASKS, otherwise, file, ##__VA_ARGS__                           \
	}
#define ANYWHERE(fn, ...)                                                                          \
	{                                                                                          \
		.name = #fn, .call = call_##fn, .where = EVERYWHERE, ##__VA_ARGS__                 \
	}

const struct trial trials[] = {
	TASKS(alloc_pages, GOES_ON, "include/linux/gfp.h"),
	TASKS(alloc_pages_highuser, GOES_ON, "include/linux/gfp.h"),
	TASKS(get_free_page, GOES_ON, "include/linux/gfp.h"),
	TASKS(get_zeroed_page, GOES_ON, "include/linux/gfp.h"),
	TASKS(alloc_pages_exact, GOES_ON, ""),
	TASKS(kmalloc, GOES_ON, "include/linux/slab.h"),
	TASKS(kmalloc_noio, GOES_ON, "include/linux/slab.h"),
	TASKS(kmalloc_large, GOES_ON, ""),
	TASKS(kzalloc, GOES_ON, "include/linux/slab.h"),
	TASKS(kcalloc, GOES_ON, ""),
	TASKS(krealloc, GOES_ON, ""),
	TASKS(kmemdup, GOES_ON, ""),
	TASKS(kstrdup, GOES_ON, ""),
	TASKS(kmem_cache_alloc, GOES_ON, "include/linux/slab.h", make_cache),
	TASKS(kmem_cache_create, GOES_ON, "mm/slab/slab_common.c"),
	TASKS(kmem_cache_destroy, GOES_ON, "mm/slab/slab_common.c", make_cache),
	TASKS(register_shrinker, GOES_ON, "kernel/core/rwsem.c"),
	TASKS(unregister_shrinker, GOES_ON, "kernel/core/rwsem.c", call_register_shrinker),
	TASKS(vmalloc, REFUSES, ""),
	TASKS(vzalloc, REFUSES, ""),
	TASKS(kvmalloc, GOES_ON, ""),
	TASKS(vmalloc_32, REFUSES, "mm/vmalloc/vmalloc.c"),
	TASKS(vmalloc_user, REFUSES, "mm/vmalloc/vmalloc.c"),
	TASKS(vmap, REFUSES, "mm/vmalloc/vmalloc.c"),
	TASKS(vunmap, REFUSES, "mm/vmalloc/vmalloc.c", call_vmap),
	TASKS(ioremap, REFUSES, "mm/vmalloc/vmalloc.c"),
	TASKS(kmap, GOES_ON, "include/linux/highmem.h"),
	TASKS(kunmap, GOES_ON, "include/linux/highmem.h"),
	TASKS(mempool_create, GOES_ON, ""),
	TASKS(mempool_alloc, GOES_ON, "", make_pool),
	TASKS(schedule, GOES_ON, NULL),
	TASKS(schedule_sleeping, GOES_ON, NULL),
	TASKS(yield, GOES_ON, NULL),
	TASKS(cond_resched, GOES_ON, "kernel/monitor/trials.c"),
	TASKS(schedule_timeout, GOES_ON, NULL),
	TASKS(msleep, GOES_ON, "kernel/core/sleep_timeout.c"),
	TASKS(msleep_interruptible, GOES_ON, "kernel/core/sleep_timeout.c"),
	TASKS(ssleep, GOES_ON, "kernel/core/sleep_timeout.c"),
	TASKS(usleep_range, GOES_ON, "kernel/core/sleep_timeout.c"),
	TASKS(mutex_lock, GOES_ON, "kernel/core/mutex.c"),
	TASKS(mutex_lock_interruptible, GOES_ON, "kernel/core/mutex.c"),
	TASKS(mutex_lock_killable, GOES_ON, "kernel/core/mutex.c"),
	TASKS(down, GOES_ON, "kernel/core/semaphore.c"),
	TASKS(down_interruptible, GOES_ON, "kernel/core/semaphore.c"),
	TASKS(down_killable, GOES_ON, "kernel/core/semaphore.c"),
	TASKS(down_timeout, GOES_ON, "kernel/core/semaphore.c"),
	TASKS(down_read, GOES_ON, "kernel/core/rwsem.c"),
	TASKS(down_read_interruptible, GOES_ON, "kernel/core/rwsem.c"),
	TASKS(down_read_killable, GOES_ON, "kernel/core/rwsem.c"),
	TASKS(down_write, GOES_ON, "kernel/core/rwsem.c"),
	TASKS(down_write_killable, GOES_ON, "kernel/core/rwsem.c"),
	TASKS(wait_event, GOES_ON, "kernel/monitor/trials.c"),
	TASKS(wait_event_true, GOES_ON, "kernel/monitor/trials.c"),
	TASKS(wait_event_timeout, REFUSES, "kernel/monitor/trials.c"),
	TASKS(wait_event_interruptible, REFUSES, "kernel/monitor/trials.c"),
	TASKS(wait_event_interruptible_timeout, REFUSES, "kernel/monitor/trials.c"),
	TASKS(wait_event_killable, REFUSES, "kernel/monitor/trials.c"),
	TASKS(wait_for_completion, GOES_ON, "kernel/core/completion.c"),
	TASKS(wait_for_completion_undone, GOES_ON, "kernel/core/completion.c"),
	TASKS(wait_for_completion_timeout, GOES_ON, "kernel/core/completion.c"),
	TASKS(wait_for_completion_interruptible, GOES_ON, "kernel/core/completion.c"),
	TASKS(wait_for_completion_killable, GOES_ON, "kernel/core/completion.c"),
	TASKS(wait_for_completion_interruptible_timeout, GOES_ON, "kernel/core/completion.c"),
	TASKS(flush_work, GOES_ON, "kernel/thread/workqueue_item.c"),
	TASKS(flush_delayed_work, GOES_ON, "kernel/thread/workqueue_item.c"),
	TASKS(cancel_work_sync, GOES_ON, "kernel/thread/workqueue_item.c"),
	TASKS(cancel_delayed_work_sync, GOES_ON, "kernel/thread/workqueue_item.c"),
	TASKS(flush_workqueue, GOES_ON, "kernel/thread/workqueue.c", make_workqueue),
	TASKS(drain_workqueue, GOES_ON, "kernel/thread/workqueue.c", make_workqueue),
	TASKS(alloc_workqueue, REFUSES, "kernel/thread/workqueue.c"),
	TASKS(destroy_workqueue, REFUSES, "kernel/thread/workqueue.c", make_workqueue),
	TASKS(kthread_create, GOES_ON, "kernel/thread/kthread.c"),
	TASKS(kthread_stop, REFUSES, "kernel/thread/kthread.c", make_thread),
	TASKS(request_irq, GOES_ON, "kernel/core/irq.c"),
	TASKS(free_irq, GOES_ON, "kernel/core/irq.c", call_request_irq),
	TASKS(disable_irq, GOES_ON, "kernel/core/irq.c", call_request_irq),
	TASKS(synchronize_irq, GOES_ON, "kernel/core/irq.c", call_request_irq),
	TASKS(tasklet_disable, GOES_ON, "kernel/core/tasklet.c"),
	TASKS(tasklet_kill, GOES_ON, "kernel/core/tasklet.c"),
	{ "vfree", call_vfree, IN_TASKS_AND_INTERRUPTS, GOES_ON, "mm/vmalloc/vmalloc.c",
	  make_area },
	ANYWHERE(alloc_pages_atomic),
	ANYWHERE(kmalloc_atomic),
	ANYWHERE(kmalloc_nowait),
	ANYWHERE(kmem_cache_alloc_atomic, .prepare = make_cache),
	ANYWHERE(mempool_alloc_atomic, .prepare = make_pool),
	ANYWHERE(kfree, .prepare = make_object),
	ANYWHERE(free_page, .prepare = make_page),
	ANYWHERE(kmap_local_page),
	ANYWHERE(kmap_atomic),
	ANYWHERE(mdelay),
	ANYWHERE(spin_lock),
	ANYWHERE(down_trylock),
	ANYWHERE(complete),
	ANYWHERE(wake_up),
	ANYWHERE(schedule_work),
	ANYWHERE(tasklet_schedule),
	ANYWHERE(mod_timer),
};
const unsigned int nr_trials = ARRAY_SIZE(trials);

/* ---- before and after ---- */

bool prepare_trial(const struct trial *t)
{
	bool ready;

	mutex_init(&mutex);
	lockdep_set_novalidate_class(&spinlock); /* it is taken in all contexts, on purpose */
	sema_init(&semaphore, 1);
	init_rwsem(&rwsem);
	init_completion(&completion);
	init_completion(&thread_exited);
	INIT_WORK(&work, idle_work);
	INIT_DELAYED_WORK(&dwork, idle_work);
	tasklet_setup(&tasklet, idle_tasklet);
	timer_setup(&timer, idle_timer, 0);
	shrinker = (struct shrinker){ .count_objects = nothing_to_shrink,
				      .scan_objects = nothing_to_shrink };
	zero_page = virt_to_page(__va(0));
	hold_faults(); /* what may fail is the call itself */
	ready = !t->prepare || t->prepare();
	release_faults();
	return ready;
}

static void clean_up_threads(void)
{
	if (made_thread && !IS_ERR(made_thread))
		kthread_stop(made_thread);
	if (thread && !was_stopped)
		kthread_stop(thread);
	else if (thread) /* but perhaps nobody has waited for its end */
		wait_for_completion(&thread_exited);
	made_thread = thread = NULL;
	was_stopped = false;
}

/* What only waits for its time. */
static void clean_up_pending(void)
{
	cancel_work_sync(&work);
	cancel_delayed_work_sync(&dwork);
	tasklet_kill(&tasklet);
	del_timer_sync(&timer);
	vfree_drain();
}

static void clean_up_memory(void)
{
	mempool_destroy(made_pool);
	mempool_destroy(pool);
	kmem_cache_destroy(made_cache);
	kmem_cache_destroy(cache);
	vfree(area); /* a mapping, too */
	made_pool = pool = NULL;
	made_cache = cache = NULL;
	area = NULL;
}

void clean_up_trial(void)
{
	clean_up_threads();
	clean_up_pending();
	destroy_workqueue(made_workqueue);
	destroy_workqueue(workqueue);
	made_workqueue = workqueue = NULL;
	if (have_irq)
		free_irq(SUBJECT_IRQ, &have_irq);
	have_irq = false;
	unregister_shrinker(&shrinker);
	clean_up_memory();
}
