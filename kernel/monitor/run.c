/* SPDX-License-Identifier: MIT */
/* run PROG ARGS, init PROG ARGS: a user program has the console until it ends; Ctrl-C is for it. */
#include <linux/errno.h>
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
	tty_begin(interrupt_program);
	err = run(m, line);
	tty_end();
	return err == -EINVAL ? -ENOEXEC : err; /* the first would ask for a usage line */
}

static int run(struct seq_file *m, int argc, char **argv)
{
	return argc > 1 ? with_console(run_command_line, m, argc, argv) : -EINVAL;
}
MONITOR_COMMAND(run, "run", "PROG [ARGS]", "a user program, until it ends or Ctrl-C", "Kernel",
		run);

static int init(struct seq_file *m, int argc, char **argv)
{
	return with_console(run_init, m, argc, argv);
}
MONITOR_COMMAND(init, "init", "[PROG ARGS]", "the same by process 1, which takes care of orphans",
		"Kernel", init);
