/* SPDX-License-Identifier: MIT */
/*
 * Calls by hand, from their words to their answer, and the context chooser in front of them:
 *
 *	k896> in hardirq kmalloc 64 GFP_KERNEL
 *	in hardirq: preempt_count() 0x00010000, in_hardirq() in_interrupt() in_atomic() irqs_disabled()
 *	[   12.345678] BUG: sleeping function called from invalid context at include/linux/slab.h:193
 *	...
 *	k1 = kmalloc(64, GFP_KERNEL) = 0xc1045a40
 *	=> 1 report, and it was done
 *
 * Only the call itself is made in the context. Its words are read before and its answer is told after, in
 * the monitor's task; what the kernel says meanwhile is kept off the consoles and shown with the answer.
 *
 * Besides the commands of alloc.h, "in" knows all calls that "rules" tries: in spinlock mutex_lock.
 *
 * Tests: tests/kernel/monitor/by_hand_test.c, tests/boot/test_commands.py.
 */
#include <k896/log.h>
#include <k896/report.h>
#include <k896/show.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "alloc.h"
#include "trials.h"

static const struct call_type *const call_types[] = {
	&call_kmalloc,	      &call_kzalloc,	   &call_krealloc,	  &call_vmalloc,
	&call_vzalloc,	      &call_kvmalloc,	   &call_pages,		  &call_free,
	&call_cache_create,   &call_cache_alloc,   &call_cache_shrink,	  &call_cache_destroy,
	&call_mempool_create, &call_mempool_alloc, &call_mempool_destroy, &call_msleep,
	&call_mdelay,
};

/* How many of the words are the type's name; 0: they are not. */
static int name_fits(const struct call_type *type, int argc, char **argv)
{
	size_t len = strlen(argv[0]);

	if (!strcmp(type->name, argv[0]))
		return 1;
	if (argc < 2 || strncmp(type->name, argv[0], len) || type->name[len] != ' ')
		return 0;
	return strcmp(type->name + len + 1, argv[1]) ? 0 : 2;
}

/* The type, and in *@words how many words its name has; NULL. */
static const struct call_type *find_call(int argc, char **argv, int *words)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(call_types); i++) {
		*words = name_fits(call_types[i], argc, argv);
		if (*words)
			return call_types[i];
	}
	return NULL;
}

/* ---- a call ---- */

static struct call call; /* the one being made */
static char answers[NR_QUESTIONS + 1];
static unsigned int count;

static void run_counted(void)
{
	unsigned int reports = report_count;

	reports_start_over(); /* a person wants to see them all */
	count = preempt_count();
	ask_context(answers);
	call.type->run(&call);
	call.reports = report_count - reports;
}

/* Prints the usage of the call itself, which may not be the command's. */
static int prepare_call(struct seq_file *m, const struct call_type *type, int argc, char **argv)
{
	int err;

	call = (struct call){ .type = type };
	err = type->parse(m, &call, argc, argv);
	if (err != -EINVAL)
		return err;
	seq_printf(m, "usage: %s %s\n", type->name, type->args);
	return -ERANGE;
}

int run_call(struct seq_file *m, int argc, char **argv)
{
	int words, err;
	const struct call_type *type = find_call(argc, argv, &words);

	if (!type) {
		seq_printf(m, "%s: there is no \"%s\"\n", argv[0], argc > 1 ? argv[1] : "");
		return -EINVAL;
	}
	err = prepare_call(m, type, argc - words + 1, argv + words - 1);
	if (err)
		return err;
	seq_flush(m); /* what the kernel says comes behind what has been written */
	run_counted();
	return type->tell(m, &call);
}

/* ---- in another context ---- */

static void show_context(struct seq_file *m, const struct context *c)
{
	seq_printf(m, "in %s: preempt_count() %#010x,", c->name, count);
	for (int q = 0; q < NR_QUESTIONS; q++)
		if (answers[q] == '1')
			seq_printf(m, " %s", context_questions[q]);
	seq_putc(m, '\n');
}

static void show_verdict(struct seq_file *m, unsigned int reports, bool done)
{
	if (reports)
		seq_printf(m, "=> %u report%s, and it was %s\n", reports, reports == 1 ? "" : "s",
			   done ? "done" : "not done");
	else
		seq_printf(m, "=> no report, and it was %s\n", done ? "done" : "not done");
}

static bool run_quietly(const struct context *c, void (*fn)(void))
{
	int level = console_loglevel;
	bool called;

	console_loglevel = 0; /* what a panic says, no more */
	called = run_in_context(c, fn);
	console_loglevel = level;
	return called;
}

static int call_in(struct seq_file *m, const struct context *c, const struct call_type *type,
		   int argc, char **argv)
{
	u32 since;
	int err = prepare_call(m, type, argc, argv);

	if (err)
		return err;
	since = log_position();
	if (!run_quietly(c, run_counted)) {
		seq_printf(m, "in: %s could not be entered\n", c->name);
		return -EBUSY;
	}
	show_context(m, c);
	log_show(m, since);
	err = type->tell(m, &call);
	show_verdict(m, call.reports, call.done);
	return err;
}

static int try_in(struct seq_file *m, const struct context *c, const struct trial *t)
{
	u32 since = log_position();
	struct trial_result result = run_trial(c, t);
	const char *fault;

	if (!result.called) {
		seq_printf(m, "in: %s could not be prepared\n", t->name);
		return -ENOMEM;
	}
	memcpy(answers, result.answers, sizeof(answers));
	count = result.preempt_count;
	show_context(m, c);
	log_show(m, since);
	show_verdict(m, result.reports, result.done);
	fault = trial_fault(c, t, &result);
	if (fault)
		seq_printf(m, "DIFFERS from Linux: %s\n", fault);
	return fault != NULL;
}

static void list_contexts(struct seq_file *m, const char *name)
{
	seq_printf(m, "in: there is no context \"%s\". There are:", name);
	for (int i = 0; i < NR_CONTEXTS; i++)
		seq_printf(m, " %s", contexts[i].name);
	seq_putc(m, '\n');
}

static int run_in(struct seq_file *m, int argc, char **argv)
{
	const struct context *c;
	const struct call_type *type;
	const struct trial *t;
	int words;

	if (argc < 3) {
		seq_puts(m, argc < 2 ? "in: in which context?\n" : "in: which call?\n");
		return -EINVAL;
	}
	c = find_context(argv[1]);
	if (!c) {
		list_contexts(m, argv[1]);
		return -EINVAL;
	}
	type = find_call(argc - 2, argv + 2, &words);
	if (type)
		return call_in(m, c, type, argc - 1 - words, argv + 1 + words);
	t = find_trial(argv[2]);
	if (t && argc == 3)
		return try_in(m, c, t);
	seq_printf(m,
		   t ? "in: %s is tried without arguments\n" :
		       "in: there is no call \"%s\": one of \"Allocation by hand\" in help, "
		       "msleep, mdelay, or one that \"rules\" names\n",
		   argv[2]);
	return -EINVAL;
}
/* The calls with arguments, then those of the rules; some are both. */
static const char *nth_call(unsigned int n)
{
	if (n < ARRAY_SIZE(call_types))
		return call_types[n]->name;
	n -= ARRAY_SIZE(call_types);
	for (const struct trial *t = trials; t < trials + nr_trials; t++) {
		char *name = (char *)t->name;
		int words;

		if (!find_call(1, &name, &words) && !n--)
			return t->name;
	}
	return NULL;
}

static const char *complete_in(int argc, char **argv, unsigned int n)
{
	if (argc == 2)
		return n < NR_CONTEXTS ? contexts[n].name : NULL;
	return argc == 3 ? nth_call(n) : monitor_complete(argc - 2, argv + 2, n);
}
MONITOR_COMMAND(in, "in", "CONTEXT CALL...", "one call in another context: in hardirq kmalloc 64",
		"Contexts", run_in, complete_in);

/* ---- waiting by hand ---- */

#define MAX_MS 10000 /* busy waiting cannot be interrupted */

static int parse_ms(struct seq_file *m, struct call *c, int argc, char **argv)
{
	if (argc != 2) {
		seq_printf(m, "%s: how many milliseconds?\n", c->type->name);
		return -EINVAL;
	}
	return parse_number(m, argv[1], "number of milliseconds", MAX_MS, &c->number) ? 0 : -EINVAL;
}

static void do_msleep(struct call *c)
{
	ktime_t start = ktime_get();

	msleep(c->number);
	c->size = ktime_us_delta(ktime_get(), start);
	c->done = true;
}

static void do_mdelay(struct call *c)
{
	ktime_t start = ktime_get();

	mdelay(c->number);
	c->size = ktime_us_delta(ktime_get(), start);
	c->done = true;
}

static int tell_wait(struct seq_file *m, struct call *c)
{
	seq_printf(m, "%s(%lu) took %zu us\n", c->type->name, c->number, c->size);
	return 0;
}

CALL(msleep, "Contexts", NULL, "MS", "sleep MS milliseconds", parse_ms, do_msleep, tell_wait);
CALL(mdelay, "Contexts", NULL, "MS", "wait MS milliseconds without sleeping", parse_ms, do_mdelay,
     tell_wait);
