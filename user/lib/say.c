/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *subject_name = "";

long raw(long number, ...)
{
	long arg[6], result;
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(args,
				long); /* more than were given are never looked at by the call */
	va_end(args);
	result = syscall(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	return result == -1 ? -errno : result;
}

void subject(const char *name)
{
	subject_name = name;
}

static int is_error(long result)
{
	return result < 0 && result >= -4095;
}

static void say_error(const char *what, long result)
{
	printf("%s, %s: %s\n", subject_name, what, strerrorname_np(-result) ?: "an unknown error");
}

void say(const char *what, long result)
{
	if (is_error(result))
		say_error(what, result);
	else
		printf("%s, %s: %ld\n", subject_name, what, result);
}

void say_well(const char *what, long result)
{
	if (is_error(result))
		say_error(what, result);
	else
		printf("%s, %s: well\n", subject_name, what);
}

void say_call(const char *call, long result)
{
	if (result < 0)
		printf("%-60s %s\n", call, strerrorname_np(errno));
	else
		printf("%-60s %ld\n", call, result);
}

void say_holds(const char *condition, int holds)
{
	printf("%-60s %s\n", condition, holds ? "yes" : "no");
}
