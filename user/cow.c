/* SPDX-License-Identifier: MIT */
/*
 * Copy on write as the processes see it: after fork() both read the same bytes; whoever writes has his own from then
 * on, and the other notices nothing. Three generations, with a write on either side and an end of either.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/child.h"

#define PAGES 64
#define PAGE  4096

static char *memory;

/* All pages begin with the same byte: it; else '?'. */
static char content(void)
{
	for (int i = 1; i < PAGES; i++)
		if (memory[i * PAGE] != memory[0])
			return '?';
	return memory[0];
}

static void write_all(char byte)
{
	for (int i = 0; i < PAGES; i++)
		memory[i * PAGE] = byte;
}

static int grandchild(void *arg)
{
	printf("grandchild reads %c\n", content());
	write_all('g');
	printf("grandchild wrote %c\n", content());
	return 0;
}

static int child(void *arg)
{
	printf("child reads %c\n", content());
	write_all('c');
	printf("grandchild: %s\n", run_in_child(grandchild, NULL));
	printf("child still reads %c\n", content());
	return 0;
}

static int reader(void *arg)
{
	return content() != 'a';
}

/* The child outlives what the parent does to the pages. */
static int late_reader(void *arg)
{
	volatile char *go = arg;

	while (!*go)
		;
	printf("late reader reads %c\n", content());
	return 0;
}

int main(void)
{
	volatile char *go =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t late;

	memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		      0);
	if (memory == MAP_FAILED || go == MAP_FAILED)
		return 1;
	printf("fresh memory reads %d\n", content());
	write_all('a');
	printf("child: %s\n", run_in_child(child, NULL));
	printf("parent still reads %c\n", content());
	printf("a child that only reads: %s\n", run_in_child(reader, NULL));
	late = start_child(late_reader, (void *)go);
	write_all('p');
	printf("parent wrote %c\n", content());
	fflush(stdout);
	*go = 1;
	printf("late reader: %s\n", end_of(late));
	return 0;
}
