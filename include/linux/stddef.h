/* SPDX-License-Identifier: MIT */
/* NULL, true and false, and questions about the members of a struct. */
#ifndef _LINUX_STDDEF_H
#define _LINUX_STDDEF_H

#define NULL ((void *)0)

enum { false = 0, true = 1 };

#define offsetof(type, member)	   __builtin_offsetof(type, member)
#define sizeof_field(type, member) sizeof((((type *)0)->member))
#define offsetofend(type, member)  (offsetof(type, member) + sizeof_field(type, member))

#endif
