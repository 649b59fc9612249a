/* SPDX-License-Identifier: MIT */
/*
 * The first process: starts the program that its arguments name, waits for whatever ends, its own children and the
 * orphans that the kernel gave it. When the program is done, so are they: it ends with the program's status.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* As a shell counts: the exit code, or 128 and the signal. */
static int status_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* "hello" is /hello, a boot module of that name, or /bin/hello. */
static void run(char **argv)
{
	char path[256];

	snprintf(path, sizeof(path), "%s%s", strchr(argv[0], '/') ? "" : "/", argv[0]);
	execv(path, argv);
	if (errno == ENOENT && !strchr(argv[0], '/')) {
		snprintf(path, sizeof(path), "/bin/%s", argv[0]);
		execv(path, argv);
	}
	printf("init: %s: %s\n", path, strerror(errno));
	fflush(stdout);
	_exit(127);
}

int main(int argc, char **argv)
{
	static char *nothing[] = { "hello", NULL };
	char **program = argc > 1 ? argv + 1 : nothing;
	int status, code = 0;
	pid_t child, pid;

	if (getppid()) { /* it kills everybody in the end */
		fprintf(stderr, "init: not started by the kernel\n");
		return 1;
	}
	child = fork();
	if (child < 0) {
		perror("init: fork");
		return 1;
	}
	if (!child)
		run(program);
	while ((pid = wait(&status)) > 0) {
		if (pid != child)
			continue;
		code = status_code(status);
		kill(-1, SIGKILL); /* all that are left */
	}
	return code;
}
