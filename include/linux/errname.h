/* SPDX-License-Identifier: MIT */
/* Error numbers as text. */
#ifndef _LINUX_ERRNAME_H
#define _LINUX_ERRNAME_H

/* "EINVAL" for 22 and "-EINVAL" for -22; NULL for a number without a name. */
const char *errname(int err);

#endif
