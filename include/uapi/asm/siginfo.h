/* SPDX-License-Identifier: MIT */
/* What a signal says about itself: siginfo_t of Linux's i386 ABI, 128 bytes. */
#ifndef _UAPI_ASM_SIGINFO_H
#define _UAPI_ASM_SIGINFO_H

typedef union sigval {
	int sival_int;
	unsigned long sival_ptr;
} sigval_t;

/* Which of them counts, si_signo and si_code say. */
union __sifields {
	struct {
		int _pid; /* of the sender */
		unsigned int _uid;
	} _kill;
	struct {
		int _tid;
		int _overrun;
		sigval_t _sigval;
		int _sys_private;
	} _timer;
	struct {
		int _pid;
		unsigned int _uid;
		sigval_t _sigval;
	} _rt;
	struct {
		int _pid; /* of the child */
		unsigned int _uid;
		int _status; /* exit code or signal */
		long _utime, _stime;
	} _sigchld;
	struct {
		unsigned long _addr; /* of the access or instruction */
	} _sigfault;
};

#define __SIGINFO                                                                                  \
	int si_signo, si_errno, si_code;                                                           \
	union __sifields _sifields

#define SI_MAX_SIZE 128

typedef struct siginfo {
	union {
		struct {
			__SIGINFO;
		};
		int _si_pad[SI_MAX_SIZE / sizeof(int)];
	};
} siginfo_t;

#define si_pid	  _sifields._kill._pid
#define si_uid	  _sifields._kill._uid
#define si_value  _sifields._rt._sigval
#define si_status _sifields._sigchld._status
#define si_utime  _sifields._sigchld._utime
#define si_stime  _sifields._sigchld._stime
#define si_addr	  _sifields._sigfault._addr

/* si_code: who sent it. Above 0: the kernel, and why. */
#define SI_USER	  0
#define SI_KERNEL 0x80
#define SI_QUEUE  (-1)
#define SI_TIMER  (-2)
#define SI_TKILL  (-6)

#define ILL_ILLOPN  2 /* illegal operand: Linux's for an invalid opcode */
#define ILL_BADSTK  8
#define FPE_INTDIV  1
#define FPE_INTOVF  2
#define FPE_FLTDIV  3
#define FPE_FLTOVF  4
#define FPE_FLTUND  5
#define FPE_FLTRES  6
#define FPE_FLTINV  7
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN  1
#define BUS_ADRERR  2
#define TRAP_BRKPT  1
#define TRAP_TRACE  2
#define TRAP_HWBKPT 4

#define CLD_EXITED    1
#define CLD_KILLED    2
#define CLD_DUMPED    3
#define CLD_TRAPPED   4
#define CLD_STOPPED   5
#define CLD_CONTINUED 6

#endif
