/* SPDX-License-Identifier: MIT */
/*
 * Finding the firmware's tables:
 *
 *	"RSD PTR "	at a multiple of 16 in the first KiB of the extended BIOS data, or in the BIOS area
 *	   -> XSDT	from revision 2 on: a table of physical addresses of 64 bits
 *	   -> RSDT	else: of 32 bits
 *	      -> each	a header with signature and length, then what the signature says
 *
 * The BIOS areas lie in the linear map. The tables lie near the end of RAM, which may be above it,
 * in memory that the machine's map calls reserved: they are mapped with ioremap_cache(). Firmware is
 * not to be trusted: an entry that leads nowhere, or to a table that does not add up, is named and
 * passed over.
 *
 * Tests: tests/drivers/acpi_test.c, tests/boot/test_boot.py.
 */
#include <linux/acpi.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>

#include "tables.h"

#define EBDA_SEGMENT 0x40e /* a word in the BIOS data: the segment of the extended part */
#define EBDA_SEARCH  1024
#define BIOS_START   0xe0000
#define BIOS_END     0x100000

#define MAX_TABLE (1 << 20) /* larger is nonsense */

bool acpi_sums_to_zero(const void *bytes, size_t n)
{
	u8 sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += ((const u8 *)bytes)[i];
	return !sum;
}

/* ---- the pointer to the root ---- */

static const struct acpi_rsdp *search(unsigned long start, unsigned long end)
{
	for (; start + RSDP_SIZE_V1 <= end; start += 16) {
		const struct acpi_rsdp *r = __va(start);

		if (!memcmp(r->signature, "RSD PTR ", 8) && acpi_sums_to_zero(r, RSDP_SIZE_V1))
			return r;
	}
	return NULL;
}

static const struct acpi_rsdp *find_rsdp(void)
{
	unsigned long ebda = *(volatile u16 *)__va(EBDA_SEGMENT) << 4;
	const struct acpi_rsdp *r = NULL;

	if (ebda >= 0x400 && ebda + EBDA_SEARCH <= 0xa0000)
		r = search(ebda, ebda + EBDA_SEARCH);
	return r ?: search(BIOS_START, BIOS_END);
}

u64 acpi_root_address(const struct acpi_rsdp *rsdp)
{
	if (rsdp->revision >= 2 && rsdp->length >= sizeof(*rsdp) && rsdp->xsdt &&
	    acpi_sums_to_zero(rsdp, sizeof(*rsdp)))
		return rsdp->xsdt;
	return rsdp->rsdt;
}

/* ---- tables ---- */

/* Whether [@phys, @phys + @size) can be a table: below 4 GiB, and nothing that the page allocator has. */
static bool may_map(u64 phys, u32 size)
{
	return phys && phys <= U32_MAX - size + 1 &&
	       !region_intersects(phys, phys + size - 1, IORESOURCE_SYSTEM_RAM);
}

/* The whole table at @phys: its header says how long it is. NULL: there can be none, or no memory. */
static struct acpi_table_header *map_table(u64 phys)
{
	struct acpi_table_header *t;
	u32 length;

	if (!may_map(phys, sizeof(*t)))
		return NULL;
	t = ioremap_cache(phys, sizeof(*t));
	if (!t)
		return NULL;
	length = t->length;
	iounmap(t);
	if (length < sizeof(*t) || length > MAX_TABLE || !may_map(phys, length))
		return NULL;
	return ioremap_cache(phys, length);
}

/* Entries of an RSDT have 4 bytes, those of an XSDT 8, aligned to 4 only. */
static unsigned int entry_size(const struct acpi_table_header *root)
{
	return memcmp(root->signature, "XSDT", 4) ? sizeof(u32) : sizeof(u64);
}

static u64 entry_at(const struct acpi_table_header *root, unsigned int i)
{
	const u32 *word = (const void *)(root + 1) + i * entry_size(root);

	return entry_size(root) == sizeof(u64) ? word[0] | (u64)word[1] << 32 : word[0];
}

acpi_status acpi_find_in(const struct acpi_table_header *root, const char *signature, u32 instance,
			 struct acpi_table_header **out)
{
	unsigned int n = (root->length - sizeof(*root)) / entry_size(root);
	acpi_status status = AE_NOT_FOUND;

	for (unsigned int i = 0; i < n; i++) {
		u64 phys = entry_at(root, i);
		struct acpi_table_header *t = map_table(phys);

		if (!t) {
			pr_warn("ACPI: %.4s entry %u: no table at %#llx\n", root->signature, i,
				phys);
			continue;
		}
		if (!memcmp(t->signature, signature, 4)) {
			if (!acpi_sums_to_zero(t, t->length)) {
				pr_warn("ACPI: table %.4s at %#llx has a wrong checksum\n",
					signature, phys);
				status = AE_BAD_CHECKSUM;
			} else if (!--instance) {
				*out = t;
				return AE_OK;
			}
		}
		iounmap(t);
	}
	return status;
}

static acpi_status get_root(struct acpi_table_header **root)
{
	const struct acpi_rsdp *rsdp = find_rsdp();
	u64 phys;

	if (!rsdp)
		return AE_NOT_EXIST;
	phys = acpi_root_address(rsdp);
	*root = map_table(phys);
	if (!*root) {
		pr_warn("ACPI: no root table at %#llx\n", phys);
		return AE_NOT_FOUND;
	}
	if (acpi_sums_to_zero(*root, (*root)->length)) {
		pr_info_once("ACPI: %.4s %#010llx (v%02u %.6s %.8s)\n", (*root)->signature, phys,
			     (*root)->revision, (*root)->oem_id, (*root)->oem_table_id);
		return AE_OK;
	}
	pr_warn("ACPI: the root table at %#llx has a wrong checksum\n", phys);
	iounmap(*root);
	return AE_BAD_CHECKSUM;
}

acpi_status acpi_get_table(const char *signature, u32 instance, struct acpi_table_header **out)
{
	struct acpi_table_header *root;
	acpi_status status = get_root(&root);

	if (ACPI_FAILURE(status))
		return status;
	status = acpi_find_in(root, signature, instance, out);
	iounmap(root);
	return status;
}

void acpi_put_table(struct acpi_table_header *table)
{
	iounmap(table);
}
