/* SPDX-License-Identifier: MIT */
/*
 * The arguments and the environment of a program that is about to start. They lie in the old memory, which
 * goes, and are wanted on the stack of the new one, which is not there yet: so they stay for a moment in
 * pages of the kernel, packed as they will lie on the stack.
 *
 *	old memory --strncpy_from_user()-->  | page | page | page |  --copy_to_user()-->  new stack
 *
 * All lengths are found while copying: a second look at a string that another task changes meanwhile could
 * find another one.
 *
 * Limits are Linux's: one string at most 128 KiB; all together, with their pointers, at most a quarter of the
 * stack's limit, but at least 128 KiB and at most 6 MiB.
 *
 * Tests: tests/kernel/process/exec_test.c.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "task.h"

#define MAX_ARG_STRLEN (32 * PAGE_SIZE)
#define ARG_MAX	       (128UL << 10)
#define MAX_TOTAL      (6UL << 20)

void arg_pages_init(struct arg_pages *args)
{
	*args = (struct arg_pages){ .limit = clamp(rlimit(RLIMIT_STACK) / 4, ARG_MAX, MAX_TOTAL) };
	INIT_LIST_HEAD(&args->pages);
}

void arg_pages_free(struct arg_pages *args)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &args->pages, lru)
		__free_page(page);
	INIT_LIST_HEAD(&args->pages);
}

/* Where the next byte goes; *@room: bytes up to the end of its page. NULL: no memory. */
static char *next_byte(struct arg_pages *args, unsigned long *room)
{
	unsigned long offset = args->size % PAGE_SIZE;
	struct page *page;

	if (!offset) {
		page = alloc_page(GFP_KERNEL);
		if (!page)
			return NULL;
		list_add_tail(&page->lru, &args->pages);
	}
	*room = PAGE_SIZE - offset;
	return lowmem_page_address(list_last_entry(&args->pages, struct page, lru)) + offset;
}

/* At most @room bytes of @from. Return: the length without NUL, @room if there was none, -EFAULT. */
static long copy_piece(char *to, const char *from, unsigned long room, bool kernel)
{
	unsigned long len;

	if (!kernel)
		return strncpy_from_user(to, (const char __user *)from, room);
	len = strnlen(from, room);
	memcpy(to, from, min(len + 1, room));
	return len;
}

static int add_string(struct arg_pages *args, const char *from, bool kernel)
{
	unsigned long copied = 0, room;

	for (;;) {
		char *to = next_byte(args, &room);
		long len = to ? copy_piece(to, from + copied, room, kernel) : -ENOMEM;

		if (len < 0)
			return len;
		copied += len;
		args->size += len;
		if (copied >= MAX_ARG_STRLEN || args->size >= args->limit)
			return -E2BIG;
		if (len < room) {
			args->size++; /* the NUL */
			return 0;
		}
	}
}

int arg_pages_add(struct arg_pages *args, const char *string)
{
	return add_string(args, string, true);
}

/* Element @i of the array: 0 or -EFAULT. */
static int get_pointer(struct user_strings strings, unsigned int i, const char **string)
{
	u32 value;

	if (strings.kernel) {
		*string = strings.array[i];
		return 0;
	}
	if (get_user(value, (const u32 __user *)strings.array + i))
		return -EFAULT;
	*string = (const char *)value;
	return 0;
}

int arg_pages_add_array(struct arg_pages *args, struct user_strings strings, unsigned int *count)
{
	const char *string;
	int err;

	for (*count = 0; strings.array; ++*count) {
		err = get_pointer(strings, *count, &string);
		if (err || !string)
			return err;
		if (args->limit <= sizeof(u32))
			return -E2BIG;
		args->limit -= sizeof(u32);
		err = add_string(args, string, strings.kernel);
		if (err)
			return err;
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0; /* Linux, too, takes a null array for an empty one */
}

int arg_pages_copy_out(const struct arg_pages *args, unsigned long to)
{
	unsigned long left = args->size;
	struct page *page;

	list_for_each_entry(page, &args->pages, lru) {
		unsigned long n = min(left, PAGE_SIZE);

		if (copy_to_user((void __user *)to, lowmem_page_address(page), n))
			return -EFAULT;
		to += n;
		left -= n;
	}
	return 0;
}

/* ---- finding the strings again ---- */

/* A place in the pages. */
struct cursor {
	const struct page *page;
	unsigned long pos;
};

static struct cursor cursor_at(const struct arg_pages *args, unsigned long pos)
{
	struct cursor c = { list_first_entry(&args->pages, struct page, lru), pos };

	for (unsigned long n = pos / PAGE_SIZE; n; n--)
		c.page = list_next_entry(c.page, lru);
	return c;
}

/* To the byte behind the next NUL. */
static void skip_string(struct cursor *c)
{
	for (;;) {
		unsigned long offset = c->pos % PAGE_SIZE, room = PAGE_SIZE - offset;
		unsigned long len = strnlen((char *)lowmem_page_address(c->page) + offset, room);

		c->pos += min(len + 1, room);
		if (c->pos % PAGE_SIZE == 0)
			c->page = list_next_entry(c->page, lru);
		if (len < room)
			return;
	}
}

int arg_pages_write_pointers(const struct arg_pages *args, unsigned long base, unsigned long *pos,
			     unsigned int count, u32 __user *to)
{
	struct cursor c = cursor_at(args, *pos);

	for (; count; count--) {
		if (put_user(base + c.pos, to++))
			return -EFAULT;
		skip_string(&c);
	}
	*pos = c.pos;
	return put_user(0, to);
}
