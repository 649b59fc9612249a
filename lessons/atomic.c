/* SPDX-License-Identifier: MIT */
/*
 * Lesson 7: what "atomic" means. The timer interrupt's own handler calls the allocators, tick by tick:
 *
 *	in_tick(fn)	puts fn where the next tick finds it, sleeps until it has run there, in real hard
 *			interrupt context
 *
 * First with the right and the wrong flags, from the handler, a tasklet and a timer. Then memory is driven
 * down to the watermark: a GFP_KERNEL request in a thread goes to sleep, the handler's GFP_ATOMIC goes on
 * out of the reserve down to its own floor, and a mempool goes on after that.
 */
#include <asm/processor.h>
#include <k896/lesson.h>
#include <k896/log.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/tick.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

/* Ends a wait that would otherwise hang the lesson. */
#define LONG_ENOUGH (30 * HZ)

/* ---- running something in the tick ---- */

static void (*volatile todo)(void);
static struct completion tick_done;
static unsigned int handler_count; /* preempt_count() as the handler saw it */

static noinline void in_handler(struct pt_regs *regs)
{
	void (*fn)(void) = todo;

	if (!fn)
		return;
	handler_count = preempt_count();
	fn();
	todo = NULL;
	complete(&tick_done);
}

static bool in_tick(void (*fn)(void))
{
	reinit_completion(&tick_done);
	todo = fn;
	return wait_for_completion_timeout(&tick_done, LONG_ENOUGH);
}

/* ---- 1 to 3: right and wrong calls ---- */

static void *got;
static bool returned;
static DEFINE_MUTEX(lesson_mutex);

static void kmalloc_atomic(void)
{
	LESSON_STOP("in the timer interrupt's handler, on the stack of the task it interrupted",
		    "bt 8\nprint/x handler_count");
	got = kmalloc(64, GFP_ATOMIC);
}

static void kmalloc_kernel(void)
{
	LESSON_STOP("the wrong flag: may this place sleep?", "bt 8\nprint/x handler_count");
	got = kmalloc(64, GFP_KERNEL);
}

static void vmalloc_one_page(void)
{
	got = vmalloc(PAGE_SIZE);
}

static void lock_a_mutex(void)
{
	mutex_lock(&lesson_mutex);
	got = NULL;
	mutex_unlock(&lesson_mutex);
	returned = true;
}

static int right_call(struct seq_file *m)
{
	unsigned int reports = report_count;
	int faults;

	seq_puts(m, "1. In the timer interrupt's handler: kmalloc(64, GFP_ATOMIC)\n\n");
	seq_flush(m);
	faults = LESSON_CHECK(m, in_tick(kmalloc_atomic));
	seq_printf(m,
		   "   preempt_count there: %#x, the hardirq bits are set. It returned %px. No complaint.\n",
		   handler_count, got);
	faults += LESSON_CHECK(m, handler_count & HARDIRQ_MASK);
	faults += LESSON_CHECK(m, got);
	faults += LESSON_CHECK(m, report_count == reports);
	kfree(got);
	return faults;
}

/* What the kernel has said since @log is what was expected: one report, and a stack through @who. */
static int expect_report(struct seq_file *m, u32 log, unsigned int reports, const char *who)
{
	int faults = LESSON_CHECK(m, report_count == reports + 1);

	faults +=
		LESSON_CHECK(m,
			     log_contains(log,
					  "BUG: sleeping function called from invalid context at"));
	faults += LESSON_CHECK(m, log_contains(log, who));
	return faults;
}

static int wrong_call(struct seq_file *m, const char *what, void (*fn)(void), const char *name)
{
	unsigned int reports = report_count;
	u32 log = log_position();
	int faults;

	seq_printf(m, "\n   %s:\n", what);
	seq_flush(m);
	got = NULL;
	returned = false;
	faults = LESSON_CHECK(m, in_tick(fn));
	faults += expect_report(m, log, reports, name);
	faults += LESSON_CHECK(m, log_contains(log, "<IRQ>"));
	return faults;
}

static int wrong_calls(struct seq_file *m)
{
	int faults;

	seq_puts(m,
		 "\n2. The same with GFP_KERNEL, which may sleep. The kernel reports the call, with the stack\n"
		 "   through the interrupt down to what was interrupted, and goes on as if GFP_NOWAIT had been\n"
		 "   given. (Debian's own Linux is built without this check and says nothing.)\n");
	faults = wrong_call(m, "kmalloc(64, GFP_KERNEL)", kmalloc_kernel, "kmalloc_kernel");
	seq_printf(m, "\n   It returned %px.\n", got);
	faults += LESSON_CHECK(m, got);
	kfree(got);

	seq_puts(m,
		 "\n3. vmalloc() builds page tables, a mutex may have to wait: both may sleep, whatever happens\n"
		 "   this time. vmalloc refuses, the free mutex is taken:\n");
	faults += wrong_call(m, "vmalloc(PAGE_SIZE)", vmalloc_one_page, "vmalloc_one_page");
	seq_printf(m, "\n   It returned %px.\n", got);
	faults += LESSON_CHECK(m, !got);
	faults += wrong_call(m, "mutex_lock(&lesson_mutex)", lock_a_mutex, "lock_a_mutex");
	faults += LESSON_CHECK(m, returned && !mutex_is_locked(&lesson_mutex));
	return faults;
}

/* ---- 4: tasklet and timer ---- */

static void in_a_tasklet(struct tasklet_struct *t)
{
	handler_count = preempt_count();
	kmalloc_kernel();
	complete(&tick_done);
}

static void in_a_timer(struct timer_list *t)
{
	handler_count = preempt_count();
	kmalloc_kernel();
	complete(&tick_done);
}

static int softirq_calls(struct seq_file *m)
{
	struct tasklet_struct tasklet;
	struct timer_list timer;
	unsigned int reports = report_count;
	u32 log = log_position();
	int faults;

	seq_puts(m,
		 "\n4. A tasklet and a kernel timer are softirqs: interrupts are on there, but it is still no task\n"
		 "   that could sleep:\n\n");
	seq_flush(m);
	tasklet_setup(&tasklet, in_a_tasklet);
	reinit_completion(&tick_done);
	tasklet_schedule(&tasklet);
	faults = LESSON_CHECK(m, wait_for_completion_timeout(&tick_done, LONG_ENOUGH));
	tasklet_kill(&tasklet);
	faults += expect_report(m, log, reports, "in_a_tasklet");
	faults += LESSON_CHECK(m, handler_count & SOFTIRQ_MASK && !(handler_count & HARDIRQ_MASK));
	kfree(got);

	reports = report_count;
	log = log_position();
	reinit_completion(&tick_done);
	timer_setup_on_stack(&timer, in_a_timer, 0);
	mod_timer(&timer, jiffies + 1);
	faults += LESSON_CHECK(m, wait_for_completion_timeout(&tick_done, LONG_ENOUGH));
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);
	faults += expect_report(m, log, reports, "in_a_timer");
	kfree(got);
	return faults;
}

/* ---- 5 to 7: memory gets short ---- */

/* Chained through page->index; each block remembers its order. */
static struct page *hoard;

static bool hoard_page(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp | __GFP_NOWARN, order);

	if (!page)
		return false;
	page->index = (unsigned long)hoard;
	hoard = page;
	return true;
}

static void give_back(void)
{
	while (hoard) {
		struct page *page = hoard;

		hoard = (struct page *)page->index;
		put_page(page);
	}
}

static void show_zones(struct seq_file *m)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		if (zone_idx(zone) != ZONE_HIGHMEM)
			seq_printf(m,
				   "   zone %-7s free %5lu pages; min %lu, low %lu, high %lu; 3/8 of min %lu; lowmem_reserve %ld\n",
				   zone->name, zone->free_pages, min_wmark_pages(zone),
				   low_wmark_pages(zone), high_wmark_pages(zone),
				   min_wmark_pages(zone) * 3 / 8,
				   zone->lowmem_reserve[ZONE_NORMAL]);
}

static struct page *sleepers_page;
static struct completion sleeper_served;
static u64 slept_ns;

static int sleeper(void *unused)
{
	u64 start = local_clock();

	sleepers_page = alloc_page(GFP_KERNEL);
	slept_ns = local_clock() - start;
	complete(&sleeper_served);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static unsigned long taken, at_once, last_cycles;

/* A few pages a tick, so that there are steps to see. */
static void take_atomic(void)
{
	for (unsigned long i = 0; i < at_once && hoard_page(GFP_ATOMIC, 0); i++)
		taken++;
}

/* At the floor: the answer is NULL, and it comes quickly. */
static void ask_once_more(void)
{
	u64 start = rdtsc_ordered();

	got = alloc_page(GFP_ATOMIC | __GFP_NOWARN);
	last_cycles = rdtsc_ordered() - start;
}

#define POOL_ELEMENTS 4

static mempool_t *pool;
static void *elements[POOL_ELEMENTS + 1];
static unsigned int answered;

static void ask_the_pool(void)
{
	for (answered = 0; answered <= POOL_ELEMENTS; answered++) {
		elements[answered] = mempool_alloc(pool, GFP_ATOMIC | __GFP_NOWARN);
		if (!elements[answered])
			return;
	}
}

static unsigned long reserve_pages(void)
{
	struct zone *zone;
	unsigned long sum = 0;

	for_each_populated_zone(zone)
		if (zone_idx(zone) != ZONE_HIGHMEM)
			sum += min_wmark_pages(zone) - min_wmark_pages(zone) * 3 / 8;
	return sum;
}

/* Down to min; the thread then has nothing to take. */
static int start_sleeper(struct seq_file *m, struct task_struct *task)
{
	for (int order = MAX_ORDER - 1; order >= 0; order--)
		while (hoard_page(GFP_KERNEL | __GFP_NORETRY, order))
			;
	seq_puts(m,
		 "\n5. Now the lesson takes memory with GFP_KERNEL until there is none for it:\n\n");
	show_zones(m);
	wake_up_process(task);
	for (int i = 0; i < LONG_ENOUGH && task_is_running(task); i++)
		schedule_timeout_uninterruptible(1);
	LESSON_STOP("GFP_KERNEL gets nothing any more; GFP_ATOMIC still will", "k-zones");
	seq_printf(m,
		   "\n   A thread that asks for one page more with GFP_KERNEL: state %c, asleep in %ps.\n",
		   task_state_to_char(task), (void *)get_wchan(task));
	return LESSON_CHECK(m, !task_is_running(task) && !completion_done(&sleeper_served));
}

static int dig(struct seq_file *m)
{
	int faults = 0;

	seq_puts(m,
		 "\n   The handler goes on with GFP_ATOMIC, out of the reserve for callers that cannot wait:\n\n");
	taken = 0;
	at_once = reserve_pages() / 6 + 1;
	for (unsigned long before = ~0UL, tick = 1; taken != before; tick++) {
		before = taken;
		faults += LESSON_CHECK(m, in_tick(take_atomic));
		seq_printf(m, "   tick %lu: %3lu pages taken so far, %3lu free\n", tick, taken,
			   nr_free_pages());
	}
	faults += LESSON_CHECK(m, taken > 0);
	seq_puts(m,
		 "\n   That was its floor: three eighths of min (a half for __GFP_HIGH, then a quarter of the rest), and in\n"
		 "   DMA its lowmem_reserve, which requests that another zone could serve must leave there.\n\n");
	show_zones(m);
	LESSON_STOP("the reserve is used up as well", "k-zones");
	faults += LESSON_CHECK(m, in_tick(ask_once_more));
	seq_printf(m,
		   "\n   One more: %px, after %lu cycles. It only compares the zones' free counts, and gives up.\n",
		   got, last_cycles);
	faults += LESSON_CHECK(m, !got);
	faults += LESSON_CHECK(m, !completion_done(&sleeper_served));
	return faults;
}

static int ask_pool(struct seq_file *m)
{
	int faults = LESSON_CHECK(m, in_tick(ask_the_pool));

	seq_printf(m,
		   "\n   A mempool of %d elements, filled when there was memory, asked by the same handler: it tries the\n"
		   "   allocator, gets nothing, and hands out its own: %u times. Then it is empty too and answers\n"
		   "   %px. A task would wait there for an element to come back, and never get NULL.\n",
		   POOL_ELEMENTS, answered, elements[answered]);
	faults += LESSON_CHECK(m, answered == POOL_ELEMENTS && !elements[answered]);
	for (unsigned int i = 0; i < answered; i++)
		mempool_free(elements[i], pool);
	return faults;
}

static int short_of_memory(struct seq_file *m, struct task_struct *task)
{
	int faults = start_sleeper(m, task);

	faults += dig(m);
	faults += ask_pool(m);
	seq_puts(m, "\n6. The memory is given back, and the sleeper wakes:\n\n");
	give_back();
	faults += LESSON_CHECK(m, wait_for_completion_timeout(&sleeper_served, LONG_ENOUGH));
	show_zones(m);
	seq_printf(m,
		   "\n   The GFP_KERNEL request of step 5 returned page %px, %llu microseconds after it was made.\n",
		   sleepers_page, div_u64(slept_ns, 1000));
	faults += LESSON_CHECK(m, sleepers_page);
	return faults;
}

/* The thread and the pool are made while there is memory. */
static int with_sleeper(struct seq_file *m)
{
	struct task_struct *task;
	int faults;

	init_completion(&sleeper_served);
	sleepers_page = NULL;
	task = kthread_create(sleeper, NULL, "sleeper");
	if (IS_ERR(task))
		return LESSON_CHECK(m, !IS_ERR(task));
	faults = short_of_memory(m, task);
	kthread_stop(task);
	if (sleepers_page)
		__free_page(sleepers_page);
	return faults;
}

static int run(struct seq_file *m)
{
	int faults;

	init_completion(&tick_done);
	pool = mempool_create_page_pool(POOL_ELEMENTS, 0);
	if (!pool || register_tick_hook(in_handler)) {
		mempool_destroy(pool);
		return LESSON_CHECK(m, !"somebody else has the tick hook, or there is no memory");
	}
	seq_puts(m,
		 "An interrupt handler runs on the stack of the task that it has interrupted. If it slept, that task would sleep\n"
		 "for it, with all locks that it holds; so it must not. An allocation that may wait (GFP_KERNEL) is for\n"
		 "tasks; one that answers at once (GFP_ATOMIC) is for every context, and may use a reserve for that.\n\n");
	faults = right_call(m);
	faults += wrong_calls(m);
	faults += softirq_calls(m);
	faults += with_sleeper(m);
	register_tick_hook(NULL);
	mempool_destroy(pool);
	return faults;
}

LESSON(7, atomic, .title = "atomic, what an interrupt handler may ask for",
       .teaches = "GFP_ATOMIC and GFP_KERNEL in an interrupt, the reserve, who sleeps",
       .question =
	       "a timer function needs a buffer: which of these calls may it make, and what does the other do?",
       .answer = "in timer kmalloc 4096 GFP_ATOMIC\nin timer vmalloc 4096\nrules *alloc*",
       .run = run);
