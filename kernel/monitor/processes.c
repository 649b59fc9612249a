/* SPDX-License-Identifier: MIT */
/* Commands on a process, by its pid: its memory (mm/show/task_mmu.c), and its end. */
#include <asm/pgtable.h>
#include <k896/monitor.h>
#include <k896/show.h>
#include <k896/task_mmu.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/signal.h>

/* With a reference; NULL: there is none, which has been said. */
static struct task_struct *find_process(struct seq_file *m, const char *command, const char *word)
{
	struct task_struct *p = NULL;
	int pid;

	if (!kstrtoint(word, 10, &pid))
		p = find_get_task_by_vpid(pid);
	if (!p)
		seq_printf(m, "%s: there is no process \"%s\"; ps lists them\n", command, word);
	return p;
}

static int show_one(struct seq_file *m, int argc, char **argv,
		    int (*show)(struct seq_file *m, struct task_struct *p))
{
	struct task_struct *p;

	if (argc != 2)
		return -EINVAL;
	p = find_process(m, argv[0], argv[1]);
	if (!p)
		return -ESRCH;
	show(m, p);
	put_task_struct(p);
	return 0;
}

/* Linux shows an empty file where there is no memory; a reader wonders then. */
static int show_maps(struct seq_file *m, struct task_struct *p)
{
	struct mm_struct *mm = get_task_mm(p);

	if (!mm) {
		seq_printf(m, "maps: %s/%d has no memory of its own\n", p->comm, p->pid);
		return 0;
	}
	mmput(mm);
	return proc_pid_maps_show(m, p);
}

static int run_maps(struct seq_file *m, int argc, char **argv)
{
	return show_one(m, argc, argv, show_maps);
}
MONITOR_COMMAND(maps, "maps", "PID", "/proc/PID/maps: the areas of a process", "Memory", run_maps);

static int run_status(struct seq_file *m, int argc, char **argv)
{
	return show_one(m, argc, argv, proc_pid_status_show);
}
MONITOR_COMMAND(status, "status", "PID", "/proc/PID/status: a process and its memory in numbers",
		"Memory", run_status);

/* pt PID [ADDR | all] */
static int show_process(struct seq_file *m, struct task_struct *p, const char *word)
{
	unsigned long addr = 0;
	bool all = word && !strcmp(word, "all");
	int err;

	if (word && !all && kstrtoul(word, 16, &addr)) {
		seq_printf(m, "pt: \"%s\" is no hexadecimal address\n", word);
		return -EINVAL;
	}
	err = proc_pid_pt_show(m, p, addr, all || addr);
	if (err == -ESRCH)
		seq_printf(m, "pt: %s/%d has no memory of its own\n", p->comm, p->pid);
	else if (err)
		seq_printf(m, "pt: %s/%d has nothing at %08lx\n", p->comm, p->pid, addr);
	return err;
}

static int run_pt(struct seq_file *m, int argc, char **argv)
{
	struct task_struct *p;
	int err;

	if (argc == 1)
		return ptdump_show(m);
	if (argc > 3)
		return -EINVAL;
	p = find_process(m, argv[0], argv[1]);
	if (!p)
		return -ESRCH;
	err = show_process(m, p, argc == 3 ? argv[2] : NULL);
	put_task_struct(p);
	return err;
}
MONITOR_COMMAND(pt, "pt", "[PID [ADDR | all]]",
		"page tables: the kernel's as ranges; a process's, with the frame of each page",
		"Memory", run_pt);

/* As kill() of the monitor's own: number 1 is protected. */
static int send_to_process(struct task_struct *p, int sig)
{
	unsigned long flags;
	int err = -ESRCH;

	spin_lock_irqsave(&tasklist_lock, flags);
	if (!(p->flags & (PF_KTHREAD | PF_EXITING)))
		err = send_sig(sig, p, 0);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return err;
}

static int run_kill(struct seq_file *m, int argc, char **argv)
{
	struct task_struct *p;
	int sig = SIGKILL, err;

	if (argc < 2 || argc > 3 || (argc == 3 && kstrtoint(argv[2], 10, &sig)))
		return -EINVAL;
	p = find_process(m, argv[0], argv[1]);
	if (!p)
		return -ESRCH;
	err = send_to_process(p, sig);
	if (err)
		seq_printf(m, "kill: signal %d to %s/%d: %pe\n", sig, p->comm, p->pid,
			   ERR_PTR(err));
	put_task_struct(p);
	return err == -EINVAL ? -EDOM : err; /* the first would ask for a usage line */
}
MONITOR_COMMAND(kill, "kill", "PID [SIGNAL]", "a signal to a process, SIGKILL if none is named",
		"Kernel", run_kill);
