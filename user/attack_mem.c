/* SPDX-License-Identifier: MIT */
/*
 * Processes that map, unmap, protect, move and fork at random, each with a model of what its memory should be: after every
 * step some page is read or written, and either faults or has the value that the model says.
 *
 *	arena	pages at a fixed place: nothing, private memory, or pages of a file that all processes share,
 *		where each has a word of its own
 *	wild	a second file that everybody cuts, fills and maps as he likes; nobody knows what is in it
 *
 * Who runs out of memory ends; who finds something else than he should says so, and the program fails.
 *
 *	attack_mem [SEED [STEPS [PROCESSES]]]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/dice.h"

#define PAGE	   4096u
#define ARENA	   0x30000000u
#define NR_PAGES   48
#define FILE_PAGES 16
#define WILD	   0x38000000u
#define WILD_PAGES 24

enum kind { NOTHING, PRIVATE, SHARED };

struct page {
	enum kind kind;
	int prot;
	uint32_t value;	   /* of a private one */
	unsigned int file; /* of a shared one: number in the file */
};

static struct page arena[NR_PAGES];
static uint32_t in_file[FILE_PAGES]; /* what this process has written there */
static int shared_fd, wild_fd;
static unsigned int self; /* its word in each page of the file */
static int is_child;	  /* of one of the processes: its words are its parent's */
static unsigned int steps, step, seed;

static void wrong(const char *what, unsigned int page)
{
	printf("attack_mem: seed %u, process %u%s, step %u: page %u, kind %d, prot %d: %s\n", seed,
	       self, is_child ? "'s child" : "", step, page, arena[page].kind, arena[page].prot,
	       what);
	fflush(stdout);
	_exit(1);
}

/* No memory is no mistake. */
static void must(int success, const char *what, unsigned int page)
{
	if (success)
		return;
	if (errno == ENOMEM || errno == EAGAIN)
		_exit(0);
	wrong(what, page);
}

/* ---- touching ---- */

static sigjmp_buf landing;

static void fault(int sig)
{
	siglongjmp(landing, 1);
}

static int load(uint32_t *p, uint32_t *value)
{
	if (sigsetjmp(landing, 1))
		return 0;
	*value = *(volatile uint32_t *)p;
	return 1;
}

static int store(uint32_t *p, uint32_t value)
{
	if (sigsetjmp(landing, 1))
		return 0;
	*(volatile uint32_t *)p = value;
	return 1;
}

static uint32_t *address(unsigned int page)
{
	return (uint32_t *)(ARENA + page * PAGE);
}

static uint32_t *word(unsigned int page)
{
	return address(page) + (arena[page].kind == SHARED ? self : 1000);
}

static void check(unsigned int page)
{
	const struct page *p = &arena[page];
	uint32_t value = 0;

	if (load(word(page), &value) != (p->kind != NOTHING && p->prot != PROT_NONE))
		wrong("reading it", page);
	if (p->kind == PRIVATE && p->prot != PROT_NONE && value != p->value)
		wrong("value", page);
	if (p->kind == SHARED && p->prot != PROT_NONE && !is_child && value != in_file[p->file])
		wrong("value of the file", page);
}

static void set(unsigned int page)
{
	struct page *p = &arena[page];
	uint32_t value = dice();

	if (p->kind == SHARED && is_child)
		return;
	if (store(word(page), value) != (p->kind != NOTHING && p->prot & PROT_WRITE))
		wrong("writing it", page);
	if (p->kind == SHARED && p->prot & PROT_WRITE)
		in_file[p->file] = value;
	else if (p->prot & PROT_WRITE)
		p->value = value;
}

/* ---- changing: @n pages from @first on ---- */

static int some_prot(void)
{
	static const int prots[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE,
				     PROT_READ | PROT_WRITE };

	return prots[below(4)];
}

static void map_private(unsigned int first, unsigned int n)
{
	int prot = some_prot(), populate = one_in(3) ? MAP_POPULATE : 0;

	must(mmap(address(first), n * PAGE, prot,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | populate, -1, 0) == address(first),
	     "mmap", first);
	for (unsigned int i = first; i < first + n; i++)
		arena[i] = (struct page){ PRIVATE, prot, 0, 0 };
}

static void map_shared(unsigned int first, unsigned int n)
{
	int prot = some_prot();
	unsigned int from;

	if (n > FILE_PAGES)
		n = FILE_PAGES;
	from = below(FILE_PAGES - n + 1);
	must(mmap(address(first), n * PAGE, prot, MAP_SHARED | MAP_FIXED, shared_fd, from * PAGE) ==
		     address(first),
	     "mmap of the file", first);
	for (unsigned int i = 0; i < n; i++)
		arena[first + i] = (struct page){ SHARED, prot, 0, from + i };
}

static void unmap(unsigned int first, unsigned int n)
{
	must(munmap(address(first), n * PAGE) == 0, "munmap", first);
	for (unsigned int i = first; i < first + n; i++)
		arena[i] = (struct page){};
}

static unsigned int mapped(unsigned int first, unsigned int n)
{
	unsigned int i = 0;

	while (i < n && arena[first + i].kind != NOTHING)
		i++;
	return i;
}

static void protect(unsigned int first, unsigned int n)
{
	int prot = some_prot();

	n = mapped(first, n);
	if (!n)
		return;
	must(mprotect(address(first), n * PAGE, prot) == 0, "mprotect", first);
	for (unsigned int i = first; i < first + n; i++)
		arena[i].prot = prot;
}

static void forget(unsigned int first, unsigned int n)
{
	n = mapped(first, n);
	if (!n)
		return;
	must(madvise(address(first), n * PAGE, MADV_DONTNEED) == 0, "madvise", first);
	for (unsigned int i = first; i < first + n; i++)
		arena[i].value = 0;
}

/* One page, so that it is one area. */
static void move(unsigned int first, unsigned int n)
{
	unsigned int to = below(NR_PAGES);

	if (arena[first].kind == NOTHING || to == first)
		return;
	must(mremap(address(first), PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, address(to)) ==
		     address(to),
	     "mremap", first);
	arena[to] = arena[first];
	arena[first] = (struct page){};
}

/* Nobody knows what comes of it. */
static void be_wild(unsigned int first, unsigned int n)
{
	uint32_t *p = (uint32_t *)(WILD + below(WILD_PAGES) * PAGE), value;
	ssize_t ignored = 0;

	switch (below(6)) {
	case 0:
		ignored = ftruncate(wild_fd, below(WILD_PAGES * PAGE));
		break;
	case 1:
		ignored = pwrite(wild_fd, one_in(2) ? (void *)p : arena, n * PAGE / 8,
				 below(WILD_PAGES * PAGE));
		break;
	case 2:
		ignored = pread(wild_fd, p, n * PAGE, below(WILD_PAGES * PAGE));
		break;
	case 3:
		mmap(p, n * PAGE, some_prot(), (below(2) ? MAP_SHARED : MAP_PRIVATE) | MAP_FIXED,
		     wild_fd, below(WILD_PAGES) * PAGE);
		break;
	case 4:
		mremap(p, below(n + 1) * PAGE, n * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		       (void *)(WILD + below(WILD_PAGES) * PAGE));
		break;
	case 5:
		store(p, dice());
		load(p, &value);
		break;
	}
	(void)ignored;
}

/* ---- processes ---- */

static void go_on(unsigned int n);

static void split(unsigned int first, unsigned int n)
{
	pid_t child;

	if (is_child)
		return;
	child = fork();
	must(child >= 0, "fork", first);
	if (!child) {
		is_child = 1;
		for (unsigned int i = 0; i < NR_PAGES; i++)
			check(i);
		go_on(40);
		_exit(0);
	}
	for (unsigned int i = 0; i < n; i++)
		set(first + i);
	if (one_in(4))
		kill(child, SIGKILL);
	if (strcmp(end_of(child), "exit 1") == 0)
		_exit(1);
	for (unsigned int i = 0; i < NR_PAGES; i++)
		check(i);
}

static void go_on(unsigned int n)
{
	static void (*const actions[])(unsigned int first,
				       unsigned int n) = { map_private, map_shared, unmap, protect,
							   protect,	forget,	    move,  move,
							   be_wild,	be_wild,    split };

	while (n--) {
		unsigned int first = below(NR_PAGES), many = 1 + below(8);

		if (many > NR_PAGES - first)
			many = NR_PAGES - first;
		actions[below(sizeof(actions) / sizeof(actions[0]))](first, many);
		for (unsigned int i = 0; i < 4; i++)
			set(below(NR_PAGES));
		for (unsigned int i = 0; i < 4; i++)
			check(below(NR_PAGES));
		step++;
	}
}

static int process(void *arg)
{
	self = (uintptr_t)arg;
	seed_dice(seed + self * 7919);
	signal(SIGSEGV, fault);
	signal(SIGBUS, fault);
	go_on(steps);
	return 0;
}

int main(int argc, char **argv)
{
	int n = argc > 3 ? atoi(argv[3]) : 4, failed = 0;
	pid_t child[n];

	seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
	steps = argc > 2 ? strtoul(argv[2], NULL, 0) : 1000;
	shared_fd = memfd_create("shared", 0);
	wild_fd = memfd_create("wild", 0);
	if (ftruncate(shared_fd, FILE_PAGES * PAGE))
		return 1;
	printf("seed %u, %d times %u steps\n", seed, n, steps);
	for (intptr_t i = 0; i < n; i++)
		child[i] = start_child(process, (void *)i);
	for (int i = 0; i < n; i++)
		failed |= strcmp(end_of(child[i]), "exit 0");
	printf("%s\n", failed ? "memory was wrong" : "memory was as it should be");
	return failed != 0;
}
