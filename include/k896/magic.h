/* SPDX-License-Identifier: MIT */
#ifndef _K896_MAGIC_H
#define _K896_MAGIC_H

#include <linux/types.h>

/* Which kind of packed file (gzip ...) begins with these @len bytes, in words; NULL: none. Any context. */
const char *packed_kind(const u8 *head, unsigned int len);

#endif
