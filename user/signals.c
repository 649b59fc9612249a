/* SPDX-License-Identifier: MIT */
/*
 * Signals delivered in every state of a process: running, in a system call, asleep, blocked, stopped, about to die;
 * with handlers that nest, change the mask, return elsewhere or run on a stack of their own.
 *
 * Longer than 500 lines: one program, with a short function for each state.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "lib/child.h"

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

static volatile int count, last_signal, last_code;
static volatile pid_t last_pid;
static volatile int *volatile nowhere = (volatile int *)8;

static void note(int sig)
{
	count++;
	last_signal = sig;
}

static void note_info(int sig, siginfo_t *info, void *context)
{
	note(sig);
	last_code = info->si_code;
	last_pid = info->si_pid;
}

static void catch_signal(int sig, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &action, NULL);
	count = last_signal = 0;
}

static void catch_info(int sig)
{
	struct sigaction action = { .sa_sigaction = note_info, .sa_flags = SA_SIGINFO };

	sigaction(sig, &action, NULL);
	count = last_signal = 0;
}

static void block(int sig, int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(how, &set, NULL);
}

/* ---- running ---- */

static void to_oneself(void)
{
	catch_info(SIGUSR1);
	kill(getpid(), SIGUSR1);
	printf("kill: %d times, code %d, from itself %d\n", count, last_code, last_pid == getpid());
	raise(SIGUSR1);
	printf("raise: %d times, code %d\n", count, last_code);
	kill(getpid(), 0);
	printf("signal 0: %d times\n", count);
}

static void registers_come_back(void)
{
	uint32_t b = 0x1111, c = 0x2222, d = 0x3333, s = 0x4444, di = 0x5555;
	long number = 20;

	catch_signal(SIGUSR1, note, 0);
	block(SIGUSR1, SIG_BLOCK);
	kill(getpid(), SIGUSR1);
	block(SIGUSR1, SIG_UNBLOCK);
	__asm__ volatile("int $0x80"
			 : "+a"(number), "+b"(b), "+c"(c), "+d"(d), "+S"(s), "+D"(di)
			 :
			 : "memory");
	printf("registers: %x %x %x %x %x, result %d\n", b, c, d, s, di, number == getpid());
}

static void blocked_waits(void)
{
	sigset_t pending;

	catch_signal(SIGUSR1, note, 0);
	block(SIGUSR1, SIG_BLOCK);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	sigpending(&pending);
	printf("blocked: %d times, pending %d\n", count, sigismember(&pending, SIGUSR1));
	block(SIGUSR1, SIG_UNBLOCK);
	printf("unblocked: %d times\n", count);
}

static void realtime_queue(void)
{
	catch_info(SIGRTMIN);
	block(SIGRTMIN, SIG_BLOCK);
	for (int i = 0; i < 3; i++)
		sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = i });
	block(SIGRTMIN, SIG_UNBLOCK);
	printf("queued three: %d times, code %d\n", count, last_code);
}

/* ---- handlers ---- */

static volatile int depth, deepest, runs;

static void nest(int sig)
{
	if (++depth > deepest)
		deepest = depth;
	if (++runs < 3)
		raise(sig);
	depth--;
}

static void nested(void)
{
	depth = deepest = runs = 0;
	catch_signal(SIGUSR1, nest, SA_NODEFER);
	raise(SIGUSR1);
	printf("with SA_NODEFER: %d deep\n", deepest);
	depth = deepest = runs = 0;
	catch_signal(SIGUSR1, nest, 0);
	raise(SIGUSR1);
	printf("without: %d deep\n", deepest);
}

static void handler_once(void)
{
	struct sigaction now;

	catch_signal(SIGUSR1, note, SA_RESETHAND);
	raise(SIGUSR1);
	sigaction(SIGUSR1, NULL, &now);
	printf("SA_RESETHAND: default again %d\n", now.sa_handler == SIG_DFL);
}

static sigjmp_buf back;

static void jump_back(int sig)
{
	siglongjmp(back, sig);
}

static void out_of_a_fault(void)
{
	int sig;

	catch_signal(SIGSEGV, jump_back, 0);
	for (volatile int i = 0; i < 2; i++) {
		sig = sigsetjmp(back, 1);
		if (!sig)
			*nowhere = 1;
		printf("jumped back with signal %d\n", sig);
	}
	catch_signal(SIGSEGV, SIG_DFL, 0);
}

/* The handler repairs what was wrong: goes on behind the instruction (c7 05 + two words: 10 bytes). */
static void skip_instruction(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	count++;
	uc->uc_mcontext.gregs[REG_EIP] += 10;
	uc->uc_mcontext.gregs[REG_EAX] = 4711;
}

static void change_the_context(void)
{
	struct sigaction action = { .sa_sigaction = skip_instruction, .sa_flags = SA_SIGINFO };
	int result = 1;

	sigaction(SIGSEGV, &action, NULL);
	count = 0;
	__asm__ volatile(".byte 0xc7, 0x05, 0x08, 0, 0, 0, 1, 0, 0, 0" : "+a"(result) : : "memory");
	printf("stepped over it: %d time, register %d\n", count, result);
	catch_signal(SIGSEGV, SIG_DFL, 0);
}

static char *other_stack;
static volatile int on_other;

static void look_at_stack(int sig)
{
	char here;

	on_other = &here >= other_stack && &here < other_stack + 32768;
}

static void stack_of_its_own(void)
{
	stack_t stack = { .ss_size = 32768 }, old;

	other_stack = stack.ss_sp = malloc(32768);
	sigaltstack(&stack, NULL);
	catch_signal(SIGUSR1, look_at_stack, SA_ONSTACK);
	raise(SIGUSR1);
	sigaltstack(NULL, &old);
	printf("alternative stack: %d, afterwards in use %d\n", on_other,
	       !!(old.ss_flags & SS_ONSTACK));
	stack.ss_flags = SS_DISABLE;
	sigaltstack(&stack, NULL);
	free(other_stack);
}

static stack_t within;

static void ask_for_stack(int sig)
{
	sigaltstack(NULL, &within);
}

/* Off in the handler, so that it may leave for good; back as it was after it, each time. */
static void stack_that_disarms(void)
{
	stack_t stack = { .ss_size = 32768, .ss_flags = SS_AUTODISARM }, old;

	stack.ss_sp = malloc(stack.ss_size);
	sigaltstack(&stack, NULL);
	catch_signal(SIGUSR1, ask_for_stack, SA_ONSTACK | SA_SIGINFO);
	for (int i = 0; i < 2; i++) {
		raise(SIGUSR1);
		sigaltstack(NULL, &old);
		printf("SS_AUTODISARM: in the handler %#x, size %zu; after it %#x, size %zu, same %d\n",
		       within.ss_flags, within.ss_size, old.ss_flags, old.ss_size,
		       old.ss_sp == stack.ss_sp);
	}
	stack.ss_flags = SS_AUTODISARM | SS_DISABLE;
	printf("disabled: %d", sigaltstack(&stack, NULL));
	sigaltstack(NULL, &old);
	printf(", flags %#x\n", old.ss_flags);
	stack.ss_flags = SS_AUTODISARM | 4;
	printf("another flag: EINVAL %d\n", sigaltstack(&stack, NULL) < 0 && errno == EINVAL);
	free(stack.ss_sp);
}

/* ---- asleep ---- */

static pid_t parent;

/* Again and again, as long as it lives: on a busy machine the first may come before the parent sleeps. */
static int signal_parent(void *arg)
{
	do
		usleep(20000);
	while (!kill(parent, (long)arg));
	return 0;
}

/* Leaves errno alone. */
static void stop(pid_t child)
{
	int error = errno;

	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	errno = error;
}

static void sleeping(void)
{
	struct timespec long_time = { 1000, 0 }, left = { 0, 0 };
	pid_t child;
	int result;

	catch_signal(SIGUSR1, note, 0);
	child = start_child(signal_parent, (void *)SIGUSR1);
	result = nanosleep(&long_time, &left);
	stop(child);
	printf("nanosleep: %d, EINTR %d, time left %d\n", result, errno == EINTR,
	       left.tv_sec > 500);
	child = start_child(signal_parent, (void *)SIGUSR1);
	result = pause();
	stop(child);
	printf("pause: %d, EINTR %d\n", result, errno == EINTR);
}

static int pause_for_ever(void *arg)
{
	while (pause() < 0)
		;
	return 0;
}

/* Seen by a child as well: how often a signal was caught, or that it is ready for one. */
static volatile int *shared;

static void note_shared(int sig)
{
	++*shared;
}

static int until_three_were_caught(void *arg)
{
	while (*shared < 3)
		usleep(10000);
	return 3;
}

static void waiting(void)
{
	pid_t waited_for, child;
	int status, result;

	*shared = 0;
	waited_for = start_child(until_three_were_caught, NULL);
	catch_signal(SIGUSR1, note_shared, SA_RESTART);
	child = start_child(signal_parent, (void *)SIGUSR1);
	result = waitpid(waited_for, &status, 0);
	stop(child);
	printf("waitpid with SA_RESTART: %d, %s\n", result == waited_for, describe(status));
	waited_for = start_child(pause_for_ever, NULL);
	catch_signal(SIGUSR1, note, 0);
	child = start_child(signal_parent, (void *)SIGUSR1);
	result = waitpid(waited_for, &status, 0);
	stop(child);
	stop(waited_for);
	printf("without: %d, EINTR %d\n", result, errno == EINTR);
}

static void suspended(void)
{
	sigset_t none;
	pid_t child;
	int result;

	sigemptyset(&none);
	catch_signal(SIGUSR1, note, 0);
	block(SIGUSR1, SIG_BLOCK);
	child = start_child(signal_parent, (void *)SIGUSR1);
	result = sigsuspend(&none);
	stop(child);
	printf("sigsuspend: %d, EINTR %d, %d times\n", result, errno == EINTR, count);
	kill(getpid(), SIGUSR1);
	printf("blocked again: %d times\n", count);
	block(SIGUSR1, SIG_UNBLOCK);
}

static void synchronous(void)
{
	struct timespec no_time = { 0, 0 };
	siginfo_t info;
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sig = sigtimedwait(&set, &info, &no_time);
	printf("sigtimedwait, none: %d, EAGAIN %d\n", sig, errno == EAGAIN);
	kill(getpid(), SIGUSR2);
	sig = sigwaitinfo(&set, &info);
	printf("sigwaitinfo: %d code %d\n", sig, info.si_code);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void alarms(void)
{
	struct itimerval timer = { { 0, 10000 }, { 0, 10000 } }, off = { { 0, 0 }, { 0, 0 } };

	catch_signal(SIGALRM, note, 0);
	setitimer(ITIMER_REAL, &timer, NULL);
	while (count < 3)
		pause();
	setitimer(ITIMER_REAL, &off, NULL);
	printf("interval timer: three times\n");
	alarm(100);
	printf("alarm: %u seconds were left\n", alarm(0));
}

/* A loop without a system call: only the timer brings the signal in. */
static int spin(void *arg)
{
	catch_signal(SIGUSR1, note, 0);
	*shared = 1;
	while (!count)
		;
	return 7;
}

static pid_t start_spinning(void)
{
	pid_t child;

	*shared = 0;
	child = start_child(spin, NULL);
	while (!*shared)
		usleep(1000);
	return child;
}

static void spinning(void)
{
	pid_t child = start_spinning();

	kill(child, SIGUSR1);
	printf("a loop, handled: %s\n", end_of(child));
	child = start_spinning();
	kill(child, SIGKILL);
	printf("a loop, killed: %s\n", end_of(child));
}

/* ---- children ---- */

static int exit_5(void *arg)
{
	return 5;
}

static void child_ends(void)
{
	struct sigaction action = { .sa_sigaction = note_info, .sa_flags = SA_SIGINFO };
	pid_t child;

	sigaction(SIGCHLD, &action, NULL);
	count = 0;
	child = start_child(exit_5, NULL);
	while (!count)
		usleep(1000);
	printf("SIGCHLD: code %d, from the child %d\n", last_code, last_pid == child);
	end_of(child);
	catch_signal(SIGCHLD, SIG_IGN, 0);
	child = start_child(exit_5, NULL);
	printf("SIGCHLD ignored: %s\n", end_of(child));
	catch_signal(SIGCHLD, SIG_DFL, 0);
}

static void defaults(void)
{
	static const int deadly[] = { SIGHUP,  SIGINT,	SIGQUIT, SIGILL,  SIGTRAP, SIGABRT,
				      SIGBUS,  SIGFPE,	SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2,
				      SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ, SIGSYS };
	pid_t child;

	catch_signal(SIGUSR1, SIG_DFL, 0);
	catch_signal(SIGALRM, SIG_DFL, 0);
	for (unsigned int i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++) {
		catch_signal(deadly[i], SIG_DFL,
			     0); /* in the background a shell has some ignored */
		child = start_child(pause_for_ever, NULL);
		kill(child, deadly[i]);
		printf("%d by default: %s\n", deadly[i], end_of(child));
	}
	child = start_child(pause_for_ever, NULL);
	kill(child, SIGCHLD);
	kill(child, SIGURG);
	kill(child, SIGWINCH);
	usleep(10000);
	printf("ignored by default, still there: %d\n", kill(child, 0) == 0);
	kill(child, SIGKILL);
	end_of(child);
}

static void stopping(void)
{
	pid_t child = start_child(pause_for_ever, NULL);
	int status;

	kill(child, SIGSTOP);
	waitpid(child, &status, WUNTRACED);
	printf("stopped: %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
	kill(child, SIGCONT);
	waitpid(child, &status, WCONTINUED);
	printf("continued: %d\n", WIFCONTINUED(status));
	kill(child, SIGSTOP);
	waitpid(child, &status, WUNTRACED);
	kill(child, SIGKILL);
	printf("killed while stopped: %s\n", end_of(child));
}

static void blocked_fault(void)
{
	block(SIGSEGV, SIG_BLOCK);
	catch_signal(SIGSEGV, note, 0);
	*nowhere = 1;
}

static int fault_while_blocked(void *arg)
{
	blocked_fault();
	return 0;
}

/* sigreturn() without a frame: whatever the stack holds, it is a signal and not a crash. */
static int bad_sigreturn(void *arg)
{
	__asm__ volatile("movl %0, %%esp\n\tmovl $119, %%eax\n\tint $0x80" : : "r"(0x1000));
	return 0;
}

static void rules(void)
{
	struct sigaction action = { .sa_handler = note };

	printf("SIGKILL caught: %d\n", sigaction(SIGKILL, &action, NULL) == -1 && errno == EINVAL);
	printf("SIGSTOP caught: %d\n", sigaction(SIGSTOP, &action, NULL) == -1 && errno == EINVAL);
	printf("signal 65 sent: %d\n", kill(getpid(), 65) == -1 && errno == EINVAL);
	printf("to nobody: %d\n", kill(99999999, SIGUSR1) == -1 && errno == ESRCH);
	printf("a fault while blocked: %s\n", run_in_child(fault_while_blocked, NULL));
	printf("sigreturn from nowhere: %s\n", run_in_child(bad_sigreturn, NULL));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED)
		return 1;
	parent = getpid();
	to_oneself();
	registers_come_back();
	blocked_waits();
	realtime_queue();
	nested();
	handler_once();
	out_of_a_fault();
	change_the_context();
	stack_of_its_own();
	stack_that_disarms();
	sleeping();
	waiting();
	suspended();
	synchronous();
	alarms();
	spinning();
	child_ends();
	defaults();
	stopping();
	rules();
	return 0;
}
