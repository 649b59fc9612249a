/* SPDX-License-Identifier: MIT */
/*
 * A process to look at: it has memory of every kind and then sleeps until somebody kills it. It says nothing, so the
 * prompt stays where it is.
 *
 *	run sleeper &		then, with the pid that it prints: maps PID, status PID, pt PID, pt PID 50000000, kill PID
 *
 *	0x50000000	16 private pages: 0-3 written, 4-7 only read, 8-15 never touched
 *	0x51000000	16 pages shared with its child: 0-7 touched by it, 8-15 by the child
 *	0x52000000	this program's file, its first pages read
 *	heap		100 small blocks, and one of 1 MiB that malloc() asks mmap() for
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PAGE	4096L
#define PRIVATE ((char *)0x50000000)
#define SHARED	((char *)0x51000000)
#define FILE	((char *)0x52000000)

static char *map(char *at, int flags, int prot, int fd)
{
	char *p = mmap(at, 16 * PAGE, prot, flags | MAP_FIXED_NOREPLACE, fd, 0);

	if (p != at)
		exit(1);
	return p;
}

static void read_page(const char *p)
{
	(void)*(volatile const char *)p;
}

static void touch_private(void)
{
	char *p = map(PRIVATE, MAP_PRIVATE | MAP_ANONYMOUS, PROT_READ | PROT_WRITE, -1);

	for (int i = 0; i < 4; i++)
		p[i * PAGE] = 'a' + i;
	for (int i = 4; i < 8; i++)
		read_page(p + i * PAGE);
}

static void touch_file(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	char *p = map(FILE, MAP_PRIVATE, PROT_READ, fd);

	close(fd);
	for (int i = 0; i < 4; i++)
		read_page(p + i * PAGE);
}

static void touch_heap(void)
{
	for (int i = 0; i < 100; i++)
		memset(malloc(100), i, 100);
	memset(malloc(1 << 20), 1, 1 << 20);
}

static void touch_shared(void)
{
	char *p = map(SHARED, MAP_SHARED | MAP_ANONYMOUS, PROT_READ | PROT_WRITE, -1);
	int child = !fork(), first = child ? 8 : 0;

	if (child)
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* one kill ends both */

	for (int i = first; i < first + 8; i++)
		p[i * PAGE] = 'A' + i;
}

int main(void)
{
	touch_private();
	touch_file();
	touch_heap();
	touch_shared();
	for (;;)
		pause();
}
