/* SPDX-License-Identifier: MIT */
/* Asks for system calls by number, without arguments, and says what each answers: asks NUMBER... */
#include <stdlib.h>

#include "lib/say.h"

int main(int argc, char **argv)
{
	subject("call");
	for (int i = 1; i < argc; i++)
		say(argv[i], raw(strtoul(argv[i], NULL, 0), 0L, 0L, 0L, 0L, 0L, 0L));
	return 0;
}
