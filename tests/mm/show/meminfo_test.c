// SPDX-License-Identifier: MIT
/* Tests of mm/show/meminfo.c and mm/page/show_mem.c: what the views print is compared with the zones. */
#include <k896/log.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/vmstat.h>

#include "tests/support/reports.h"

static char text[4096];

/* Writes a view into text[]; what is freed or allocated later is not in it. */
static void take(struct kunit *test, int (*show)(struct seq_file *m))
{
	struct seq_file m;

	drain_all();
	seq_init(&m, text, sizeof(text) - 1, NULL);
	KUNIT_ASSERT_EQ(test, show(&m), 0);
	KUNIT_ASSERT_FALSE(test, seq_has_overflowed(&m));
	text[m.count] = '\0';
}

/* The number behind @label, looked for from @at on. */
static unsigned long number_behind(struct kunit *test, const char *at, const char *label)
{
	const char *found = at ? strstr(at, label) : NULL;
	unsigned long value = 0;

	KUNIT_EXPECT_NOT_NULL_MSG(test, found, "no \"%s\"", label);
	if (found)
		KUNIT_EXPECT_EQ_MSG(test, sscanf(found + strlen(label), "%lu", &value), 1, "%s",
				    label);
	return value;
}

static const char *lines_of_zone(const struct zone *zone)
{
	char head[32];

	snprintf(head, sizeof(head), "Node 0, zone %8s", zone->name);
	return strstr(text, head);
}

/* /proc/buddyinfo */

static void buddyinfo_counts_the_free_lists(struct kunit *test)
{
	struct zone *zone;

	take(test, buddyinfo_show);
	for_each_populated_zone(zone) {
		const char *at = lines_of_zone(zone);

		KUNIT_ASSERT_NOT_NULL(test, at);
		at += strlen("Node 0, zone ") + 8;
		for (unsigned int order = 0; order < MAX_ORDER; order++) {
			unsigned long n;
			int len;

			KUNIT_ASSERT_EQ(test, sscanf(at, "%lu%n", &n, &len), 1);
			KUNIT_EXPECT_EQ_MSG(test, n, zone->free_area[order].nr_free, "%s order %u",
					    zone->name, order);
			at += len;
		}
		KUNIT_EXPECT_EQ(test, memcmp(at, " \n", 2), 0);
	}
}

static void buddyinfo_leaves_out_a_zone_without_ram(struct kunit *test)
{
	struct zone *zone;

	take(test, buddyinfo_show);
	for_each_zone(zone)
		KUNIT_EXPECT_EQ_MSG(test, lines_of_zone(zone) != NULL, populated_zone(zone), "%s",
				    zone->name);
}

/* /proc/meminfo */

static void meminfo_has_linuxs_lines(struct kunit *test)
{
	char line[48];

	take(test, meminfo_show);
	snprintf(line, sizeof(line), "MemTotal:       %8lu kB\nMemFree: ", totalram_pages() * 4);
	KUNIT_EXPECT_EQ(test, strncmp(text, line, strlen(line)), 0);
}

static void meminfo_adds_up(struct kunit *test)
{
	const struct zone *high = &contig_page_data.node_zones[ZONE_HIGHMEM];
	unsigned long total, free;

	take(test, meminfo_show);
	total = number_behind(test, text, "MemTotal:");
	free = number_behind(test, text, "MemFree:");
	KUNIT_EXPECT_EQ(test, free, nr_free_pages() * 4);
	KUNIT_EXPECT_EQ(test, number_behind(test, text, "HighTotal:"), high->managed_pages * 4);
	KUNIT_EXPECT_EQ(test, number_behind(test, text, "HighFree:"), high->free_pages * 4);
	KUNIT_EXPECT_EQ(test, number_behind(test, text, "LowTotal:"),
			total - high->managed_pages * 4);
	KUNIT_EXPECT_EQ(test, number_behind(test, text, "LowFree:"), free - high->free_pages * 4);
}

/* What each zone keeps back is its high mark and its largest reserve. */
static void available_is_free_without_the_reserves(struct kunit *test)
{
	unsigned long kept = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		kept += min((unsigned long)zone->lowmem_reserve[ZONE_HIGHMEM] +
				    high_wmark_pages(zone),
			    zone->managed_pages);
	take(test, meminfo_show);
	KUNIT_EXPECT_EQ(test, number_behind(test, text, "MemAvailable:"),
			number_behind(test, text, "MemFree:") - kept * 4);
}

static void free_adds_up(struct kunit *test)
{
	unsigned long total, used, free;

	take(test, free_show);
	KUNIT_ASSERT_EQ(test,
			sscanf(strstr(text, "Mem:"), "Mem: %lu %lu %lu", &total, &used, &free), 3);
	KUNIT_EXPECT_EQ(test, total, totalram_pages() * 4);
	KUNIT_EXPECT_EQ(test, free, nr_free_pages() * 4);
	KUNIT_EXPECT_EQ(test, total, used + free);
}

/* /proc/zoneinfo */

static void zoneinfo_is_the_zone(struct kunit *test)
{
	struct zone *zone;

	take(test, zoneinfo_show);
	for_each_zone(zone) {
		const char *at = lines_of_zone(zone);

		KUNIT_EXPECT_EQ(test, number_behind(test, at, "pages free"), zone->free_pages);
		KUNIT_EXPECT_EQ(test, number_behind(test, at, " min "), min_wmark_pages(zone));
		KUNIT_EXPECT_EQ(test, number_behind(test, at, " low "), low_wmark_pages(zone));
		KUNIT_EXPECT_EQ(test, number_behind(test, at, " high "), high_wmark_pages(zone));
		KUNIT_EXPECT_EQ(test, number_behind(test, at, "spanned"), zone->spanned_pages);
		KUNIT_EXPECT_EQ(test, number_behind(test, at, "present"), zone->present_pages);
		KUNIT_EXPECT_EQ(test, number_behind(test, at, "managed"), zone->managed_pages);
	}
}

static void zoneinfo_shows_what_is_kept_back(struct kunit *test)
{
	struct zone *zone;
	char line[64];

	take(test, zoneinfo_show);
	for_each_zone(zone) {
		const long *r = zone->lowmem_reserve;
		const char *at = lines_of_zone(zone);

		snprintf(line, sizeof(line), "protection: (%ld, %ld, %ld)\n", r[0], r[1], r[2]);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(at, line), "%s %s", zone->name, line);
	}
}

/* A page freed lies on the CPU's list before it is the zone's again. */
static void zoneinfo_counts_the_pages_of_the_cpu(struct kunit *test)
{
	const struct zone *zone = &contig_page_data.node_zones[ZONE_DMA];
	struct seq_file m;

	drain_all();
	free_page(__get_free_pages(GFP_DMA, 0));
	seq_init(&m, text, sizeof(text) - 1, NULL);
	zoneinfo_show(&m);
	text[m.count] = '\0';
	KUNIT_EXPECT_GT(test, zone_pcp_pages(zone), 0);
	KUNIT_EXPECT_EQ(test, number_behind(test, lines_of_zone(zone), "count:"),
			zone_pcp_pages(zone));
}

/* The block in a failure report */

static void show_mem_names_every_zone(struct kunit *test)
{
	u32 log = log_position();
	struct zone *zone;

	drain_all();
	show_mem();
	KUNIT_EXPECT_TRUE(test, log_contains(log, "Mem-Info:"));
	for_each_populated_zone(zone) {
		KUNIT_EXPECT_TRUE_MSG(test,
				      is_logged(log, "%s free:%lukB min:%lukB low:%lukB",
						zone->name, zone->free_pages * 4,
						min_wmark_pages(zone) * 4,
						low_wmark_pages(zone) * 4),
				      "%s", zone->name);
		KUNIT_EXPECT_TRUE_MSG(test, is_logged(log, "= %lukB", zone->free_pages * 4), "%s",
				      zone->name);
	}
}

static void show_mem_adds_up_all_ram(struct kunit *test)
{
	unsigned long present = 0, reserved = 0;
	u32 log = log_position();
	struct zone *zone;

	drain_all();
	show_mem();
	for_each_populated_zone(zone) {
		const long *r = zone->lowmem_reserve;

		present += zone->present_pages;
		reserved += zone->present_pages - zone->managed_pages;
		KUNIT_EXPECT_TRUE(test,
				  is_logged(log,
					    "%s free:%lukB min:%lukB low:%lukB high:%lukB present:%lukB managed:%lukB free_pcp:%lukB",
					    zone->name, zone->free_pages * 4,
					    min_wmark_pages(zone) * 4, low_wmark_pages(zone) * 4,
					    high_wmark_pages(zone) * 4, zone->present_pages * 4,
					    zone->managed_pages * 4, zone_pcp_pages(zone) * 4));
		KUNIT_EXPECT_TRUE(test, is_logged(log, "lowmem_reserve[]: %ld %ld %ld", r[0], r[1],
						  r[2]));
	}
	KUNIT_EXPECT_TRUE(test, is_logged(log, "%lu pages RAM", present));
	KUNIT_EXPECT_TRUE(test, is_logged(log, "%lu pages HighMem/MovableOnly",
					  contig_page_data.node_zones[ZONE_HIGHMEM].present_pages));
	KUNIT_EXPECT_TRUE(test, is_logged(log, "%lu pages reserved", reserved));
}

/* /proc/vmstat: a line for each count, in order, and none else. */
static void vmstat_is_the_counters(struct kunit *test)
{
	static const char *const first[] = { "pgscan_kswapd",  "pgsteal_kswapd", "pgscan_direct",
					     "pgsteal_direct", "allocstall",	 "pageoutrun",
					     "pgalloc_wait" };
	const char *at = text;
	unsigned long value;
	char name[32];
	int len;

	take(test, vmstat_show);
	for (int i = -1; i < NR_VM_EVENTS; i++, at += len) {
		KUNIT_ASSERT_EQ(test, sscanf(at, "%31s %lu%n", name, &value, &len), 2);
		KUNIT_EXPECT_EQ(test, at[len++], '\n');
		KUNIT_EXPECT_EQ_MSG(test, value, i < 0 ? nr_free_pages() : vm_event(i), "%s", name);
		if (i < (int)ARRAY_SIZE(first))
			KUNIT_EXPECT_STREQ(test, (const char *)name,
					   i < 0 ? "nr_free_pages" : first[i]);
		KUNIT_EXPECT_STRNEQ(test, (const char *)name, "(null)");
	}
	KUNIT_EXPECT_STREQ(test, at, "");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(buddyinfo_counts_the_free_lists),
	KUNIT_CASE(buddyinfo_leaves_out_a_zone_without_ram),
	KUNIT_CASE(meminfo_has_linuxs_lines),
	KUNIT_CASE(meminfo_adds_up),
	KUNIT_CASE(available_is_free_without_the_reserves),
	KUNIT_CASE(free_adds_up),
	KUNIT_CASE(zoneinfo_is_the_zone),
	KUNIT_CASE(zoneinfo_shows_what_is_kept_back),
	KUNIT_CASE(zoneinfo_counts_the_pages_of_the_cpu),
	KUNIT_CASE(show_mem_names_every_zone),
	KUNIT_CASE(show_mem_adds_up_all_ram),
	KUNIT_CASE(vmstat_is_the_counters),
	{},
};

static struct kunit_suite show_mem_suite = { .name = "show_mem", .test_cases = cases };
kunit_test_suite(show_mem_suite);
