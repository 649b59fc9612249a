/* SPDX-License-Identifier: MIT */
/* What a handler with SA_SIGINFO gets as its third argument: Linux's i386 ABI. */
#ifndef _UAPI_ASM_UCONTEXT_H
#define _UAPI_ASM_UCONTEXT_H

#include <uapi/asm/sigcontext.h>
#include <uapi/asm/signal.h>

struct ucontext {
	unsigned int uc_flags;
	unsigned int uc_link;
	stack_t uc_stack;
	struct sigcontext uc_mcontext;
	sigset_t uc_sigmask;
};

#endif
