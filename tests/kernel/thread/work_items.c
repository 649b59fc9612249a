// SPDX-License-Identifier: MIT
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "work_items.h"

struct item items[8];
struct workqueue_struct *wq, *ordered;
char noted[32];

void note(char c)
{
	size_t n = strlen(noted);

	if (n < sizeof(noted) - 1)
		noted[n] = c;
}

static void note_letter(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);

	note(item->letter);
	if (item->sleep) {
		schedule_timeout_uninterruptible(item->sleep);
		note(item->letter - 'a' + 'A');
	}
	item->runs++;
}

int init_items(struct kunit *test)
{
	memset(noted, 0, sizeof(noted));
	for (unsigned int i = 0; i < ARRAY_SIZE(items); i++) {
		items[i] = (struct item){ .letter = 'a' + i };
		INIT_WORK(&items[i].work, note_letter);
	}
	wq = alloc_workqueue("test", 0, 0);
	ordered = alloc_ordered_workqueue("test_%s", 0, "ordered");
	if (wq && ordered)
		return 0;
	exit_items(test);
	return -ENOMEM;
}

void exit_items(struct kunit *test)
{
	destroy_workqueue(wq);
	destroy_workqueue(ordered);
}
