/* SPDX-License-Identifier: MIT */
/* Where we are, and who called. */
#ifndef _LINUX_INSTRUCTION_POINTER_H
#define _LINUX_INSTRUCTION_POINTER_H

#define _RET_IP_ (unsigned long)__builtin_return_address(0)

#define _THIS_IP_                                                                                  \
	({                                                                                         \
		unsigned long __here;                                                              \
		asm volatile("movl $1f, %0\n1:" : "=r"(__here));                                   \
		__here;                                                                            \
	})

#endif
