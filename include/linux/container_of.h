/* SPDX-License-Identifier: MIT */
/* From a member to the struct around it. */
#ifndef _LINUX_CONTAINER_OF_H
#define _LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#define typeof_member(type, member) typeof(((type *)0)->member)

/**
 * container_of - the struct that a member lies in
 * @ptr: address of the member
 * @type: type of the struct
 * @member: name of the member
 *
 * A pointer to anything but that member's type (or void) does not compile.
 */
#define container_of(ptr, type, member)                                                            \
	({                                                                                         \
		void *__mptr = (void *)(ptr);                                                      \
		static_assert(__same_type(*(ptr), ((type *)0)->member) ||                          \
				      __same_type(*(ptr), void),                                   \
			      "container_of: pointer and member differ in type");                  \
		((type *)(__mptr - offsetof(type, member)));                                       \
	})

#endif
