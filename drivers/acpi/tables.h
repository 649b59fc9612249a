/* SPDX-License-Identifier: MIT */
/* The steps of acpi_get_table(): for the machine's own tables, and for made-up ones in tests. */
#ifndef _ACPI_TABLES_H
#define _ACPI_TABLES_H

#include <linux/acpi.h>

/* The root system description pointer. Revision 0 ends behind rsdt, and has a checksum of its own. */
struct acpi_rsdp {
	char signature[8];
	u8 checksum; /* of the first 20 bytes */
	char oem_id[6];
	u8 revision;
	u32 rsdt;
	u32 length; /* from here on: revision 2 */
	u64 xsdt;
	u8 extended_checksum; /* of all bytes */
	u8 reserved[3];
} __packed;

#define RSDP_SIZE_V1 20

bool acpi_sums_to_zero(const void *bytes, size_t n);

/* Where the XSDT is, or where there is none that can be believed the RSDT. Physical. */
u64 acpi_root_address(const struct acpi_rsdp *rsdp);

/*
 * acpi_get_table() below a given RSDT or XSDT, whose length is at least that of its header.
 * AE_BAD_CHECKSUM: only tables with a wrong checksum were found. Task, may sleep. The caller gives
 * *@out back with acpi_put_table().
 */
acpi_status acpi_find_in(const struct acpi_table_header *root, const char *signature, u32 instance,
			 struct acpi_table_header **out);

#endif
