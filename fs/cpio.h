/* SPDX-License-Identifier: MIT */
/* cpio.c: an archive, entry by entry. For fs/initramfs.c. */
#ifndef _FS_CPIO_H
#define _FS_CPIO_H

#include <linux/types.h>

#define CPIO_MAGIC_SIZE 6

/* The numbers of a header, in their order. */
enum cpio_field {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	FILESIZE,
	MAJ,
	MIN,
	RMAJ,
	RMIN,
	NAMESIZE,
	CHECK,
	NR_CPIO_FIELDS
};

/* An archive being read. @start, @end, @at and @path are the caller's to set, @at first to the start. */
struct archive {
	phys_addr_t start, end;
	phys_addr_t at; /* the entry */
	u32 field[NR_CPIO_FIELDS];
	phys_addr_t data;
	bool is_trailer; /* the entry that ends an archive */
	char *path;	 /* "/" and the name: PATH_MAX bytes */
};

/* Copies what lies in RAM of any zone, page by page. Task. */
void fetch_phys(void *to, phys_addr_t from, size_t n);

/* Do these 6 bytes begin an entry? */
bool is_cpio_magic(const char *text);

/* The entry at a->at: numbers, name, and where its data lies, all inside the archive. NULL, or what is wrong. */
const char *cpio_read(struct archive *a);
/* a->at: what follows, another entry, or after the last one another archive, or a->end. */
void cpio_next(struct archive *a);

#endif
