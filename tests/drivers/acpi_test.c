// SPDX-License-Identifier: MIT
/*
 * Tests of drivers/acpi/tables.c with roots that the tests make: each leads to the machine's own tables and to
 * places where there is none. A machine without ACPI skips them.
 */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "drivers/acpi/tables.h"

#define MAX_ENTRIES 16

static struct acpi_table_header *real; /* one of the machine's tables */
static u64 real_address;

static int find_a_table(struct kunit *test)
{
	if (ACPI_FAILURE(acpi_get_table("FACP", 1, &real)))
		kunit_skip(test, "no ACPI");
	real_address = find_vm_area((void *)((unsigned long)real & PAGE_MASK))->phys_addr;
	return 0;
}

static void put_table(struct kunit *test)
{
	acpi_put_table(real);
}

/* An RSDT or an XSDT in @buffer. */
static const struct acpi_table_header *make_root(void *buffer, const char *signature,
						 const u64 *entries, unsigned int n)
{
	struct acpi_table_header *root = buffer;
	unsigned int size = strcmp(signature, "XSDT") ? 4 : 8;

	memset(root, 0, sizeof(*root));
	memcpy(root->signature, signature, 4);
	root->length = sizeof(*root) + n * size;
	for (unsigned int i = 0; i < n; i++)
		memcpy((void *)(root + 1) + i * size, &entries[i], size);
	return root;
}

static void expect_found(struct kunit *test, const char *signature, const u64 *entries,
			 unsigned int n, u32 instance, acpi_status expected)
{
	static char buffer[sizeof(struct acpi_table_header) + MAX_ENTRIES * 8];
	struct acpi_table_header *found = NULL;
	acpi_status status =
		acpi_find_in(make_root(buffer, signature, entries, n), "FACP", instance, &found);

	KUNIT_EXPECT_EQ(test, status, expected);
	KUNIT_EXPECT_EQ(test, !found, expected != AE_OK);
	if (found) {
		KUNIT_EXPECT_EQ(test, memcmp(found->signature, "FACP", 4), 0);
		acpi_put_table(found);
	}
}

static void both_kinds_of_root_lead_to_a_table(struct kunit *test)
{
	u64 entries[] = { real_address, real_address };

	expect_found(test, "RSDT", entries, 2, 1, AE_OK);
	expect_found(test, "XSDT", entries, 2, 1, AE_OK);
	expect_found(test, "XSDT", entries, 2, 2, AE_OK);
	expect_found(test, "XSDT", entries, 2, 3, AE_NOT_FOUND);
	expect_found(test, "XSDT", entries, 0, 1, AE_NOT_FOUND);
}

/* Nowhere, above 4 GiB, in RAM, at the very end of both address spaces, where nothing answers. */
static void an_entry_that_leads_nowhere_is_passed_over(struct kunit *test)
{
	void *ram = kmalloc(4096, GFP_KERNEL);
	u64 entries[] = { 0,	      1ULL << 40,  ram ? virt_to_phys(ram) : 0x200000,
			  0xfffffff0, 0xfe000000,  ~0ULL,
			  ~0ULL - 16, real_address };
	u32 log = log_position();

	expect_found(test, "XSDT", entries, ARRAY_SIZE(entries), 1, AE_OK);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "ACPI: XSDT entry 0: no table at 0"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "ACPI: XSDT entry 1: no table at 0x10000000000"));
	expect_found(test, "XSDT", entries, ARRAY_SIZE(entries), 2, AE_NOT_FOUND);
	kfree(ram);
}

static u8 sum_of(const void *bytes, size_t n)
{
	u8 sum = 0;

	while (n--)
		sum += ((const u8 *)bytes)[n];
	return sum;
}

static void make_rsdp(struct acpi_rsdp *r, u8 revision, u64 xsdt)
{
	*r = (struct acpi_rsdp){ .revision = revision, .rsdt = 0x1000, .xsdt = xsdt };
	memcpy(r->signature, "RSD PTR ", 8);
	r->length = sizeof(*r);
	r->checksum = -sum_of(r, RSDP_SIZE_V1);
	r->extended_checksum = -sum_of(r, sizeof(*r));
}

static void from_revision_2_on_the_xsdt_counts_where_it_can_be_believed(struct kunit *test)
{
	struct acpi_rsdp r;

	make_rsdp(&r, 2, 0x7fe0000);
	KUNIT_EXPECT_TRUE(test, acpi_sums_to_zero(&r, RSDP_SIZE_V1));
	KUNIT_EXPECT_EQ(test, acpi_root_address(&r), 0x7fe0000ULL);
	r.extended_checksum++;
	KUNIT_EXPECT_EQ(test, acpi_root_address(&r), 0x1000ULL);
	make_rsdp(&r, 2, 0);
	KUNIT_EXPECT_EQ(test, acpi_root_address(&r), 0x1000ULL);
	make_rsdp(&r, 0, 0x7fe0000);
	KUNIT_EXPECT_EQ(test, acpi_root_address(&r), 0x1000ULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(both_kinds_of_root_lead_to_a_table),
	KUNIT_CASE(an_entry_that_leads_nowhere_is_passed_over),
	KUNIT_CASE(from_revision_2_on_the_xsdt_counts_where_it_can_be_believed),
	{}
};

static struct kunit_suite suite = { .name = "acpi",
				    .init = find_a_table,
				    .exit = put_table,
				    .test_cases = cases };
kunit_test_suite(suite);
