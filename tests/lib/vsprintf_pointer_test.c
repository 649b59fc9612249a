// SPDX-License-Identifier: MIT
/* Tests of lib/vsprintf_pointer.c, vsprintf_address.c, vsprintf_flags.c. What they print is Linux 6.1's. */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/rtc.h>

#include "printed.h"

static void addresses_are_not_lengthened_by_a_width(struct kunit *test)
{
	const char *volatile special = "%#px|%#px";

	EXPECT_PRINTS(test, "[00001000][    1000][1000    ]", "[%p][%8px][%-8p]", (void *)0x1000,
		      (void *)0x1000, (void *)0x1000);
	EXPECT_PRINTS(test, "0xc0100000|0x001000", special, (void *)0xc0100000, (void *)0x1000);
}

static void no_bytes_for_a_width_of_0(struct kunit *test)
{
	EXPECT_PRINTS(test, "[][]", "[%*ph][%*pE]", 0, "a", 0, NULL);
	EXPECT_PRINTS(test, "[]", "[%*pb]", 0, (unsigned long[]){ ~0UL });
	EXPECT_PRINTS(test, "[(null)]", "[%*ph]", 3, NULL);
}

static void bitmaps_as_numbers_and_as_ranges(struct kunit *test)
{
	DECLARE_BITMAP(map, 100) = {};

	EXPECT_PRINTS(test, "0,00000000,00000000,00000000 []", "%*pb [%*pbl]", 100, map, 100, map);
	bitmap_set(map, 0, 4);
	bitmap_set(map, 31, 2);
	bitmap_set(map, 99, 1);
	EXPECT_PRINTS(test, "8,00000000,00000001,8000000f", "%*pb", 100, map);
	EXPECT_PRINTS(test, "0-3,31-32,99", "%*pbl", 100, map);
	EXPECT_PRINTS(test, "f 0-3 00f 3", "%*pb %*pbl %*pb %*pb", 4, map, 4, map, 12, map, 2, map);
	bitmap_fill(map, 100);
	EXPECT_PRINTS(test, "0-99", "%*pbl", 100, map);
	EXPECT_PRINTS(test, "  (null)", "%*pbl", 8, NULL);
}

static void mac_addresses(struct kunit *test)
{
	u8 mac[] = { 0x2d, 0x48, 0xd6, 0xfc, 0x7a, 0x05 };

	EXPECT_PRINTS(test, "2d:48:d6:fc:7a:05", "%pM", mac);
	EXPECT_PRINTS(test, "05:7a:fc:d6:48:2d", "%pMR", mac);
	EXPECT_PRINTS(test, "2d-48-d6-fc-7a-05", "%pMF", mac);
	EXPECT_PRINTS(test, "2d48d6fc7a05 057afcd6482d", "%pm %pmR", mac, mac);
	EXPECT_PRINTS(test, "[   2d48d6fc7a05]", "[%15pm]", mac);
}

static void ipv4_addresses(struct kunit *test)
{
	u8 ip[] = { 127, 0, 10, 255 };

	EXPECT_PRINTS(test, "127.0.10.255|127.000.010.255", "%pI4|%pi4", ip, ip);
	EXPECT_PRINTS(test, "127.0.10.255|255.10.0.127|255.010.000.127", "%pI4b|%pI4l|%pi4h", ip,
		      ip, ip);
	EXPECT_PRINTS(test, "[127.0.10.255   ]", "[%-15pI4]", ip);
}

static void ipv6_addresses(struct kunit *test)
{
	static const struct {
		u8 ip[16];
		const char *text;
	} cases[] = {
		{ { 0x20, 1, 0xd, 0xb8, [15] = 1 }, "2001:db8::1" },
		{ {}, "::" },
		{ { [15] = 1 }, "::1" },
		{ { 0xfe, 0x80 }, "fe80::" },
		{ { 0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7 }, "1:0:2:3:4:5:6:7" },
		{ { 0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 7 }, "1:0:0:3::7" },
		{ { 0, 1, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0, 7 }, "1::3:4:0:0:7" },
		{ { [10] = 0xff, 0xff, 1, 2, 3, 4 }, "::ffff:1.2.3.4" },
		{ { 0xfe, 0x80, [10] = 0x5e, 0xfe, 10, 0, 0, 1 }, "fe80::5efe:10.0.0.1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		EXPECT_PRINTS(test, cases[i].text, "%pI6c", cases[i].ip);
	EXPECT_PRINTS(test, "2001:0db8:0000:0000:0000:0000:0000:0001", "%pI6", cases[0].ip);
	EXPECT_PRINTS(test, "20010db8000000000000000000000001", "%pi6", cases[0].ip);
	EXPECT_PRINTS(test, "(einval)", "%pI5", cases[0].ip);
}

static void uuids_in_both_orders_and_cases(struct kunit *test)
{
	u8 uuid[16];

	for (int i = 0; i < 16; i++)
		uuid[i] = 0xa0 + i;
	EXPECT_PRINTS(test, "a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf", "%pUb", uuid);
	EXPECT_PRINTS(test, "a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf", "%pU", uuid);
	EXPECT_PRINTS(test, "A0A1A2A3-A4A5-A6A7-A8A9-AAABACADAEAF", "%pUB", uuid);
	EXPECT_PRINTS(test, "a3a2a1a0-a5a4-a7a6-a8a9-aaabacadaeaf", "%pUl", uuid);
	EXPECT_PRINTS(test, "A3A2A1A0-A5A4-A7A6-A8A9-AAABACADAEAF", "%pUL", uuid);
}

static void bytes_that_cannot_be_printed_are_escaped(struct kunit *test)
{
	const char text[] = "a \"b\"\\\n\0\x1b\x90";
	int n = sizeof(text) - 1;

	EXPECT_PRINTS(test, "a \"b\"\\\\n\\0\\e\\220", "%*pE", n, text);
	EXPECT_PRINTS(test, "\\141\\040\\\"\\142\\\"\\\\\\n\\0\\e\\220", "%*pEa", n, text);
	EXPECT_PRINTS(test, "a \"b\"\\\\x0a\\x00\\x1b\\x90", "%*pEhp", n, text);
	EXPECT_PRINTS(test, "a \"b\"\\\\n", "%*pEs", 7, text);
	EXPECT_PRINTS(test, "x", "%pE", "xyz");
}

static void flags_of_areas_and_pages(struct kunit *test)
{
	unsigned long vma = VM_READ | VM_EXEC | VM_MAYREAD | VM_GROWSDOWN | 0x80000000;
	unsigned long page = 1UL << PG_locked | 1UL << PG_slab | 1UL << ZONES_SHIFT, none = 0;
	gfp_t gfp = GFP_KERNEL | __GFP_ZERO;
	char text[64];

	EXPECT_PRINTS(test, "read|exec|mayread|growsdown|0x80000000", "%pGv", &vma);
	EXPECT_PRINTS(test, "GFP_KERNEL|__GFP_ZERO", "%pGg", &gfp);
	snprintf(text, sizeof(text), "%#lx(locked|slab|zone=1)", page);
	EXPECT_PRINTS(test, text, "%pGp", &page);
	EXPECT_PRINTS(test, "[0x0(zone=0)][]", "[%pGp][%pGv]", &none, &none);
	EXPECT_PRINTS(test, "(%pG?)", "%pGx", &none);
	page = 3UL << PAGE_ORDER_SHIFT;
	EXPECT_PRINTS(test, "0x6000000(order=3|zone=0)", "%pGp", &page);
}

static void four_character_codes(struct kunit *test)
{
	u32 code = 0x3231564e, big = code | BIT(31), odd = 0x00ff4142;

	EXPECT_PRINTS(test, "NV12 little-endian (0x3231564e)", "%p4cc", &code);
	EXPECT_PRINTS(test, "NV12 big-endian (0xb231564e)", "%p4cc", &big);
	EXPECT_PRINTS(test, "BA.. little-endian (0x00ff4142)", "%p4cc", &odd);
	EXPECT_PRINTS(test, "(%p4?) (null)", "%p4 %p4cc", &code, NULL);
}

static void resources_in_words_and_in_numbers(struct kunit *test)
{
	struct resource mem = { .start = 0xfed00000, .end = 0xfed003ff, .flags = IORESOURCE_MEM };
	struct resource io = { .start = 0x60, .end = 0x60, .flags = IORESOURCE_IO };
	struct resource irq = { .start = 14, .end = 14, .flags = IORESOURCE_IRQ };
	struct resource bus = { .start = 0, .end = 255, .flags = IORESOURCE_BUS };
	struct resource nothing = { .start = 1, .end = 2 };

	EXPECT_PRINTS(test, "[mem 0xfed00000-0xfed003ff]", "%pR", &mem);
	EXPECT_PRINTS(test, "[mem 0xfed00000-0xfed003ff flags 0x200]", "%pr", &mem);
	EXPECT_PRINTS(test, "[io  0x0060]", "%pR", &io);
	EXPECT_PRINTS(test, "[irq 14]", "%pR", &irq);
	EXPECT_PRINTS(test, "[bus 00-ff]", "%pR", &bus);
	EXPECT_PRINTS(test, "[??? 0x00000001-0x00000002 flags 0x0]", "%pR", &nothing);
	mem.flags |= IORESOURCE_PREFETCH | IORESOURCE_DISABLED;
	EXPECT_PRINTS(test, "[mem 0xfed00000-0xfed003ff pref disabled]", "%pR", &mem);
	mem.flags = IORESOURCE_MEM | IORESOURCE_UNSET;
	EXPECT_PRINTS(test, "[mem size 0x00000400]", "%pR", &mem);
}

static void dates_and_times(struct kunit *test)
{
	struct rtc_time tm = { .tm_year = 118,
			       .tm_mon = 10,
			       .tm_mday = 26,
			       .tm_hour = 5,
			       .tm_min = 35,
			       .tm_sec = 43 };
	time64_t time = 1546615943; /* 2019-01-04T15:32:23 */

	EXPECT_PRINTS(test, "(%pt?) (null)", "%pt %ptR", &tm, NULL);
	EXPECT_PRINTS(test, "2018-11-26T05:35:43|0118-10-26T05:35:43", "%ptR|%ptRr", &tm, &tm);
	EXPECT_PRINTS(test, "05:35:43|2018-11-26", "%ptRt|%ptRd", &tm, &tm);
	EXPECT_PRINTS(test, "0118-10-26", "%ptRdr", &tm);
	EXPECT_PRINTS(test, "2018-11-26 05:35:43|0118-10-26 05:35:43", "%ptRs|%ptRrs", &tm, &tm);
	EXPECT_PRINTS(test, "2019-01-04T15:32:23|0119-00-04T15:32:23", "%ptT|%ptTr", &time, &time);
	EXPECT_PRINTS(test, "15:32:23|2019-01-04", "%ptTt|%ptTd", &time, &time);
}

/* Every day from 1896 to 2104, each by its fields and back. */
static void days_and_dates_agree(struct kunit *test)
{
	time64_t day = mktime64(1896, 1, 1, 0, 0, 0);
	struct rtc_time tm;
	int weekday = 3, yday = 0;

	for (; day < mktime64(2104, 1, 1, 0, 0, 0); day += 86400) {
		rtc_time64_to_tm(day + 3661, &tm);
		yday = tm.tm_mon || tm.tm_mday > 1 ? yday + 1 : 0;
		if (mktime64(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
			     tm.tm_sec) != day + 3661 ||
		    tm.tm_hour != 1 || tm.tm_wday != weekday || tm.tm_yday != yday) {
			KUNIT_FAIL(test, "%ptR is not second %lld\n", &tm, day);
			return;
		}
		weekday = (weekday + 1) % 7;
	}
}

static void strings_by_other_letters(struct kunit *test)
{
	const char *volatile fmt = "%pks|%.2pus|%pks";

	EXPECT_PRINTS(test, "abc|ab|(null)", fmt, "abc", "abc", NULL);
	EXPECT_PRINTS(test, "(einval)", "%pkx", "abc");
}

/* None of them is followed. */
static void bad_pointers_are_named(struct kunit *test)
{
	static const char *const formats[] = { "%*ph",	"%*pb",	 "%*pbl",  "%*pE",
					       "%*pM",	"%*pI4", "%*pI6c", "%*pU",
					       "%*pGg", "%*pGv", "%*pGp",  "%*p4cc",
					       "%*pR",	"%*ptT", "%*pV",   "%*pa" };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		const char *volatile fmt = formats[i];

		EXPECT_PRINTS(test, "(null)", fmt, 1, NULL);
		EXPECT_PRINTS(test, "(efault)", fmt, 1, (void *)4095);
		EXPECT_PRINTS(test, "(efault)", fmt, 1, ERR_PTR(-EIO));
	}
}

static struct kunit_case vsprintf_pointer_cases[] = {
	KUNIT_CASE(addresses_are_not_lengthened_by_a_width),
	KUNIT_CASE(no_bytes_for_a_width_of_0),
	KUNIT_CASE(bitmaps_as_numbers_and_as_ranges),
	KUNIT_CASE(mac_addresses),
	KUNIT_CASE(ipv4_addresses),
	KUNIT_CASE(ipv6_addresses),
	KUNIT_CASE(uuids_in_both_orders_and_cases),
	KUNIT_CASE(bytes_that_cannot_be_printed_are_escaped),
	KUNIT_CASE(flags_of_areas_and_pages),
	KUNIT_CASE(four_character_codes),
	KUNIT_CASE(resources_in_words_and_in_numbers),
	KUNIT_CASE(dates_and_times),
	KUNIT_CASE(days_and_dates_agree),
	KUNIT_CASE(strings_by_other_letters),
	KUNIT_CASE(bad_pointers_are_named),
	{},
};

static struct kunit_suite vsprintf_pointer_suite = {
	.name = "vsprintf_pointer",
	.test_cases = vsprintf_pointer_cases,
};

kunit_test_suite(vsprintf_pointer_suite);
