/* SPDX-License-Identifier: MIT */
/*
 * "trace": the trace at the prompt. A line of its own for each thing that can be done with it; what is
 * recorded and how it looks is kernel/core/trace*.c's, the histogram mm/debug/trace_hist.c's.
 *
 * Tests: tests/boot/test_trace.py
 */
#include <k896/monitor.h>
#include <k896/show.h>
#include <k896/trace.h>
#include <k896/trace_hist.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/seq_file.h>
#include <linux/string.h>

/* All patterns or none: the words of the line are one text again. */
static int run_switch(struct seq_file *m, int argc, char **argv,
		      int (*change)(const char *globs, const char **bad))
{
	char globs[256];
	const char *bad;
	size_t n = 0;
	int err;

	for (int i = 0; i < argc; i++)
		n += scnprintf(globs + n, sizeof(globs) - n, "%s ", argv[i]);
	err = change(globs, &bad);
	if (err)
		seq_printf(m, "trace: no event fits \"%.*s\"; \"trace list\" names them\n",
			   (int)strcspn(bad, " ,"), bad);
	return err;
}

static int run_on(struct seq_file *m, int argc, char **argv)
{
	return argc ? run_switch(m, argc, argv, trace_enable) : -EINVAL;
}

static int run_off(struct seq_file *m, int argc, char **argv)
{
	if (argc)
		return run_switch(m, argc, argv, trace_disable);
	trace_disable_all();
	return 0;
}

static int run_show(struct seq_file *m, int argc, char **argv)
{
	unsigned long max = ULONG_MAX;

	if (argc > 1 || (argc && kstrtoul(argv[0], 10, &max)))
		return -EINVAL;
	return trace_show(m, max);
}

static int run_clear(struct seq_file *m, int argc, char **argv)
{
	if (argc)
		return -EINVAL;
	trace_clear();
	trace_hist_clear();
	return 0;
}

static int run_list(struct seq_file *m, int argc, char **argv)
{
	return argc ? -EINVAL : trace_list(m);
}

static const char *const hist_orders[] = {
	[TRACE_HIST_BY_BYTES] = "bytes",
	[TRACE_HIST_BY_COUNT] = "count",
	[TRACE_HIST_BY_LIVE] = "live",
};

static int run_hist(struct seq_file *m, int argc, char **argv)
{
	if (!argc)
		return trace_hist_show(m, TRACE_HIST_BY_BYTES);
	for (unsigned int i = 0; argc == 1 && i < ARRAY_SIZE(hist_orders); i++)
		if (!strcmp(argv[0], hist_orders[i]))
			return trace_hist_show(m, i);
	return -EINVAL;
}

static int run_pid(struct seq_file *m, int argc, char **argv)
{
	int pid = TRACE_ALL_TASKS;

	if (argc != 1)
		return -EINVAL;
	if (strcmp(argv[0], "all") && (kstrtoint(argv[0], 10, &pid) || pid < 0)) {
		seq_printf(m, "trace: \"%s\" is no pid\n", argv[0]);
		return -EINVAL;
	}
	trace_set_pid(pid);
	return 0;
}

static const struct {
	const char *word;
	int (*run)(struct seq_file *m, int argc, char **argv);
} words[] = { { "on", run_on },	      { "off", run_off },   { "show", run_show },
	      { "clear", run_clear }, { "list", run_list }, { "hist", run_hist },
	      { "pid", run_pid } };

static int run_trace(struct seq_file *m, int argc, char **argv)
{
	if (argc == 1)
		return trace_status(m);
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(argv[1], words[i].word))
			return words[i].run(m, argc - 2, argv + 2);
	return -EINVAL;
}

static const char *complete_trace(int argc, char **argv, unsigned int n)
{
	if (argc == 2)
		return n < ARRAY_SIZE(words) ? words[n].word : NULL;
	if (!strcmp(argv[1], "on") || !strcmp(argv[1], "off"))
		return trace_event_name(n);
	return !strcmp(argv[1], "hist") && n < ARRAY_SIZE(hist_orders) ? hist_orders[n] : NULL;
}
MONITOR_COMMAND(
	trace, "trace",
	"[on GLOB...|off [GLOB...]|show [N]|clear|list|pid N|pid all|hist [bytes|count|live]]",
	"what the kernel does, event by event", "Learning", run_trace, complete_trace);
