/* SPDX-License-Identifier: MIT */
/* The first program: says what it was called with, and goes. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	printf("Hello, world");
	for (int i = 1; i < argc; i++)
		printf(" %s", argv[i]);
	printf("\n");
	if (getpid() == 1)
		printf("I am the first process.\n");
	return 0;
}
