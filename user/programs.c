/* SPDX-License-Identifier: MIT */
/*
 * One file with all programs in it: the last part of argv[0] says which one is meant. Called by a name that is none
 * of them, the first argument is the name.
 */
#include <stdio.h>
#include <string.h>

#define PROGRAM(name) int name##_main(int argc, char **argv);
#include "list.h"
#undef PROGRAM

static const struct program {
	const char *name;
	int (*main)(int argc, char **argv);
} programs[] = {
#define PROGRAM(name) { #name, name##_main },
#include "list.h"
#undef PROGRAM
};

#define NR_PROGRAMS (sizeof(programs) / sizeof(programs[0]))

static const struct program *find(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	for (unsigned int i = 0; i < NR_PROGRAMS; i++)
		if (!strcmp(programs[i].name, name))
			return &programs[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct program *p = argc > 0 ? find(argv[0]) : NULL;

	if (!p && argc > 1) {
		argc--;
		argv++;
		p = find(argv[0]);
	}
	if (p)
		return p->main(argc, argv);
	fprintf(stderr, "Programs:");
	for (unsigned int i = 0; i < NR_PROGRAMS; i++)
		fprintf(stderr, " %s", programs[i].name);
	fprintf(stderr, "\n");
	return 127;
}
