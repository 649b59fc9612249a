/* SPDX-License-Identifier: MIT */
/* run PROG ARGS, init PROG ARGS: a user program has the console until it ends; Ctrl-C is for it. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/monitor.h>
#include <linux/run.h>
#include <linux/string.h>
#include <linux/tty.h>

static int with_console(int (*run)(struct seq_file *m, const char *line), struct seq_file *m,
			int argc, char **argv)
{
	char line[256] = "";
	int err;

	for (int i = 1; i < argc; i++) {
		strlcat(line, argv[i], sizeof(line));
		strlcat(line, " ", sizeof(line));
	}
	if (monitor_interrupted())
		return -EINTR;
	tty_begin(interrupt_program);
	err = run(m, line);
	tty_end();
	return err == -EINVAL ? -ENOEXEC : err; /* the first would ask for a usage line */
}

static int run(struct seq_file *m, int argc, char **argv)
{
	return argc > 1 ? with_console(run_command_line, m, argc, argv) : -EINVAL;
}

static const char *complete_program(int argc, char **argv, unsigned int n)
{
	struct dentry *bin = argc == 2 ? path_lookup(root_dentry, "bin", LOOKUP_DIRECTORY) : NULL;
	struct dentry *program = IS_ERR_OR_NULL(bin) ? NULL : dentry_nth(bin, n);

	return program ? program->d_name : NULL;
}
MONITOR_COMMAND(run, "run", "PROG [ARGS]", "a user program, until it ends or Ctrl-C", "Kernel", run,
		complete_program);

static int init(struct seq_file *m, int argc, char **argv)
{
	return with_console(run_init, m, argc, argv);
}
MONITOR_COMMAND(init, "init", "[PROG ARGS]", "the same by process 1, which takes care of orphans",
		"Kernel", init, complete_program);
