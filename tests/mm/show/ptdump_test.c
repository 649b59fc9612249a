// SPDX-License-Identifier: MIT
/* Tests of mm/show/ptdump.c: its ranges are compared with a walk of the page tables for each page in them. */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static char *text;

static void dump(struct kunit *test)
{
	struct seq_file m;

	KUNIT_ASSERT_NOT_NULL(test, text = vmalloc(65536));
	seq_init(&m, text, 65535, NULL);
	KUNIT_EXPECT_EQ(test, ptdump_show(&m), 0);
	KUNIT_ASSERT_FALSE(test, seq_has_overflowed(&m));
	text[m.count] = '\0';
}

static void done(struct kunit *test)
{
	vfree(text);
	text = NULL;
}

/* The line of the range that begins with @start, or that @addr lies in; its bounds. NULL: none. */
static const char *range_of(unsigned long addr, unsigned long *start, unsigned long *end)
{
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		if (sscanf(line, "0x%lx-0x%lx", start, end) == 2 && addr >= *start && addr < *end)
			return line;
	return NULL;
}

static bool says(const char *line, const char *word)
{
	const char *end = strchr(line, '\n'), *at = strstr(line, word);

	return at && at < end;
}

/* In the largest unit in which it is a whole number. */
static void a_size_is_in_its_largest_unit(struct kunit *test)
{
	static const struct {
		unsigned long kb;
		const char *shown;
	} sizes[] = { { 4, "        4K " }, { 1536, "     1536K " }, { 2048, "        2M " } };

	void *p[ARRAY_SIZE(sizes)];

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		p[i] = vmalloc(sizes[i].kb << 10);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
	}
	dump(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long start, end;
		const char *line = range_of((unsigned long)p[i], &start, &end);

		KUNIT_ASSERT_NOT_NULL(test, line);
		KUNIT_EXPECT_EQ(test, start, (unsigned long)p[i]);
		KUNIT_EXPECT_EQ(test, end - start, sizes[i].kb << 10);
		KUNIT_EXPECT_TRUE_MSG(test, says(line, sizes[i].shown), "%s", sizes[i].shown);
		vfree(p[i]);
	}
}

static void ranges_cover_the_kernels_half_without_gap(struct kunit *test)
{
	unsigned long next = PAGE_OFFSET, start, end;

	dump(test);
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		if (sscanf(line, "0x%lx-0x%lx", &start, &end) != 2)
			continue;
		KUNIT_EXPECT_EQ(test, start, next);
		KUNIT_EXPECT_GT(test, end, start);
		next = end;
	}
	KUNIT_EXPECT_EQ(test, next, FIXADDR_TOP);
}

/* What a line says about its pages, to be compared with what walk_page_tables() says about each. */
struct rights {
	bool present, writable, large, user;
};

static struct rights rights_of(const char *line)
{
	return (struct rights){ .present = says(line, "RW") || says(line, "ro"),
				.writable = says(line, "RW"),
				.large = says(line, "PSE"),
				.user = says(line, "USR") };
}

static void every_page_has_the_rights_of_its_range(struct kunit *test)
{
	unsigned long start = 0, end = 0;
	struct rights said = {};
	const char *line = NULL;

	dump(test);
	for (unsigned long addr = PAGE_OFFSET; addr < FIXADDR_TOP; addr += PAGE_SIZE) {
		struct page_walk w = walk_page_tables(swapper_pg_dir, addr);

		if (addr >= end) {
			line = range_of(addr, &start, &end);
			KUNIT_ASSERT_NOT_NULL(test, line);
			said = rights_of(line);
		}
		if (w.present != said.present || (w.present && w.writable != said.writable) ||
		    said.user || (w.present && (w.size == PMD_SIZE) != said.large))
			KUNIT_FAIL(test, "%08lx is not what its line says: %.70s\n", addr, line);
	}
}

static void areas_of_the_map_are_marked(struct kunit *test)
{
	static const char *const marks[] = { "---[ Kernel Mapping ]---\n",
					     "---[ vmalloc() Area ]---\n",
					     "---[ Vmalloc End ]---\n",
					     "---[ Persistent kmap() Area ]---\n",
					     "---[ Fixmap Area ]---\n" };
	const char *at;

	dump(test);
	at = text;
	for (unsigned int i = 0; i < ARRAY_SIZE(marks); i++) {
		at = strstr(at, marks[i]);
		KUNIT_ASSERT_NOT_NULL_MSG(test, at, "%s", marks[i]);
	}
}

static void a_new_mapping_appears_with_its_flags(struct kunit *test)
{
	void *area = vmalloc(3 * PAGE_SIZE), *device = ioremap(0xb8000, PAGE_SIZE);
	struct page *page = alloc_page(GFP_HIGHUSER);
	void *constant = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL_RO) : NULL;
	unsigned long start, end;
	const char *line;

	KUNIT_ASSERT_TRUE(test, area && device && constant);
	dump(test);
	line = range_of((unsigned long)area, &start, &end);
	KUNIT_EXPECT_TRUE(test, says(line, "     RW ") && !says(line, "PCD") && says(line, "pte"));
	KUNIT_EXPECT_EQ(test, start, (unsigned long)area);
	KUNIT_EXPECT_EQ(test, end, (unsigned long)area + 3 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, says(line, "       12K "));
	line = range_of((unsigned long)device, &start, &end);
	KUNIT_EXPECT_TRUE(test, says(line, "RW     PCD "));
	line = range_of((unsigned long)constant, &start, &end);
	KUNIT_EXPECT_TRUE(test, says(line, " ro "));
	vunmap(constant);
	__free_page(page);
	iounmap(device);
	vfree(area);
}

static struct kunit_case ptdump_cases[] = {
	KUNIT_CASE(ranges_cover_the_kernels_half_without_gap),
	KUNIT_CASE(every_page_has_the_rights_of_its_range),
	KUNIT_CASE(areas_of_the_map_are_marked),
	KUNIT_CASE(a_new_mapping_appears_with_its_flags),
	KUNIT_CASE(a_size_is_in_its_largest_unit),
	{},
};

static struct kunit_suite ptdump_suite = { .name = "ptdump",
					   .exit = done,
					   .test_cases = ptdump_cases };
kunit_test_suite(ptdump_suite);
