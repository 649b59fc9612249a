/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t start_child(int (*run)(void *arg), void *arg)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0) {
		perror("fork");
		exit(1);
	}
	if (!child) {
		int code = run(arg);

		fflush(stdout);
		_exit(code);
	}
	return child;
}

const char *describe(int status)
{
	static char text[32];

	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "signal %d", WTERMSIG(status));
	else
		snprintf(text, sizeof(text), "exit %d", WEXITSTATUS(status));
	return text;
}

const char *end_of(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return "lost";
	return describe(status);
}

const char *run_in_child(int (*run)(void *arg), void *arg)
{
	return end_of(start_child(run, arg));
}
