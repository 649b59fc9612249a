/* SPDX-License-Identifier: MIT */
/* The auxiliary vector: pairs above the environment, in which the kernel tells a new program about itself. */
#ifndef _UAPI_LINUX_AUXVEC_H
#define _UAPI_LINUX_AUXVEC_H

#define AT_NULL	    0
#define AT_PHDR	    3 /* the program headers in memory */
#define AT_PHENT    4
#define AT_PHNUM    5
#define AT_PAGESZ   6
#define AT_BASE	    7 /* the interpreter's; 0: none */
#define AT_FLAGS    8
#define AT_ENTRY    9
#define AT_UID	    11
#define AT_EUID	    12
#define AT_GID	    13
#define AT_EGID	    14
#define AT_PLATFORM 15
#define AT_HWCAP    16 /* CPUID 1, EDX */
#define AT_CLKTCK   17 /* ticks a second in times() */
#define AT_SECURE   23
#define AT_RANDOM   25 /* 16 random bytes */
#define AT_HWCAP2   26
#define AT_EXECFN   31 /* the path that was executed */

#endif
