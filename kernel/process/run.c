/* SPDX-License-Identifier: MIT */
/*
 * Processes that are nobody's child: the kernel starts a program.
 *
 *	kernel thread				new process, parent: the kernel (init_task)
 *	create_user_task()  ----------------->  run_program(): execve() from kernel strings
 *	waits on struct program			user mode ... do_exit()
 *	    <----------- program_ended() -----  status
 *
 * init (/init, or what init= says) is the process with number 1, which until then the boot thread has: they
 * exchange numbers. It starts what its arguments name, and orphans go to it. It may end like any other, with
 * the status of what it started: then orphans are the kernel's again.
 *
 * Tests: tests/kernel/process/exec_test.c, tests/user.
 */
#include <asm/process.h>
#include <k896/params.h>
#include <k896/run.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/kthread.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/syscalls.h>

#include "task.h"

/* One that is waited for; on the stack of the thread that waits. */
struct program {
	const char *const *argv;
	int error;  /* could not be started: -errno */
	int status; /* wait status */
	struct completion ended;
};

/* The wait status of a shell or of init that could not run a program. */
#define EXIT_NOT_RUN (127 << 8)

static const char *const environment[] = { "HOME=/", "PATH=/bin:/", "TERM=linux", NULL };

/* Whose group Ctrl-C is for. tasklist_lock. */
static struct task_struct *foreground;

/* ---- where programs are ---- */

#define PROGRAM_PATH_SIZE 128

/* 0: @folder/@name is something, whatever can be done with it. -ENOENT, -ENAMETOOLONG. */
static int find_in(const char *folder, const char *name, char *path)
{
	struct file *file;

	if (scnprintf(path, PROGRAM_PATH_SIZE, "%s%s", folder, name) == PROGRAM_PATH_SIZE - 1)
		return -ENAMETOOLONG;
	file = filp_open(path, O_RDONLY, 0);
	if (IS_ERR(file))
		return file == ERR_PTR(-ENOENT) ? -ENOENT : 0;
	fput(file);
	return 0;
}

/* A name without a slash is in / or in /bin; init (user/init.c) looks there as well. @path: PROGRAM_PATH_SIZE. */
static int find_program(const char *name, char *path)
{
	int err;

	if (strchr(name, '/'))
		return find_in("", name, path);
	err = find_in("/", name, path);
	return err == -ENOENT ? find_in("/bin/", name, path) : err;
}

/* ---- in the new process ---- */

static int exec_named(const char *const *argv)
{
	char path[PROGRAM_PATH_SIZE];
	int err = find_program(argv[0], path);

	if (err)
		return err;
	return do_execve(path, (struct user_strings){ argv, true },
			 (struct user_strings){ environment, true });
}

static void run_program(void *arg)
{
	struct program *program = arg;

	program->error = exec_named(program->argv);
	if (program->error)
		do_exit(EXIT_NOT_RUN);
	kasan_unpoison_task_stack_below(current_pt_regs());
	enter_user_mode();
}

/* ---- in the kernel ---- */

void program_ended(struct task_struct *p)
{
	struct program *program = p->worker_private;

	lockdep_assert_held(&tasklist_lock);
	if (p == foreground)
		foreground = NULL;
	if (!program)
		return;
	program->status = p->exit_code;
	complete(&program->ended);
}

static void set_foreground(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	foreground = p;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* Starts @p and waits for its end; its wait status, or -errno when it could not be started. */
static int run_to_its_end(struct task_struct *p, struct program *program)
{
	p->worker_private = program;
	set_foreground(p);
	wake_up_new_task(p);
	if (wait_for_completion_interruptible(&program->ended)) {
		interrupt_program(); /* Ctrl-C: the one that waits is to stop */
		wait_for_completion(&program->ended);
	}
	return program->error ?: program->status;
}

#define PROGRAM(name, arguments)                                                                   \
	struct program name = { .argv = arguments,                                                 \
				.ended = COMPLETION_INITIALIZER_ONSTACK(name.ended) }

int run_user_program(const char *const *argv)
{
	PROGRAM(program, argv);
	struct task_struct *p = create_user_task(run_program, &program);

	return IS_ERR(p) ? PTR_ERR(p) : run_to_its_end(p, &program);
}

/* As process 1: the boot thread, which has the number, takes the new one's. */
static void take_number_one(struct task_struct *p)
{
	unsigned long flags;

	set_tsk_comm(current, "monitor");
	spin_lock_irqsave(&tasklist_lock, flags);
	exchange_pids(current, p);
	p->signal->pgrp = p->signal->session = p->pid;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

static int run_as_init(const char *const *argv)
{
	PROGRAM(program, argv);
	struct task_struct *p = create_user_task(run_program, &program);

	if (IS_ERR(p))
		return PTR_ERR(p);
	if (current->pid == 1)
		take_number_one(p);
	set_child_reaper(p);
	return run_to_its_end(p, &program);
}

void interrupt_program(void)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	if (foreground)
		__kill_pgrp_info(SIGINT, NULL, task_pgrp_nr(foreground));
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* ---- words ---- */

/*
 * As next_word(), but a word that begins with ' goes on to the next one: run="sh -c 'echo a; echo b'" is
 * three words, within the quotes of the command line.
 */
static const char *next_argument(const char *s, char *word, size_t size)
{
	const char *end;

	s += strspn(s, " \t");
	end = *s == '\'' ? strchr(s + 1, '\'') : NULL;
	if (!end)
		return next_word(s, word, size);
	scnprintf(word, size, "%.*s", (int)(end - s - 1), s + 1);
	return end + 1;
}

/* @line's words, one after the other in @buf; -E2BIG: too many, or too long. */
static int split(const char *line, char *buf, size_t size, const char **argv)
{
	const char *rest = line;
	int argc = 0;

	while ((rest = next_argument(rest, buf, size))) {
		size_t n = strlen(buf) + 1;

		if (argc == RUN_MAX_ARGS || n == size)
			return -E2BIG;
		argv[argc++] = buf;
		buf += n;
		size -= n;
	}
	argv[argc] = NULL;
	return argc;
}

static void tell_error(struct seq_file *m, const char *name, int err)
{
	char path[PROGRAM_PATH_SIZE];

	seq_printf(m, "run: %s: %pe", name, ERR_PTR(err));
	if (!find_program(name, path))
		exec_reason(m, path, err);
	else if (err == -ENOENT)
		seq_puts(m, ", there is no such program in /bin");
	seq_putc(m, '\n');
}

static int tell_status(struct seq_file *m, const char *name, int status)
{
	if (status < 0)
		tell_error(m, name, status);
	else if (status & 0x7f)
		seq_printf(m, "run: %s: killed by signal %d\n", name, status & 0x7f);
	else if (status)
		seq_printf(m, "run: %s: exit status %d\n", name, status >> 8);
	return status <= 0 ? status : -EIO;
}

int run_command_line(struct seq_file *m, const char *line)
{
	const char *argv[RUN_MAX_ARGS + 1];
	char words[512];
	int argc = split(line, words, sizeof(words), argv);

	if (argc <= 0)
		return argc ?: -EINVAL;
	seq_flush(m); /* what the program writes comes after what has been said */
	return tell_status(m, argv[0], run_user_program(argv));
}

/* ---- beside the monitor ---- */

/* What the thread is told, and tells; on the stack of run_in_background(), which waits for it. */
struct beginning {
	const char *line;
	int pid; /* or -errno */
	struct completion known;
};

static void tell_end(const char *name, pid_t pid, const struct program *program)
{
	if (program->error)
		pr_info("run: %s: %pe\n", name, ERR_PTR(program->error));
	else
		pr_info("run: %s, pid %d, has ended: status %#x\n", name, pid, program->status);
}

/* Ctrl-C is not for it: it never is in the foreground. */
static int run_beside(void *arg)
{
	const char *argv[RUN_MAX_ARGS + 1];
	char words[512];
	PROGRAM(program, argv);
	struct beginning *begin = arg;
	int argc = split(begin->line, words, sizeof(words), argv);
	struct task_struct *p = argc > 0 ? create_user_task(run_program, &program) :
					   ERR_PTR(argc ?: -EINVAL);
	pid_t pid;

	pid = IS_ERR(p) ? PTR_ERR(p) : p->pid;
	begin->pid = pid;
	complete(&begin->known);
	if (pid < 0)
		return 0;
	p->worker_private = &program;
	wake_up_new_task(p);
	wait_for_completion(&program.ended);
	tell_end(argv[0], pid, &program);
	return 0;
}

int run_in_background(struct seq_file *m, const char *line)
{
	struct beginning begin = { .line = line,
				   .known = COMPLETION_INITIALIZER_ONSTACK(begin.known) };
	struct task_struct *thread = kthread_run(run_beside, &begin, "run");

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	wait_for_completion(&begin.known);
	if (begin.pid < 0)
		return begin.pid;
	seq_printf(m, "pid %d\n", begin.pid);
	return 0;
}

/* ---- init ---- */

static char init_path[64] = "/init";

int set_init_path(const char *path)
{
	return *path && strscpy(init_path, path, sizeof(init_path)) > 0 ? 0 : -EINVAL;
}

/* init could not run @name, and knows an error number only. */
static void tell_reason(struct seq_file *m, const char *name)
{
	char path[PROGRAM_PATH_SIZE];

	if (find_program(name, path))
		return;
	seq_printf(m, "run: %s", path);
	exec_reason(m, path, -ENOENT);
	seq_putc(m, '\n');
}

int run_init(struct seq_file *m, const char *line)
{
	const char *argv[RUN_MAX_ARGS + 2];
	char words[512], path[PROGRAM_PATH_SIZE];
	int argc = split(line, words, sizeof(words), argv + 1), status;

	if (argc < 0)
		return argc;
	if (argc && find_program(init_path, path))
		return run_command_line(m, line);
	argv[0] = init_path;
	seq_flush(m);
	status = run_as_init(argv);
	if (argc && status == EXIT_NOT_RUN)
		tell_reason(m, argv[1]);
	return tell_status(m, init_path, status);
}
