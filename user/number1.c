/* SPDX-License-Identifier: MIT */
/* What process 1 lives through: signals that would end any other. Started by init=, for it must have that number. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile int handled;
static volatile int *volatile nowhere = (volatile int *)8;

static void note(int sig)
{
	handled = sig;
}

static void block(int sig, int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(how, &set, NULL);
}

int main(void)
{
	static const int deadly[] = { SIGKILL, SIGSTOP, SIGTERM, SIGINT,  SIGHUP, SIGSEGV,
				      SIGBUS,  SIGILL,	SIGFPE,	 SIGTRAP, SIGSYS, SIGTSTP };

	setvbuf(stdout, NULL, _IONBF, 0);
	printf("number %d\n", getpid());
	for (unsigned int i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++) {
		kill(getpid(), deadly[i]);
		block(deadly[i], SIG_BLOCK);
		kill(getpid(), deadly[i]);
		block(deadly[i], SIG_UNBLOCK);
	}
	printf("lives\n");
	signal(SIGTERM, note);
	raise(SIGTERM);
	printf("handled %d\n", handled);
	block(SIGSEGV, SIG_BLOCK);
	*nowhere = 1; /* that ends it: the instruction would only fail again */
	printf("lives on\n");
	return 0;
}
