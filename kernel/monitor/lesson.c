/* SPDX-License-Identifier: MIT */
/* Finding and running lessons (k896/lesson.h). */
#include <k896/lesson.h>
#include <k896/monitor.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/string.h>

extern const struct lesson __lessons_start[], __lessons_end[];

static bool is_called(const struct lesson *lesson, const char *which)
{
	unsigned int number;

	if (!strcmp(which, "all") || !strcmp(which, lesson->name))
		return true;
	return !kstrtouint(which, 10, &number) && number == lesson->number;
}

int lesson_list(struct seq_file *m)
{
	for (const struct lesson *l = __lessons_start; l < __lessons_end; l++)
		seq_printf(m, "  %u %-8s %s\n             %s\n", l->number, l->name, l->title,
			   l->teaches);
	return 0;
}

const char *lesson_name(unsigned int n)
{
	return n < __lessons_end - __lessons_start ? __lessons_start[n].name : NULL;
}

/* A line each, as it is typed. */
static void show_commands(struct seq_file *m, const char *lines)
{
	while (*lines) {
		size_t len = strchrnul(lines, '\n') - lines;

		seq_printf(m, "    %.*s\n", (int)len, lines);
		lines += len + (lines[len] == '\n');
	}
}

static int run_one(struct seq_file *m, const struct lesson *l)
{
	int faults;

	seq_printf(m, "\n=== Lesson %u: %s ===\n\n", l->number, l->title);
	if (fault_attr_is_on())
		seq_puts(m,
			 "`fail` is on: the lesson's own allocations may fail, and what it says then is not\n"
			 "true. `fail off` ends it.\n\n");
	faults = l->run(m);
	seq_printf(m,
		   "\nQuestion: %s\nType, to see the answer (k1, p1: the name that you are told):\n",
		   l->question);
	show_commands(m, l->answer);
	seq_printf(m, "\nlesson %s: %s\n", l->name, faults ? "FAILED" : "ok");
	LESSON_STOP("the end of the lesson", "");
	return faults;
}

int lesson_run(struct seq_file *m, const char *which)
{
	int faults = 0, found = 0;

	for (const struct lesson *l = __lessons_start; l < __lessons_end; l++) {
		if (monitor_interrupted())
			return -EINTR;
		if (!is_called(l, which))
			continue;
		found++;
		faults += run_one(m, l);
	}
	if (found)
		return faults;
	seq_printf(m, "There is no lesson \"%s\". There are:\n", which);
	lesson_list(m);
	return -ENOENT;
}
