/* SPDX-License-Identifier: MIT */
/*
 * Finding the firmware's tables:
 *
 *	"RSD PTR "	at a multiple of 16 in the first KiB of the extended BIOS data, or in the BIOS area
 *	   -> RSDT	a table of physical addresses
 *	      -> each	a header with signature and length, then what the signature says
 *
 * The BIOS areas lie in the linear map. The tables lie near the end of RAM, which may be above it,
 * in memory that the machine's map calls reserved: they are mapped with ioremap_cache().
 *
 * Tests: tests/kernel/hpet_test.c.
 */
#include <linux/acpi.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>

#define EBDA_SEGMENT 0x40e /* a word in the BIOS data: the segment of the extended part */
#define EBDA_SEARCH  1024
#define BIOS_START   0xe0000
#define BIOS_END     0x100000

struct rsdp {
	char signature[8];
	u8 checksum; /* of these 20 bytes */
	char oem_id[6];
	u8 revision;
	u32 rsdt;
} __packed;

#define MAX_TABLE (1 << 20) /* larger is nonsense */

static bool sums_to_zero(const void *bytes, size_t n)
{
	u8 sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += ((const u8 *)bytes)[i];
	return !sum;
}

static const struct rsdp *search(unsigned long start, unsigned long end)
{
	for (; start + sizeof(struct rsdp) <= end; start += 16) {
		const struct rsdp *r = __va(start);

		if (!memcmp(r->signature, "RSD PTR ", 8) && sums_to_zero(r, sizeof(*r)))
			return r;
	}
	return NULL;
}

static const struct rsdp *find_rsdp(void)
{
	unsigned long ebda = *(volatile u16 *)__va(EBDA_SEGMENT) << 4;
	const struct rsdp *r = NULL;

	if (ebda >= 0x400 && ebda + EBDA_SEARCH <= 0xa0000)
		r = search(ebda, ebda + EBDA_SEARCH);
	return r ?: search(BIOS_START, BIOS_END);
}

/* The whole table at @phys, or NULL: its header says how long it is. */
static struct acpi_table_header *map_table(u32 phys)
{
	struct acpi_table_header *t = ioremap_cache(phys, sizeof(*t));
	u32 length;

	if (!t)
		return NULL;
	length = t->length;
	iounmap(t);
	return length >= sizeof(*t) && length <= MAX_TABLE ? ioremap_cache(phys, length) : NULL;
}

static acpi_status find_in(const struct acpi_table_header *rsdt, const char *signature,
			   u32 instance, struct acpi_table_header **out)
{
	const u32 *entry = (const void *)(rsdt + 1), *end = (const void *)rsdt + rsdt->length;

	for (; entry + 1 <= end; entry++) {
		struct acpi_table_header *t = map_table(*entry);

		if (!t)
			return AE_NO_MEMORY;
		if (!memcmp(t->signature, signature, 4) && !--instance) {
			if (sums_to_zero(t, t->length)) {
				*out = t;
				return AE_OK;
			}
			pr_warn("ACPI: table %.4s at %#x has a wrong checksum\n", signature,
				*entry);
			iounmap(t);
			return AE_BAD_CHECKSUM;
		}
		iounmap(t);
	}
	return AE_NOT_FOUND;
}

acpi_status acpi_get_table(const char *signature, u32 instance, struct acpi_table_header **out)
{
	const struct rsdp *rsdp = find_rsdp();
	struct acpi_table_header *rsdt;
	acpi_status status;

	if (!rsdp)
		return AE_NOT_EXIST;
	rsdt = map_table(rsdp->rsdt);
	if (!rsdt)
		return AE_NO_MEMORY;
	status = sums_to_zero(rsdt, rsdt->length) ? find_in(rsdt, signature, instance, out) :
						    AE_BAD_CHECKSUM;
	iounmap(rsdt);
	return status;
}

void acpi_put_table(struct acpi_table_header *table)
{
	iounmap(table);
}
