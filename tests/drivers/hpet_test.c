// SPDX-License-Identifier: MIT
/*
 * Tests of drivers/clocksource/hpet.c and drivers/acpi/tables.c: on a machine without the timer
 * they are skipped. tests/boot boots one.
 */
#include <kunit/test.h>
#include <linux/acpi.h>
#include <linux/delay.h>
#include <linux/hpet.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static int need_hpet(struct kunit *test)
{
	if (!hpet_virt_address)
		kunit_skip(test, "no HPET");
	return 0;
}

static void its_registers_are_read_through_a_mapping(struct kunit *test)
{
	struct vm_struct *area =
		find_vm_area((void *)((unsigned long)hpet_virt_address & PAGE_MASK));

	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_EQ(test, area->flags, VM_IOREMAP);
	KUNIT_EXPECT_EQ(test, readl(hpet_virt_address + HPET_CFG) & HPET_CFG_ENABLE,
			HPET_CFG_ENABLE);
	KUNIT_EXPECT_LE(test, readl(hpet_virt_address + HPET_PERIOD), HPET_PERIOD_MAX);
	KUNIT_EXPECT_GE(test, hpet_hz, 10000000);
}

static void its_counter_never_goes_back(struct kunit *test)
{
	u64 last = hpet_readq_counter();

	for (int i = 0; i < 10000; i++) {
		u64 now = hpet_readq_counter();

		KUNIT_ASSERT_GE(test, now, last);
		last = now;
	}
}

/* Over a tenth of a second by the time that ktime_get() makes of the TSC, to a thousandth. */
static void its_rate_agrees_with_the_tscs(struct kunit *test)
{
	u64 ticks = hpet_readq_counter(), ns;
	ktime_t start = ktime_get();

	while (ktime_us_delta(ktime_get(), start) < 100000)
		udelay(100);
	ticks = hpet_readq_counter() - ticks;
	ns = ktime_us_delta(ktime_get(), start) * 1000;
	ticks = div_u64(ticks * 1000000, hpet_hz) * 1000;
	KUNIT_EXPECT_LE(test, (ticks > ns ? ticks - ns : ns - ticks) * 1000, ns);
}

static void its_table_is_found_again(struct kunit *test)
{
	struct acpi_table_header *table;
	acpi_status status = acpi_get_table(ACPI_SIG_HPET, 1, &table);

	if (status == AE_NOT_EXIST)
		kunit_skip(test, "no ACPI");
	KUNIT_ASSERT_EQ(test, status, AE_OK);
	KUNIT_EXPECT_EQ(test, memcmp(table->signature, "HPET", 4), 0);
	KUNIT_EXPECT_GE(test, table->length, sizeof(struct acpi_table_hpet));
	acpi_put_table(table);
}

static void a_table_that_is_not_there_is_not_found(struct kunit *test)
{
	struct acpi_table_header *table = NULL;

	KUNIT_EXPECT_TRUE(test, ACPI_FAILURE(acpi_get_table("NONE", 1, &table)));
	KUNIT_EXPECT_TRUE(test, ACPI_FAILURE(acpi_get_table(ACPI_SIG_HPET, 9, &table)));
	KUNIT_EXPECT_NULL(test, table);
}

static struct kunit_case hpet_cases[] = {
	KUNIT_CASE(its_registers_are_read_through_a_mapping),
	KUNIT_CASE(its_counter_never_goes_back),
	KUNIT_CASE(its_rate_agrees_with_the_tscs),
	KUNIT_CASE(its_table_is_found_again),
	KUNIT_CASE(a_table_that_is_not_there_is_not_found),
	{},
};

static struct kunit_suite hpet_suite = { .name = "hpet",
					 .init = need_hpet,
					 .test_cases = hpet_cases };
kunit_test_suite(hpet_suite);
