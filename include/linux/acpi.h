/* SPDX-License-Identifier: MIT */
/* The firmware's tables, found by name. Not more of ACPI than that. */
#ifndef _LINUX_ACPI_H
#define _LINUX_ACPI_H

#include <linux/compiler.h>
#include <linux/types.h>

typedef u32 acpi_status;

#define AE_OK		0x00
#define AE_NOT_FOUND	0x05
#define AE_NOT_EXIST	0x06
#define AE_BAD_CHECKSUM 0x2003

#define ACPI_SUCCESS(status) ((status) == AE_OK)
#define ACPI_FAILURE(status) ((status) != AE_OK)

#define ACPI_SIG_HPET "HPET"

struct acpi_table_header {
	char signature[4];
	u32 length; /* of the whole table */
	u8 revision;
	u8 checksum; /* all bytes add up to 0 */
	char oem_id[6];
	char oem_table_id[8];
	u32 oem_revision;
	char asl_compiler_id[4];
	u32 asl_compiler_revision;
} __packed;

/* An address in one of the CPU's spaces; 0 is memory. */
struct acpi_generic_address {
	u8 space_id, bit_width, bit_offset, access_width;
	u64 address;
} __packed;

struct acpi_table_hpet {
	struct acpi_table_header header;
	u32 id;
	struct acpi_generic_address address;
	u8 sequence;
	u16 minimum_tick;
	u8 flags;
} __packed;

/**
 * acpi_get_table() - the @instance-th table with this signature
 * @signature: four characters
 * @instance: from 1
 * @out: gets the table, mapped and its checksum right; give it back with acpi_put_table()
 *
 * Context: task, may sleep. Return: AE_OK; AE_NOT_EXIST on a machine without ACPI, AE_NOT_FOUND
 * without such a table or without memory to map it, AE_BAD_CHECKSUM where only damaged ones are there.
 */
acpi_status acpi_get_table(const char *signature, u32 instance, struct acpi_table_header **out);
void acpi_put_table(struct acpi_table_header *table);

#endif
