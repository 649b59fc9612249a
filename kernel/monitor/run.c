/* SPDX-License-Identifier: MIT */
/*
 * run PROG ARGS, init PROG ARGS: a user program has the console until it ends; Ctrl-C is for it. With & at the end
 * it runs beside the monitor, to be looked at by maps, status and pt.
 */
#include <k896/monitor.h>
#include <k896/run.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/string.h>
#include <linux/tty.h>

typedef int (*line_function)(struct seq_file *m, const char *line);

/* @word at the end of @line, in quotes if it would not be one word without them. */
static void add_word(char *line, size_t size, const char *word)
{
	const char *quote = !*word || strpbrk(word, " \t") ? "\"" : "";

	strlcat(line, quote, size);
	strlcat(line, word, size);
	strlcat(line, quote, size);
	strlcat(line, " ", size);
}

/* The words behind the command as one line: each may have grown by two quotes. */
#define MAX_LINE (MONITOR_LINE_SIZE + 2 * MONITOR_MAX_ARGS)

static void join(char *line, int argc, char **argv)
{
	*line = 0;
	for (int i = 1; i < argc; i++)
		add_word(line, MAX_LINE, argv[i]);
}

static int without_usage(int err)
{
	return err == -EINVAL ? -ENOEXEC : err; /* the first would ask for a usage line */
}

static int with_console(line_function run, struct seq_file *m, const char *line)
{
	int err;

	if (monitor_interrupted())
		return -EINTR;
	tty_begin(interrupt_program);
	err = run(m, line);
	tty_end();
	return without_usage(err);
}

static int run(struct seq_file *m, int argc, char **argv)
{
	bool beside = argc > 2 && !strcmp(argv[argc - 1], "&");
	char line[MAX_LINE];

	if (argc < 2)
		return -EINVAL;
	join(line, beside ? argc - 1 : argc, argv);
	return beside ? without_usage(run_in_background(m, line)) :
			with_console(run_command_line, m, line);
}

static const char *complete_program(int argc, char **argv, unsigned int n)
{
	struct dentry *bin = argc == 2 ? path_lookup(root_dentry, "bin", LOOKUP_DIRECTORY) : NULL;
	struct dentry *program = IS_ERR_OR_NULL(bin) ? NULL : dentry_nth(bin, n);

	return program ? program->d_name : NULL;
}
MONITOR_COMMAND(run, "run", "PROG [ARGS] [&]",
		"a user program, until it ends or Ctrl-C; &: beside the monitor, as run sleeper &",
		"Kernel", run, complete_program);

/* A single word is the whole line, as run= on the command line gives it. */
static int init(struct seq_file *m, int argc, char **argv)
{
	char line[MAX_LINE];

	if (argc == 2)
		return with_console(run_init, m, argv[1]);
	join(line, argc, argv);
	return with_console(run_init, m, line);
}
MONITOR_COMMAND(init, "init", "[PROG ARGS]", "the same by process 1, which takes care of orphans",
		"Kernel", init, complete_program);
