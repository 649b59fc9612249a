/* SPDX-License-Identifier: MIT */
/* Finding and running lessons (linux/lesson.h). */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lesson.h>
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
		seq_printf(m, "  %u %-8s %s\n", l->number, l->name, l->title);
	return 0;
}

int lesson_run(struct seq_file *m, const char *which)
{
	int faults = 0, found = 0;

	for (const struct lesson *l = __lessons_start; l < __lessons_end; l++) {
		int n;

		if (!is_called(l, which))
			continue;
		found++;
		seq_printf(m, "\n=== Lesson %u: %s ===\n\n", l->number, l->title);
		n = l->run(m);
		seq_printf(m, "\nlesson %s: %s\n", l->name, n ? "FAILED" : "ok");
		faults += n;
	}
	if (found)
		return faults;
	seq_printf(m, "There is no lesson \"%s\". There are:\n", which);
	lesson_list(m);
	return -ENOENT;
}
