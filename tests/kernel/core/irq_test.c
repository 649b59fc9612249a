// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/irq.c and drivers/irqchip/i8259.c.
 *
 * Two kinds of interrupts: an int instruction with the vector of a line that no device uses, which comes in
 * by the same door as a real one; and the real-time clock's periodic interrupt at line 8, which comes
 * through both controllers.
 */
#include <asm/io.h>
#include <asm/ptrace.h>
#include <k896/log.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#define IRQ_A 5
#define IRQ_B 10

#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

struct device {
	int calls, irq;
	irqreturn_t answer;
	unsigned int count_seen;
	bool irqs_off;
	struct pt_regs *regs;
	unsigned long ip;
};

static irqreturn_t record(int irq, void *dev_id)
{
	struct device *dev = dev_id;

	dev->calls++;
	dev->irq = irq;
	dev->count_seen = preempt_count();
	dev->irqs_off = irqs_disabled();
	dev->regs = get_irq_regs();
	dev->ip = dev->regs->ip;
	return dev->answer;
}

static irqreturn_t never(int irq, void *dev_id)
{
	return IRQ_NONE;
}

/* ---- the handler ---- */

static void a_handler_gets_its_line_and_device(struct kunit *test)
{
	struct device dev = { .answer = IRQ_HANDLED };
	unsigned int before = kstat_irqs(IRQ_A);

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "test", &dev), 0);
	raise(IRQ_A);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, dev.calls, 2);
	KUNIT_EXPECT_EQ(test, dev.irq, IRQ_A);
	KUNIT_EXPECT_EQ(test, kstat_irqs(IRQ_A), before + 2);
	free_irq(IRQ_A, &dev);
}

static void a_handler_is_in_hardirq_context(struct kunit *test)
{
	struct device dev = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "test", &dev), 0);
	raise(IRQ_A);
	free_irq(IRQ_A, &dev);
	KUNIT_EXPECT_EQ(test, dev.count_seen, HARDIRQ_OFFSET);
	KUNIT_EXPECT_TRUE(test, dev.irqs_off);
	KUNIT_EXPECT_NOT_NULL(test, dev.regs);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_NULL(test, get_irq_regs());
}

static void the_regs_are_those_of_the_interrupted_code(struct kunit *test)
{
	struct device dev = { .answer = IRQ_HANDLED };
	unsigned long next;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "test", &dev), 0);
	asm volatile("int %1\n1: movl $1b, %0"
		     : "=r"(next)
		     : "i"(IRQ0_VECTOR + IRQ_A)
		     : "memory", "cc");
	free_irq(IRQ_A, &dev);
	KUNIT_EXPECT_EQ(test, dev.ip, next);
}

/* ---- sharing ---- */

static void a_shared_line_asks_every_handler(struct kunit *test)
{
	struct device a = { .answer = IRQ_NONE }, b = { .answer = IRQ_HANDLED },
		      c = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "a", &a), 0);
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "b", &b), 0);
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "c", &c), 0);
	raise(IRQ_A);
	free_irq(IRQ_A, &b);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, a.calls, 2);
	KUNIT_EXPECT_EQ(test, b.calls, 1);
	KUNIT_EXPECT_EQ(test, c.calls, 2);
	free_irq(IRQ_A, &a);
	free_irq(IRQ_A, &c);
}

static void an_exclusive_line_is_busy(struct kunit *test)
{
	struct device a = {}, b = {};
	u32 since = log_position();

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "first", &a), 0);
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, record, 0, "second", &b), -EBUSY);
	KUNIT_EXPECT_TRUE(test, log_contains(since, "(second) vs. 00000000 (first)"));
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "second", &b), -EBUSY);
	free_irq(IRQ_A, &a);

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "first", &a), 0);
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, record, 0, "second", &b), -EBUSY);
	since = log_position();
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, record, IRQF_PROBE_SHARED, "second", &b), -EBUSY);
	KUNIT_EXPECT_FALSE(test, log_contains(since, "second"));
	free_irq(IRQ_A, &a);
	KUNIT_EXPECT_EQ(test, request_irq(2, record, 0, "on the cascade", &b), -EBUSY);
}

/* ---- wrong requests ---- */

static void senseless_requests_are_refused(struct kunit *test)
{
	struct device dev = {};

	KUNIT_EXPECT_EQ(test, request_irq(NR_IRQS, record, 0, "test", &dev), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(-1, record, 0, "test", &dev), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, NULL, 0, "test", &dev), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "test", NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_set_chip(NR_IRQS, NULL), -EINVAL);
}

static void the_pool_of_handlers_has_an_end(struct kunit *test)
{
	static struct device devs[100];
	unsigned int n = 0;
	int err;

	while (!(err = request_irq(IRQ_A, never, IRQF_SHARED, "test", &devs[n])))
		n++;
	KUNIT_EXPECT_EQ(test, err, -ENOMEM);
	KUNIT_EXPECT_GE(test, n, 16);
	for (unsigned int i = 0; i < n; i++)
		KUNIT_EXPECT_STREQ(test, free_irq(IRQ_A, &devs[i]), "test");
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, never, 0, "test", NULL), 0);
	free_irq(IRQ_A, NULL);
}

static void freeing_what_nobody_has_is_reported(struct kunit *test)
{
	struct device dev = {}, other = {};
	u32 since = log_position();

	KUNIT_EXPECT_NULL(test, free_irq(IRQ_A, &dev));
	KUNIT_EXPECT_TRUE(test, log_contains(since, "Trying to free already-free IRQ 5"));
	KUNIT_EXPECT_NULL(test, free_irq(99, &dev));
	KUNIT_EXPECT_TRUE(test, log_contains(since, "Trying to free already-free IRQ 99"));

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "test", &dev), 0);
	KUNIT_EXPECT_NULL(test, free_irq(IRQ_A, &other));
	KUNIT_EXPECT_REPORTS(test, 3);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, dev.calls, 1);
	free_irq(IRQ_A, &dev);
}

static void a_line_without_handlers_is_reported(struct kunit *test)
{
	unsigned int errors = irq_err_count;
	u32 since = log_position();

	raise(IRQ_B);
	KUNIT_EXPECT_TRUE(test, log_contains(since, "unexpected IRQ trap at vector 2a"));
	KUNIT_EXPECT_EQ(test, irq_err_count, errors + 1);
}

/* ---- handlers that go wrong ---- */

static irqreturn_t leaks(int irq, void *dev_id)
{
	preempt_disable();
	return IRQ_HANDLED;
}

static irqreturn_t enables_interrupts(int irq, void *dev_id)
{
	local_irq_enable();
	return IRQ_HANDLED;
}

static void a_leaked_preempt_count_is_reported_and_mended(struct kunit *test)
{
	u32 since = log_position();

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, leaks, 0, "test", NULL), 0);
	raise(IRQ_A);
	free_irq(IRQ_A, NULL);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "leaks+"), 1);
	KUNIT_EXPECT_TRUE(test, log_contains(since, "preempt leak: 00010000 -> 00010001"));
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void a_handler_that_enables_interrupts_is_reported(struct kunit *test)
{
	u32 since = log_position();

	struct device next = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, enables_interrupts, IRQF_SHARED, "test", &since),
			0);
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "test", &next), 0);
	raise(IRQ_A);
	free_irq(IRQ_A, &since);
	free_irq(IRQ_A, &next);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "enabled interrupts"), 1);
	KUNIT_EXPECT_TRUE(test, next.irqs_off);
}

static int initcall_leaks(void)
{
	preempt_disable();
	return 0;
}

static int initcall_cli(void)
{
	local_irq_disable();
	return -EIO;
}

static void an_initcall_that_leaks_is_reported_and_mended(struct kunit *test)
{
	u32 since = log_position();

	KUNIT_EXPECT_EQ(test, do_one_initcall(initcall_leaks), 0);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_EQ(test, log_count(since, "returned with preemption imbalance"), 1);
	KUNIT_EXPECT_EQ(test, do_one_initcall(initcall_cli), -EIO);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_EQ(test, log_count(since, "returned with disabled interrupts"), 1);
	KUNIT_EXPECT_REPORTS(test, 2);
}

/* Each int is handled in some 300 instructions. */
static void storm(unsigned int count)
{
	while (count--)
		raise(IRQ_A);
}

static void a_line_nobody_cares_for_is_switched_off(struct kunit *test)
{
	struct device dev = { .answer = IRQ_NONE };
	u32 since = log_position();

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "test", &dev), 0);
	storm(99999);
	KUNIT_EXPECT_FALSE(test, log_contains(since, "nobody cared"));
	storm(1);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "irq 5: nobody cared"), 1);
	KUNIT_EXPECT_TRUE(test, log_contains(since, "] record"));
	KUNIT_EXPECT_TRUE(test, log_contains(since, "Disabling IRQ #5"));
	storm(10);
	KUNIT_EXPECT_EQ(test, dev.calls, 100000);
	free_irq(IRQ_A, &dev);

	/* Whoever asks for it next gets it switched on. */
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "test", &dev), 0);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, dev.calls, 100001);
	free_irq(IRQ_A, &dev);
}

static irqreturn_t every_hundredth(int irq, void *dev_id)
{
	int *calls = dev_id;

	return ++*calls % 100 ? IRQ_NONE : IRQ_HANDLED;
}

static void one_in_a_hundred_handled_keeps_the_line(struct kunit *test)
{
	u32 since = log_position();
	int calls = 0;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, every_hundredth, 0, "test", &calls), 0);
	storm(100001);
	KUNIT_EXPECT_FALSE(test, log_contains(since, "nobody cared"));
	KUNIT_EXPECT_EQ(test, calls, 100001);
	free_irq(IRQ_A, &calls);
}

/* ---- the controllers ---- */

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71
#define RTC_IRQ	   8
#define RTC_PIE	   0x40 /* in register B: periodic interrupt on */

static u8 cmos_read(u8 reg)
{
	outb(reg, CMOS_INDEX);
	return inb(CMOS_DATA);
}

static void cmos_write(u8 reg, u8 value)
{
	outb(reg, CMOS_INDEX);
	outb(value, CMOS_DATA);
}

/* Reading register C lets the next one come. */
static irqreturn_t rtc_interrupt(int irq, void *dev_id)
{
	struct device *dev = dev_id;

	if (!cmos_read(0x0c))
		return IRQ_NONE;
	dev->calls++;
	return IRQ_HANDLED;
}

static void rtc_start(void)
{
	cmos_write(0x0a, (cmos_read(0x0a) & 0xf0) | 6); /* 1024 Hz */
	cmos_write(0x0b, cmos_read(0x0b) | RTC_PIE);
	cmos_read(0x0c);
}

static void rtc_stop(void)
{
	cmos_write(0x0b, cmos_read(0x0b) & ~RTC_PIE);
	cmos_read(0x0c);
}

static void a_real_interrupt_comes_through_both_controllers(struct kunit *test)
{
	struct device dev = {};

	KUNIT_ASSERT_EQ(test, request_irq(RTC_IRQ, rtc_interrupt, 0, "rtc", &dev), 0);
	rtc_start();
	msleep(100);
	rtc_stop();
	free_irq(RTC_IRQ, &dev);
	KUNIT_EXPECT_GE(test, dev.calls, 20); /* an emulated clock may leave some out */
	KUNIT_EXPECT_LE(test, dev.calls, 125);
}

static void the_last_free_switches_the_line_off(struct kunit *test)
{
	struct device dev = {};
	u32 since = log_position();
	unsigned int count;

	KUNIT_ASSERT_EQ(test, request_irq(RTC_IRQ, rtc_interrupt, 0, "rtc", &dev), 0);
	rtc_start();
	msleep(20);
	free_irq(RTC_IRQ, &dev);
	count = kstat_irqs(RTC_IRQ);
	msleep(20);
	rtc_stop();
	KUNIT_EXPECT_GT(test, dev.calls, 2);
	KUNIT_EXPECT_EQ(test, kstat_irqs(RTC_IRQ), count);
	KUNIT_EXPECT_FALSE(test, log_contains(since, "unexpected IRQ trap"));
}

static void disable_nests_and_keeps_the_last_edge(struct kunit *test)
{
	struct device dev = {};
	int calls;

	KUNIT_ASSERT_EQ(test, request_irq(RTC_IRQ, rtc_interrupt, 0, "rtc", &dev), 0);
	rtc_start();
	msleep(20);
	disable_irq(RTC_IRQ);
	disable_irq_nosync(RTC_IRQ);
	calls = dev.calls;
	KUNIT_EXPECT_GT(test, calls, 0);
	msleep(20);
	enable_irq(RTC_IRQ);
	msleep(20);
	KUNIT_EXPECT_EQ(test, dev.calls, calls);
	enable_irq(RTC_IRQ);
	KUNIT_EXPECT_GT(test, dev.calls, calls); /* the one that waited came at once */
	msleep(20);
	KUNIT_EXPECT_GT(test, dev.calls, calls + 2);
	rtc_stop();
	free_irq(RTC_IRQ, &dev);
}

static void one_enable_too_many_is_reported(struct kunit *test)
{
	struct device dev = { .answer = IRQ_HANDLED };
	u32 since = log_position();

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "test", &dev), 0);
	enable_irq(IRQ_A);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, log_count(since, "Unbalanced enable for IRQ 5"), 1);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, dev.calls, 1);
	free_irq(IRQ_A, &dev);
	enable_irq(99);
	disable_irq(99);
}

static void a_disabled_line_is_not_handled(struct kunit *test)
{
	struct device dev = { .answer = IRQ_HANDLED };

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, 0, "test", &dev), 0);
	disable_irq(IRQ_A);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, dev.calls, 0);
	enable_irq(IRQ_A);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, dev.calls, 1);
	free_irq(IRQ_A, &dev);
}

/* No device has asked for lines 7 and 15, so an int with their vectors is what a vanished request looks like. */
static void spurious_interrupts_are_counted_and_passed_over(struct kunit *test)
{
	struct device seven = { .answer = IRQ_HANDLED }, fifteen = { .answer = IRQ_HANDLED },
		      rtc = {};
	unsigned int errors = irq_err_count;

	KUNIT_ASSERT_EQ(test, request_irq(7, record, 0, "test", &seven), 0);
	KUNIT_ASSERT_EQ(test, request_irq(15, record, 0, "test", &fifteen), 0);
	raise(7);
	raise(15);
	KUNIT_EXPECT_EQ(test, seven.calls + fifteen.calls, 0);
	KUNIT_EXPECT_EQ(test, irq_err_count, errors + 2);
	free_irq(7, &seven);
	free_irq(15, &fifteen);

	/* And both controllers go on as before. */
	KUNIT_ASSERT_EQ(test, request_irq(RTC_IRQ, rtc_interrupt, 0, "rtc", &rtc), 0);
	rtc_start();
	msleep(20);
	rtc_stop();
	free_irq(RTC_IRQ, &rtc);
	KUNIT_EXPECT_GT(test, rtc.calls, 2);
}

/*
 * A real one: the clock has asked, the CPU has not answered yet, and the slave's lines are all masked. To the
 * CPU's question the slave then says 15, and the master has line 2 in service.
 */
static void a_request_that_vanishes_is_spurious(struct kunit *test)
{
	unsigned int errors = irq_err_count;
	struct device rtc = {};
	u8 mask;
	int calls;

	KUNIT_ASSERT_EQ(test, request_irq(RTC_IRQ, rtc_interrupt, 0, "rtc", &rtc), 0);
	rtc_start();
	local_irq_disable();
	mdelay(5);
	mask = inb(0xa1);
	outb(0xff, 0xa1);
	local_irq_enable();
	ndelay(1000);
	outb(mask, 0xa1);
	calls = rtc.calls;
	KUNIT_EXPECT_EQ(test, irq_err_count, errors + 1);
	msleep(20);
	rtc_stop();
	free_irq(RTC_IRQ, &rtc);
	KUNIT_EXPECT_GT(test, rtc.calls, calls + 2);
}

/* ---- nesting ---- */

static irqreturn_t raises_b(int irq, void *dev_id)
{
	struct pt_regs *mine = get_irq_regs();

	raise(IRQ_B);
	*(bool *)dev_id = get_irq_regs() == mine && irqs_disabled();
	return IRQ_HANDLED;
}

static void interrupts_nest(struct kunit *test)
{
	struct device inner = { .answer = IRQ_HANDLED };
	bool restored = false;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, raises_b, 0, "outer", &restored), 0);
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_B, record, 0, "inner", &inner), 0);
	raise(IRQ_A);
	free_irq(IRQ_A, &restored);
	free_irq(IRQ_B, &inner);
	KUNIT_EXPECT_EQ(test, inner.calls, 1);
	KUNIT_EXPECT_EQ(test, inner.count_seen, 2 * HARDIRQ_OFFSET);
	KUNIT_EXPECT_TRUE(test, restored);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static irqreturn_t raises_itself(int irq, void *dev_id)
{
	int *calls = dev_id;

	if (++*calls < 3)
		raise(IRQ_A);
	return IRQ_HANDLED;
}

static void a_line_does_not_interrupt_its_own_handler(struct kunit *test)
{
	int calls = 0;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, raises_itself, 0, "test", &calls), 0);
	raise(IRQ_A);
	free_irq(IRQ_A, &calls);
	KUNIT_EXPECT_EQ(test, calls, 1);
}

static irqreturn_t frees_itself(int irq, void *dev_id)
{
	int *calls = dev_id;

	++*calls;
	free_irq(irq, dev_id);
	return IRQ_HANDLED;
}

/* Wrong, and reported as such; but it must not wait for itself. */
static void a_handler_that_frees_itself_does_not_hang(struct kunit *test)
{
	u32 since = log_position();
	int calls = 0;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, frees_itself, 0, "test", &calls), 0);
	raise(IRQ_A);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test,
			log_count(since, "BUG: sleeping function called from invalid context"), 1);
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_A, never, 0, "test", NULL), 0);
	free_irq(IRQ_A, NULL);
}

/* ---- the way out ---- */

static int wait_for_wakeup(void *ran)
{
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		++*(int *)ran;
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static irqreturn_t wakes(int irq, void *dev_id)
{
	wake_up_process(dev_id);
	return IRQ_HANDLED;
}

static void a_woken_thread_of_higher_priority_runs_at_once(struct kunit *test)
{
	int ran = 0, after_irq, after_disabled;
	struct task_struct *thread = kthread_create(wait_for_wakeup, &ran, "irq_test");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, thread);
	sched_set_fifo(thread);
	wake_up_process(thread); /* as far as its schedule() */
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, wakes, 0, "test", thread), 0);
	raise(IRQ_A);
	after_irq = READ_ONCE(ran);
	preempt_disable();
	raise(IRQ_A);
	after_disabled = READ_ONCE(ran);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, after_irq, 1);
	KUNIT_EXPECT_EQ(test, after_disabled, 1);
	KUNIT_EXPECT_EQ(test, READ_ONCE(ran), 2);
	free_irq(IRQ_A, thread);
	kthread_stop(thread);
}

/* ---- /proc/interrupts ---- */

static void interrupts_are_shown_as_linux_shows_them(struct kunit *test)
{
	static char text[2048];
	struct device a = {}, b = {};
	struct seq_file m;

	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "one", &a), 0);
	KUNIT_ASSERT_EQ(test, request_irq(IRQ_A, record, IRQF_SHARED, "two", &b), 0);
	seq_init(&m, text, sizeof(text) - 1, NULL);
	interrupts_show(&m);
	text[m.count] = 0;
	free_irq(IRQ_A, &a);
	free_irq(IRQ_A, &b);
	KUNIT_EXPECT_EQ(test, strncmp(text, "           CPU0       \n  0: ", 28), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "    XT-PIC      timer\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\n  2:          0    XT-PIC      cascade\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "    XT-PIC      one, two\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\nERR: "));
}

static struct kunit_case irq_cases[] = {
	KUNIT_CASE(a_handler_gets_its_line_and_device),
	KUNIT_CASE(a_handler_is_in_hardirq_context),
	KUNIT_CASE(the_regs_are_those_of_the_interrupted_code),
	KUNIT_CASE(a_shared_line_asks_every_handler),
	KUNIT_CASE(an_exclusive_line_is_busy),
	KUNIT_CASE(senseless_requests_are_refused),
	KUNIT_CASE(the_pool_of_handlers_has_an_end),
	KUNIT_CASE(freeing_what_nobody_has_is_reported),
	KUNIT_CASE(a_line_without_handlers_is_reported),
	KUNIT_CASE(a_leaked_preempt_count_is_reported_and_mended),
	KUNIT_CASE(a_handler_that_enables_interrupts_is_reported),
	KUNIT_CASE(an_initcall_that_leaks_is_reported_and_mended),
	KUNIT_CASE(a_line_nobody_cares_for_is_switched_off),
	KUNIT_CASE(one_in_a_hundred_handled_keeps_the_line),
	KUNIT_CASE(a_real_interrupt_comes_through_both_controllers),
	KUNIT_CASE(the_last_free_switches_the_line_off),
	KUNIT_CASE(disable_nests_and_keeps_the_last_edge),
	KUNIT_CASE(one_enable_too_many_is_reported),
	KUNIT_CASE(a_disabled_line_is_not_handled),
	KUNIT_CASE(spurious_interrupts_are_counted_and_passed_over),
	KUNIT_CASE(a_request_that_vanishes_is_spurious),
	KUNIT_CASE(interrupts_nest),
	KUNIT_CASE(a_line_does_not_interrupt_its_own_handler),
	KUNIT_CASE(a_handler_that_frees_itself_does_not_hang),
	KUNIT_CASE(a_woken_thread_of_higher_priority_runs_at_once),
	KUNIT_CASE(interrupts_are_shown_as_linux_shows_them),
	{},
};

static struct kunit_suite irq_suite = { .name = "irq", .test_cases = irq_cases };
kunit_test_suite(irq_suite);
