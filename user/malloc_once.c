/* SPDX-License-Identifier: MIT */
/*
 * One malloc(), written to and freed, for lesson 8 (lessons/malloc.c). In front of each step and after the last it
 * calls getppid(), which changes nothing: so that the trace can be cut into steps.
 *
 *	malloc_once BYTES
 */
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	size_t size = argc > 1 ? strtoul(argv[1], NULL, 0) : 100;
	volatile char *block; /* or the compiler leaves the writing out */

	getppid();
	block = malloc(size);
	getppid();
	if (!block)
		return 1;
	for (size_t i = 0; i < size; i++)
		block[i] = 1;
	getppid();
	free((void *)block);
	getppid();
	return 0;
}
