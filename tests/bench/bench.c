/* SPDX-License-Identifier: MIT */
/* Running benchmark groups: the monitor's "bench GLOB" and the command line's bench=. */
#include <k896/monitor.h>
#include <k896/run.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/glob.h>
#include <linux/mm.h>
#include <linux/sort.h>

#include "bench.h"

extern const struct bench_group __benches_start[], __benches_end[];

u32 *bench_samples;
void **bench_ptrs;
static const char *wanted;
static struct seq_file *out;
static unsigned int rows;

bool bench_wanted(const char *name)
{
	return glob_match(wanted, name) && !monitor_interrupted();
}

static int compare(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

void bench_report(const char *name, u32 *samples, unsigned int n)
{
	if (!bench_wanted(name))
		return;
	sort(samples, n, sizeof(*samples), compare, NULL);
	seq_printf(out, "bench %s min %u med %u n %u\n", name, samples[0], samples[n / 2], n);
	seq_flush(out);
	rows++;
}

void bench_note(const char *fmt, ...)
{
	va_list args;

	seq_puts(out, "note ");
	va_start(args, fmt);
	seq_vprintf(out, fmt, args);
	va_end(args);
	seq_putc(out, '\n');
}

/* Frees what there is of them: also after a failure half way. */
static void free_buffers(void)
{
	if (bench_samples)
		free_pages_exact(bench_samples, BENCH_MAX_SAMPLES * sizeof(*bench_samples));
	if (bench_ptrs)
		free_pages_exact(bench_ptrs, BENCH_MAX_SAMPLES * sizeof(*bench_ptrs));
	bench_samples = NULL;
	bench_ptrs = NULL;
}

/* The rows that a program measures (user/ubench.c), where it was brought along. */
static void run_user_rows(void)
{
	const char *argv[] = { "/bin/ubench", wanted, NULL };
	struct file *program = filp_open(argv[0], O_RDONLY, 0);

	if (IS_ERR(program))
		return;
	fput(program);
	seq_flush(out); /* the program writes to the consoles itself */
	if (!run_user_program(argv))
		rows++;
}

static int run(struct seq_file *m, const char *glob)
{
	wanted = glob;
	out = m;
	rows = 0;
	bench_samples = alloc_pages_exact(BENCH_MAX_SAMPLES * sizeof(*bench_samples), GFP_KERNEL);
	bench_ptrs = alloc_pages_exact(BENCH_MAX_SAMPLES * sizeof(*bench_ptrs), GFP_KERNEL);
	if (bench_samples && bench_ptrs)
		for (const struct bench_group *g = __benches_start; g < __benches_end; g++)
			g->run();
	else
		seq_puts(m, "bench: no memory for the samples\n");
	free_buffers();
	run_user_rows();
	if (rows)
		return 0;
	seq_printf(m, "bench: no row matches \"%s\"\n", glob);
	return -ENOENT;
}

static int run_bench(struct seq_file *m, int argc, char **argv)
{
	return argc <= 2 ? run(m, argc == 2 ? argv[1] : "*") : -EINVAL;
}
MONITOR_COMMAND(bench, "bench", "[GLOB]", "benchmarks whose names match", "Learning", run_bench);
