/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a list, in Linux's words, in a DEBUG=1 build.
 *
 * Three kinds of mistakes end here: something is added or taken out twice; something was freed, or left its stack frame,
 * while it was linked; or memory was written over that holds a list. linux/list.h finds them where neighbours do not point
 * to each other, at the next add or delete beside the damage, and refuses that one:
 *
 *	list_add(new, prev, next)	prev->next == next, next->prev == prev, and new is neither
 *	list_del(entry)			entry->prev->next == entry, entry->next->prev == entry
 *
 * Nothing is known to be good any more, so each pointer is followed with peek_kernel(). The report names the code that wanted
 * to add or delete; who did the damage is for others to say (the addresses may lead there).
 *
 * Tests: tests/kernel/core/list_debug_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_DEBUG_LIST
#include <asm/extable.h>
#include <k896/report.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/sched.h>

/* What @field, a pointer somewhere in memory, holds; where it cannot be read, the reason why. */
static const char *pointer_at(struct list_head *const *field, char *text, size_t size)
{
	unsigned long value;

	if (peek_kernel(field, &value))
		return "at an address that cannot be read";
	scnprintf(text, size, "%px", (void *)value);
	return text;
}

static bool leads_to(struct list_head *const *field, const struct list_head *expected)
{
	unsigned long value;

	return !peek_kernel(field, &value) && value == (unsigned long)expected;
}

static __printf(2, 3) void report(unsigned long caller, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	unsigned long flags;
	va_list args;

	if (!report_begin(&flags))
		return;
	va_start(args, fmt);
	vaf.va = &args;
	pr_warn("------------[ cut here ]------------\n");
	pr_warn("%pV\n", &vaf);
	va_end(args);
	pr_warn("WARNING: CPU: 0 PID: %d at %pBL\n", current->pid, (void *)caller);
	dump_stack();
	pr_warn("---[ end trace 0000000000000000 ]---\n");
	report_end(flags);
}

void __list_add_corrupt(struct list_head *new, struct list_head *prev, struct list_head *next)
{
	char text[12];

	if (!prev || !next)
		report(_RET_IP_, "list_add corruption. %s is NULL.", prev ? "next" : "prev");
	else if (!leads_to(&next->prev, prev))
		report(_RET_IP_,
		       "list_add corruption. next->prev should be prev (%px), but was %s. (next=%px).",
		       prev, pointer_at(&next->prev, text, sizeof(text)), next);
	else if (!leads_to(&prev->next, next))
		report(_RET_IP_,
		       "list_add corruption. prev->next should be next (%px), but was %s. (prev=%px).",
		       next, pointer_at(&prev->next, text, sizeof(text)), prev);
	else
		report(_RET_IP_, "list_add double add: new=%px, prev=%px, next=%px.", new, prev,
		       next);
}

void __list_del_corrupt(struct list_head *entry)
{
	struct list_head *next = READ_ONCE(entry->next), *prev = READ_ONCE(entry->prev);
	char text[12];

	if (!next || !prev)
		report(_RET_IP_, "list_del corruption, %px->%s is NULL", entry,
		       next ? "prev" : "next");
	else if (next == LIST_POISON1)
		report(_RET_IP_, "list_del corruption, %px->next is LIST_POISON1 (%px)", entry,
		       next);
	else if (prev == LIST_POISON2)
		report(_RET_IP_, "list_del corruption, %px->prev is LIST_POISON2 (%px)", entry,
		       prev);
	else if (!leads_to(&prev->next, entry))
		report(_RET_IP_,
		       "list_del corruption. prev->next should be %px, but was %s. (prev=%px)",
		       entry, pointer_at(&prev->next, text, sizeof(text)), prev);
	else
		report(_RET_IP_,
		       "list_del corruption. next->prev should be %px, but was %s. (next=%px)",
		       entry, pointer_at(&next->prev, text, sizeof(text)), next);
}

static void report_successor(struct list_head *entry, unsigned long caller)
{
	struct list_head *next = READ_ONCE(entry->next);
	char text[12];

	report(caller, "list corruption. next->prev should be %px, but was %s. (next=%px)", entry,
	       pointer_at(&next->prev, text, sizeof(text)), next);
}

void __list_first_corrupt(struct list_head *head)
{
	report_successor(head, _RET_IP_);
}

bool __list_is_whole(struct list_head *head)
{
	struct list_head *entry = head;

	do {
		if (!leads_to(&READ_ONCE(entry->next)->prev, entry)) {
			report_successor(entry, _RET_IP_);
			return false;
		}
		entry = entry->next;
	} while (entry != head);
	return true;
}

void list_join_ends(struct list_head *head)
{
	struct list_head *first = head, *last = head;

	while (first->next != head && leads_to(&first->next->prev, first))
		first = first->next;
	while (last->prev != head && leads_to(&last->prev->next, last))
		last = last->prev;
	first->next = last;
	last->prev = first;
}

bool list_cut_out(struct list_head *head, const struct list_head *entry)
{
	struct list_head *before = head, *after = head;

	while (before->next != entry) {
		if (before->next == head || !leads_to(&before->next->prev, before))
			return false;
		before = before->next;
	}
	while (after->prev != entry) {
		if (after->prev == head || !leads_to(&after->prev->next, after))
			return false;
		after = after->prev;
	}
	before->next = after;
	after->prev = before;
	return true;
}
#endif
