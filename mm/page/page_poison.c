// SPDX-License-Identifier: MIT
/*
 * Page poisoning, in a DEBUG=1 build: a page that is freed is filled with PAGE_POISON, and looked at when it is allocated
 * again. Another value means that somebody has written to it meanwhile through a pointer that he should have forgotten:
 *
 *	pagealloc: memory corruption		pagealloc: single bit error: one bit has changed, perhaps the RAM is bad
 *	c1234010: aa aa aa aa 00 aa ...
 *	Call Trace: of the allocation that found it
 *	page: ...				with the last owners: who freed it is the first suspect
 *
 * The report names the writer only by that. While free pages of lowmem are unmapped (debug_pagealloc.c) a write there faults in
 * the act, so poison is for the other pages: high ones, and all with debug_pagealloc=off. page_poison=off switches it off.
 *
 * Which pages are poisoned is a bit of each: those that boot handed over are not.
 *
 * Tests: tests/mm/page/page_poison_test.c
 */
#ifdef CONFIG_PAGE_POISONING
#include <k896/hex.h>
#include <k896/report.h>
#include <linux/bitmap.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/printk.h>

#include "page_hooks.h"

#define POISON_WORD (PAGE_POISON * 0x01010101UL)

static unsigned long
	*poisoned; /* a bit for each page of mem_map: atomic operations. NULL: page_poison=off */
static bool page_poison_enabled = true;

static int __init page_poison_setup(char *value)
{
	return !kstrtobool(value, &page_poison_enabled);
}
early_param("page_poison=", page_poison_setup);

void __init page_poison_init(unsigned long nr_pages)
{
	if (page_poison_enabled)
		poisoned = memblock_alloc(BITS_TO_LONGS(nr_pages) * sizeof(long), sizeof(long));
}

void kernel_poison_pages(struct page *page, int numpages)
{
	if (!poisoned || is_unmapped_when_free(page))
		return;
	for (; numpages; numpages--, page++) {
		void *addr = kmap_local_page(page);

		memset(addr, PAGE_POISON, PAGE_SIZE);
		kunmap_local(addr);
		set_bit(page_to_pfn(page), poisoned);
	}
}

/* The first word that is not poison, or @end. */
static __always_inline const unsigned long *skip_poison(const unsigned long *at,
							const unsigned long *end)
{
	unsigned long words = end - at;
	bool same = true;

	asm("repe scasl"
	    : "=@ccz"(same), "+D"(at), "+c"(words)
	    : "a"(POISON_WORD), "m"(*(const char(*)[PAGE_SIZE])at));
	return same ? end : at - 1;
}

static void __cold dump_bytes(const u8 *from, const u8 *to)
{
	char line[80];

	for (; from < to; from += 16) {
		hex_dump_to_buffer(from, min_t(size_t, to - from, 16), 16, 1, line, sizeof(line),
				   true);
		pr_err("%08lx: %s\n", (unsigned long)from, line);
	}
}

/* From the first wrong byte to the last; what is in between may be right. */
static void __cold report_damage(struct page *page, const u8 *start, const u8 *end)
{
	unsigned long flags;

	while (*start == PAGE_POISON)
		start++;
	while (end[-1] == PAGE_POISON)
		end--;
	if (!report_begin(&flags))
		return;
	pr_err("pagealloc: %s\n", end - start == 1 && is_power_of_2(*start ^ PAGE_POISON) ?
					  "single bit error" :
					  "memory corruption");
	dump_bytes(start, end);
	dump_stack();
	dump_page(page, "pagealloc: corrupted page details");
	report_end(flags);
}

static void check_page(struct page *page)
{
	const unsigned long *start = kmap_local_page(page), *end = (void *)start + PAGE_SIZE,
			    *wrong = skip_poison(start, end);

	if (unlikely(wrong != end))
		report_damage(page, (const u8 *)wrong, (const u8 *)end);
	kunmap_local(start);
}

void kernel_unpoison_pages(struct page *page, int numpages)
{
	if (!poisoned || is_unmapped_when_free(page))
		return;
	for (; numpages; numpages--, page++)
		if (test_and_clear_bit(page_to_pfn(page), poisoned))
			check_page(page);
}
#endif
