/* SPDX-License-Identifier: MIT */
/*
 * Lessons: a file each in lessons/. A lesson explains, does something, and shows the numbers it has
 * just measured. Each thing it says about them it also checks: LESSON_CHECK() prints a claim that
 * turned out false and makes the lesson fail.
 */
#ifndef _LINUX_LESSON_H
#define _LINUX_LESSON_H

#include <linux/compiler.h>
#include <linux/seq_file.h>

/**
 * struct lesson - one lesson
 * @number: its place in the course
 * @name: the word after "lesson"
 * @title: one line
 * @run: task context, may sleep; gives back all it took. Return: number of claims that were false.
 */
struct lesson {
	unsigned int number;
	const char *name, *title;
	int (*run)(struct seq_file *m);
};

/* The section's name orders the table by number. */
#define LESSON(num, ident, ...)                                                                    \
	static const struct lesson __lesson_##ident __used __section(                              \
		".lessons." #num) = { num, #ident, __VA_ARGS__ }

/* Prints the claim if it is false; 1 for a false one, so that a lesson can add them up. */
#define LESSON_CHECK(m, cond)                                                                      \
	({                                                                                         \
		bool __true = (cond);                                                              \
		if (!__true)                                                                       \
			seq_printf(m, "LESSON FAILED: not true on this machine: %s (%s:%d)\n",     \
				   #cond, __FILE__, __LINE__);                                     \
		!__true;                                                                           \
	})

/*
 * Runs the lesson with that number or name, or "all". Return: number of false claims, -ENOENT where
 * there is no such lesson. Task.
 */
int lesson_run(struct seq_file *m, const char *which);

/* The list of lessons. */
int lesson_list(struct seq_file *m);

#endif
