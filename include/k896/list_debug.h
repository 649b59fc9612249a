/* SPDX-License-Identifier: MIT */
/*
 * What linux/list.h asks before it links something in or takes something out: do the neighbours point to each other? In a
 * DEBUG=1 build; elsewhere all is good and nothing is asked. kernel/core/list_debug.c tells which mistakes are found so.
 *
 * Tests: tests/kernel/core/list_debug_test.c
 */
#ifndef _K896_LIST_DEBUG_H
#define _K896_LIST_DEBUG_H

#include <linux/compiler.h>
#include <linux/types.h>

#ifdef CONFIG_DEBUG_LIST
#include <asm/extable.h>

/* They say what is wrong, which they find out anew, and which code wanted it. */
void __list_add_corrupt(struct list_head *new, struct list_head *prev,
			struct list_head *next) __cold;
void __list_del_corrupt(struct list_head *entry) __cold;
void __list_first_corrupt(struct list_head *head) __cold;

/* May the list be walked? Where not, that is reported. For those that can make their list anew. */
bool __list_is_whole(struct list_head *head);

/* As long as they hold from either end the links stay, and what is between them is lost. Without a report. */
void list_join_ends(struct list_head *head);

/*
 * Takes an entry out whose own links may have been written over: its neighbours are looked for from both ends. Return: false
 * if it is not there.
 */
bool list_cut_out(struct list_head *head, const struct list_head *entry);

/* Goes to @label if @field is not @value, or cannot even be read: the list may have been written over with anything. */
/* clang-format off */
#define __list_expect(field, value, label)                                                         \
	asm goto("1:	cmpl %1, %0\n"                                                             \
		 "	jne %l2\n" _ASM_EXTABLE(1b, %l2)                                           \
		 : : "m"(field), "r"(value) : "cc" : label)
/* clang-format on */

static __always_inline bool __list_add_valid(struct list_head *new, struct list_head *prev,
					     struct list_head *next)
{
	if (new == prev || new == next)
		goto corrupt;
	__list_expect(next->prev, prev, corrupt);
	__list_expect(prev->next, next, corrupt);
	return true;
corrupt:
	__list_add_corrupt(new, prev, next);
	return false;
}

static __always_inline bool __list_del_entry_valid(struct list_head *entry)
{
	__list_expect(entry->prev->next, entry, corrupt);
	__list_expect(entry->next->prev, entry, corrupt);
	return true;
corrupt:
	__list_del_corrupt(entry);
	return false;
}

/* May the first entry be looked at? */
static __always_inline bool __list_first_valid(struct list_head *head)
{
	__list_expect(head->next->prev, head, corrupt);
	return true;
corrupt:
	__list_first_corrupt(head);
	return false;
}
#else
/* The arguments are not evaluated. */
#define __list_add_valid(new, prev, next) ((void)sizeof((new) == (prev) && (new) == (next)), true)
#define __list_del_entry_valid(entry)	  ((void)sizeof(entry), true)
#define __list_first_valid(head)	  ((void)sizeof(head), true)
#define __list_is_whole(head)		  ((void)sizeof(head), true)
#define list_cut_out(head, entry)	  ((void)sizeof((head) == (entry)), false)
#endif

#endif
