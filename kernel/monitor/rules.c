/* SPDX-License-Identifier: MIT */
/*
 * The monitor's "rules": which call may be made in which context, found out by making it.
 *
 *	                         task kthr work ... spin ... hard
 *	kmalloc                    ok   ok   ok ...  BUG ...  BUG	reported, went on without sleeping
 *	kmalloc_atomic             ok   ok   ok ...   ok ...   ok
 *	vmalloc                    ok   ok   ok ...   no ...   no	reported and refused
 *
 * Nothing here knows the answers. What Linux's rule says is in trials.c; a cell that is not what follows
 * from it is told below its row, and counted.
 *
 * The reports stay off the consoles, there are hundreds; the log has them.
 *
 * Tests: tests/kernel/monitor/rules_test.c.
 */
#include <k896/monitor.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "trials.h"

#define NAME_WIDTH 24 /* and five for each context: 99 columns */

static const char *word_for(const struct trial_result *r)
{
	if (!r->called)
		return "?";
	if (r->done)
		return r->reports ? "BUG" : "ok";
	return r->reports ? "no" : "fail";
}

static void show_name(struct seq_file *m, const char *name)
{
	if (strlen(name) > NAME_WIDTH)
		seq_printf(m, "%s\n%-*s", name, NAME_WIDTH, "");
	else
		seq_printf(m, "%-*s", NAME_WIDTH, name);
}

struct rule_count show_rule(struct seq_file *m, const struct trial *t)
{
	const char *faults[NR_CONTEXTS];
	struct rule_count count = {};

	show_name(m, t->name);
	for (int i = 0; i < NR_CONTEXTS; i++) {
		struct trial_result result = run_trial(&contexts[i], t);

		faults[i] = trial_fault(&contexts[i], t, &result);
		seq_printf(m, " %4s", word_for(&result));
		count.calls++;
		count.reports += result.reports;
		count.faults += faults[i] != NULL;
	}
	seq_putc(m, '\n');
	for (int i = 0; i < NR_CONTEXTS; i++)
		if (faults[i])
			seq_printf(m, "  DIFFERS from Linux: %s in %s: %s\n", t->name,
				   contexts[i].name, faults[i]);
	seq_flush(m);
	return count;
}

static void show_head(struct seq_file *m)
{
	if (fault_attr_is_on())
		seq_puts(m,
			 "`fail` is on: what DIFFERS below may be its doing. `fail off` ends it.\n");
	seq_puts(m, "Each call as just made in each context. ok: done. BUG: reported, done without "
		    "sleeping.\nno: reported, refused. fail: refused without a report.\n"
		    "The flags are GFP_KERNEL unless the name says otherwise.\n");
	seq_printf(m, "%-*s", NAME_WIDTH, "");
	for (int i = 0; i < NR_CONTEXTS; i++)
		seq_printf(m, " %4s", contexts[i].short_name);
	seq_putc(m, '\n');
}

static void show_contexts(struct seq_file *m)
{
	for (int i = 0; i < NR_CONTEXTS; i++)
		seq_printf(m, "%s%s = %s",
			   i % 5 ? ", " :
			   i	 ? "\n" :
				   "",
			   contexts[i].short_name, contexts[i].name);
	seq_putc(m, '\n');
}

static int run_rules(struct seq_file *m, int argc, char **argv)
{
	struct rule_count sum = {};

	if (argc > 2) {
		seq_puts(m, "rules: one pattern, or none\n");
		return -EINVAL;
	}
	for (const struct trial *t = trials; t < trials + nr_trials; t++) {
		struct rule_count count;

		if (monitor_interrupted())
			return -EINTR;
		if (argc == 2 && !glob_match(argv[1], t->name))
			continue;
		if (!sum.calls)
			show_head(m);
		count = show_rule(m, t);
		sum.calls += count.calls;
		sum.reports += count.reports;
		sum.faults += count.faults;
	}
	if (!sum.calls) {
		seq_printf(m, "rules: no call is named \"%s\"; without a word: all of them\n",
			   argv[1]);
		return -ENOENT;
	}
	show_contexts(m);
	seq_printf(m, "%u calls, %u reports (dmesg), %u not as Linux's rule says\n", sum.calls,
		   sum.reports, sum.faults);
	return sum.faults;
}
static const char *complete_rules(int argc, char **argv, unsigned int n)
{
	return argc == 2 && n < nr_trials ? trials[n].name : NULL;
}
MONITOR_COMMAND(rules, "rules", "[GLOB]", "which call may be made in which context, by trying it",
		"Contexts", run_rules, complete_rules);
