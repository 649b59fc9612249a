/* SPDX-License-Identifier: MIT */
/*
 * The terminal as a program sees it: each word is one way to use it, what comes of it is printed, and
 * tests/boot/test_tty.py types.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void print_bytes(const char *bytes, ssize_t n)
{
	printf("read %zd:", n);
	for (ssize_t i = 0; i < n; i++)
		printf(bytes[i] > ' ' && bytes[i] < 0x7f ? " %c" : " %02x",
		       (unsigned char)bytes[i]);
	printf("\n");
}

/* Reads @size bytes at a time up to the end, or up to one with a 'q'. */
static int read_all(size_t size)
{
	char bytes[2048];
	ssize_t n;

	printf("ready\n");
	do {
		n = read(0, bytes, size);
		if (n < 0)
			printf("error: %s\n", strerror(errno));
		else
			print_bytes(bytes, n);
	} while (n > 0 && !memchr(bytes, 'q', n));
	return n < 0;
}

static int lines(void)
{
	return read_all(2048);
}

static int three(void)
{
	return read_all(3);
}

static int raw(void)
{
	struct termios old, termios;

	if (tcgetattr(0, &old))
		return 1;
	termios = old;
	cfmakeraw(&termios);
	if (tcsetattr(0, TCSAFLUSH, &termios))
		return 1;
	read_all(16);
	return tcsetattr(0, TCSANOW, &old) != 0;
}

static int silent(void)
{
	struct termios termios;

	if (tcgetattr(0, &termios))
		return 1;
	termios.c_lflag &= ~ECHO;
	return tcsetattr(0, TCSANOW, &termios) || read_all(2048);
}

static volatile int stop; /* nobody sets it */

static int spin(void)
{
	printf("ready\n");
	while (!stop)
		;
	return 0;
}

static int flood(void)
{
	while (!stop)
		printf("ready and going on\n");
	return 0;
}

static void on_interrupt(int sig)
{
}

static int catch (void)
{
	struct sigaction action = { .sa_handler = on_interrupt };

	sigaction(SIGINT, &action, NULL);
	read_all(2048);
	return read_all(2048);
}

/* A child that reads on when its parent has ended and the terminal is somebody else's. */
static int leave(void)
{
	pid_t child = fork();

	if (child)
		return child < 0;
	return read_all(2048);
}

static int all_bytes(void)
{
	char bytes[256];

	for (int i = 0; i < 256; i++)
		bytes[i] = i;
	return write(1, bytes, sizeof(bytes)) != sizeof(bytes);
}

static int expect(const char *what, long result, int wanted)
{
	if (result == -1 && errno == wanted)
		return 0;
	printf("%s: %ld, errno %d\n", what, result, errno);
	return 1;
}

static int wrong(void)
{
	void *volatile nowhere = (void *)16;
	struct winsize size = {};
	int faults = 0;

	faults += expect("write", write(1, nowhere, 10), EFAULT);
	faults += expect("tcgetattr", ioctl(0, TCGETS, nowhere), EFAULT);
	faults += expect("tcsetattr", ioctl(0, TCSETS, nowhere), EFAULT);
	faults += expect("ioctl", ioctl(0, 0x5499, &size), ENOTTY);
	faults += expect("lseek", lseek(0, 0, SEEK_SET), ESPIPE);
	faults += ioctl(1, TIOCGWINSZ, &size) || size.ws_row != 25 || size.ws_col != 80;
	faults += !isatty(0) || !isatty(2) || read(0, nowhere, 0) || write(1, nowhere, 0);
	printf("ready\n");
	faults += expect("read", read(0, nowhere, 10), EFAULT);
	printf("%d faults\n", faults);
	return faults != 0;
}

static const struct {
	const char *word;
	int (*run)(void);
} ways[] = {
	{ "lines", lines },	{ "three", three }, { "raw", raw },	{ "silent", silent },
	{ "spin", spin },	{ "flood", flood }, { "catch", catch }, { "leave", leave },
	{ "bytes", all_bytes }, { "wrong", wrong },
};

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (unsigned int i = 0; argc == 2 && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(argv[1], ways[i].word))
			return ways[i].run();
	printf("usage: tty lines|three|raw|silent|spin|flood|catch|leave|bytes|wrong\n");
	return 2;
}
