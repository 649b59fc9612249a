/* SPDX-License-Identifier: MIT */
/*
 * run PROG ARGS, init PROG ARGS: a user program has the console until it ends; Ctrl-C is for it. With & at the end
 * it runs beside the monitor, to be looked at by maps, status and pt.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/monitor.h>
#include <linux/run.h>
#include <linux/string.h>
#include <linux/tty.h>

typedef int (*line_function)(struct seq_file *m, const char *line);

/* The words behind the command as one line. */
static int with_line(line_function run, struct seq_file *m, int argc, char **argv)
{
	char line[256] = "";
	int err;

	for (int i = 1; i < argc; i++) {
		strlcat(line, argv[i], sizeof(line));
		strlcat(line, " ", sizeof(line));
	}
	err = run(m, line);
	return err == -EINVAL ? -ENOEXEC : err; /* the first would ask for a usage line */
}

static int with_console(line_function run, struct seq_file *m, int argc, char **argv)
{
	int err;

	if (monitor_interrupted())
		return -EINTR;
	tty_begin(interrupt_program);
	err = with_line(run, m, argc, argv);
	tty_end();
	return err;
}

static int run_beside(struct seq_file *m, const char *line)
{
	return run_in_background(line);
}

static int run(struct seq_file *m, int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[argc - 1], "&"))
		return with_line(run_beside, m, argc - 1, argv);
	return argc > 1 ? with_console(run_command_line, m, argc, argv) : -EINVAL;
}

static const char *complete_program(int argc, char **argv, unsigned int n)
{
	struct dentry *bin = argc == 2 ? path_lookup(root_dentry, "bin", LOOKUP_DIRECTORY) : NULL;
	struct dentry *program = IS_ERR_OR_NULL(bin) ? NULL : dentry_nth(bin, n);

	return program ? program->d_name : NULL;
}
MONITOR_COMMAND(run, "run", "PROG [ARGS] [&]",
		"a user program, until it ends or Ctrl-C; &: beside the monitor", "Kernel", run,
		complete_program);

static int init(struct seq_file *m, int argc, char **argv)
{
	return with_console(run_init, m, argc, argv);
}
MONITOR_COMMAND(init, "init", "[PROG ARGS]", "the same by process 1, which takes care of orphans",
		"Kernel", init, complete_program);
