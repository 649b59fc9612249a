/* SPDX-License-Identifier: MIT */
/*
 * Lessons: a file each in lessons/. A lesson explains, does something, and shows the numbers it has
 * just measured. Each thing it says about them it also checks: LESSON_CHECK() prints a claim that
 * turned out false and makes the lesson fail. It ends with one question, and with the monitor commands
 * that answer it on this very machine.
 *
 * docs/lessons/ has a page for each. tools/gdb/k_lesson.py stops a lesson at its LESSON_STOP() lines.
 */
#ifndef _K896_LESSON_H
#define _K896_LESSON_H

#include <linux/compiler.h>
#include <linux/seq_file.h>

/**
 * struct lesson - one lesson
 * @number: its place in the course
 * @name: the word after "lesson"
 * @file: the source file that it is in
 * @title: its subject
 * @teaches: what the reader has seen when it is over; a line of the list
 * @question: what to think about afterwards
 * @answer: the monitor commands that show whether the reader was right, a line each
 * @run: task context, may sleep; gives back all it took. Return: number of claims that were false.
 */
struct lesson {
	unsigned int number;
	const char *name, *file;
	const char *title, *teaches;
	const char *question, *answer;
	int (*run)(struct seq_file *m);
};

/*
 * LESSON(2, pages, .title = ...). The section's name orders the table by number; the compiler would
 * align a struct of this size so that gaps came between.
 */
#define LESSON(num, ident, ...)                                                                    \
	static const struct lesson __lesson_##ident __used __aligned(4)                            \
		__section(".lessons." #num) = { num, #ident, __FILE__, __VA_ARGS__ }

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
 * A place at which a debugger should stop, for "make gdb LESSON=...": what there is to see, and gdb
 * commands that show it, a line each. All are string literals. What the code above has written is in
 * memory by then. It costs one nop, which gives the line an address of its own; the kernel never reads
 * the table (tools/gdb/k_lesson.py does).
 */
#define LESSON_STOP(text, commands)                                                                \
	asm volatile("1:\tnop\n"                                                                   \
		     ".pushsection .lesson_stops, \"a\"\n"                                         \
		     ".balign 4\n"                                                                 \
		     ".long 1b, %c0, %c1, %c2, %c3\n"                                              \
		     ".popsection"                                                                 \
		     :                                                                             \
		     : "i"(__FILE__), "i"(__LINE__), "i"(text), "i"(commands)                      \
		     : "memory")

/*
 * Runs the lesson with that number or name, or "all". Return: number of false claims, -ENOENT where
 * there is no such lesson, -EINTR where Ctrl-C came before its end. Task.
 */
int lesson_run(struct seq_file *m, const char *which);

/* The name of the @n-th lesson, from 0; NULL if there are fewer. */
const char *lesson_name(unsigned int n);

/* The list of lessons, with what each teaches. */
int lesson_list(struct seq_file *m);

#endif
