/* SPDX-License-Identifier: MIT */
/*
 * The last lines that were entered, in a ring: the newest takes the place of the oldest.
 *
 * Tests: tests/boot/test_monitor.py
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "internal.h"

#define HISTORY_SIZE 32

static char lines[HISTORY_SIZE][MONITOR_LINE_SIZE];
static unsigned int added; /* lines since boot; the newest is at (added - 1) % HISTORY_SIZE */

const char *history_get(unsigned int back)
{
	return back <= min_t(unsigned int, added, HISTORY_SIZE) ?
		       lines[(added - back) % HISTORY_SIZE] :
		       NULL;
}

void history_add(const char *line)
{
	if (!line[strspn(line, " ")])
		return;
	if (added && !strcmp(line, history_get(1)))
		return;
	strscpy(lines[added++ % HISTORY_SIZE], line, MONITOR_LINE_SIZE);
}
