; SPDX-License-Identifier: MIT
;
; User programs for the tests of the CPU's side of processes: exceptions, system calls, signal frames, segments, FPU.
; They run as those of programs.asm do, and end with the number of the first check that failed, or 0.
;
; A program that means to fault has one handler for all signals of exceptions, on a stack of its own; it notes what it
; was told and goes on behind the place:
;
;	fault_begin
;	div	ebx
;	fault_end SIGFPE, 1, 0, THERE		signal, si_code, number of the exception, si_addr
;
; Longer than 500 lines: many small programs, which share the macros for their checks.

bits 32
%include "tests/support/programs.inc"
section .rodata

SYS_SIGRETURN	equ 119
SYS_RT_SIGRETURN equ 173
SYS_NANOSLEEP	equ 162
SYS_SIGACTION	equ 174			; rt_
SYS_SIGPROCMASK	equ 175			; rt_
SYS_SIGALTSTACK	equ 186
SYS_SETITIMER	equ 104
SYS_MPROTECT	equ 125
SYS_SET_TLS	equ 243
SYS_GET_TLS	equ 244

SIGILL	equ 4
SIGTRAP	equ 5
SIGBUS	equ 7
SIGFPE	equ 8
SIGUSR1	equ 10
SIGSEGV	equ 11
SI_KERNEL equ 0x80

SA_SIGINFO equ 4
SA_ONSTACK equ 0x08000000
SA_NODEFER equ 0x40000000

DATA	equ 0x8050000
GOT_SIG	equ DATA + 0x10
GOT_CODE equ DATA + 0x14
GOT_ADDR equ DATA + 0x18
GOT_TRAP equ DATA + 0x1c
GOT_ERR	equ DATA + 0x20
RECOVER	equ DATA + 0x24
OUR_ESP	equ DATA + 0x28
OUR_EBP	equ DATA + 0x2c
PLACE	equ DATA + 0x30
FIELD	equ DATA + 0x34
VALUE	equ DATA + 0x38
WIDTH	equ DATA + 0x3c
ACTION	equ DATA + 0x40		; struct sigaction
ROOM	equ DATA + 0x80		; for the program
CODE	equ DATA + 0x200	; instructions made on the way
STACK	equ DATA + 0x1000	; of the handlers
STACK_SIZE equ 0x1c00

; Into the ucontext.
UC_GS	equ 20
UC_FS	equ 24
UC_ES	equ 28
UC_DS	equ 32
UC_BP	equ 44
UC_SP	equ 48
UC_TRAPNO equ 68
UC_ERR	equ 72
UC_IP	equ 76
UC_CS	equ 80
UC_FLAGS equ 84
UC_SS	equ 92
UC_FPSTATE equ 96

THERE	equ -1		; si_addr: the place
NOWHERE	equ -2		; not looked at

; The address of a label of this program, wherever it was loaded.
%macro address 2
	call	%%here
%%here:	pop	%1
	add	%1, %2 - %%here
%endmacro

; set_handler SIGNAL, LABEL, FLAGS
%macro set_handler 3
	address	eax, %2
	mov	[ACTION], eax
	mov	dword [ACTION + 4], %3
	xor	eax, eax
	mov	[ACTION + 8], eax
	mov	[ACTION + 12], eax
	mov	[ACTION + 16], eax
	sys	SYS_SIGACTION, %1, ACTION, 0, 8
	expect	eax, 0
%endmacro

%macro catch_faults 0
	mov	dword [ROOM], STACK
	mov	dword [ROOM + 4], 0
	mov	dword [ROOM + 8], STACK_SIZE
	sys	SYS_SIGALTSTACK, ROOM, 0
	expect	eax, 0
	set_handler SIGILL, .handler, SA_SIGINFO | SA_ONSTACK | SA_NODEFER
	set_handler SIGTRAP, .handler, SA_SIGINFO | SA_ONSTACK | SA_NODEFER
	set_handler SIGBUS, .handler, SA_SIGINFO | SA_ONSTACK | SA_NODEFER
	set_handler SIGFPE, .handler, SA_SIGINFO | SA_ONSTACK | SA_NODEFER
	set_handler SIGSEGV, .handler, SA_SIGINFO | SA_ONSTACK | SA_NODEFER
%endmacro

; Notes what it was told; makes everything sound again and goes on at [RECOVER].
%macro handler 0
.handler:
	mov	eax, [esp + 4]
	mov	[GOT_SIG], eax
	mov	edx, [esp + 8]
	mov	eax, [edx + 8]
	mov	[GOT_CODE], eax
	mov	eax, [edx + 12]
	mov	[GOT_ADDR], eax
	mov	ecx, [esp + 12]
	mov	eax, [ecx + UC_TRAPNO]
	mov	[GOT_TRAP], eax
	mov	eax, [ecx + UC_ERR]
	mov	[GOT_ERR], eax
	mov	eax, [RECOVER]
	mov	[ecx + UC_IP], eax
	mov	eax, [OUR_ESP]
	mov	[ecx + UC_SP], eax
	mov	eax, [OUR_EBP]
	mov	[ecx + UC_BP], eax
	mov	dword [ecx + UC_FLAGS], 0x202
	mov	word [ecx + UC_CS], 0x73
	mov	word [ecx + UC_SS], 0x7b
	mov	word [ecx + UC_DS], 0x7b
	mov	word [ecx + UC_ES], 0x7b
	ret
	arm_and_check
%endmacro

%macro fault_begin 0
%push fault
	inc	ebp
	call	near .arm
%$arms:	dd	%$after - %$arms, %$place - %$arms
%endmacro

; Marks the place that si_addr must name.
%macro place 0
%$place:
%endmacro

%macro fault_end 4
%$after:
	call	near .check
	dd	%1, %2, %3, %4
%pop
%endmacro

; Part of every program with faults: where a fault goes on, and whether it was the one expected.
%macro arm_and_check 0
.arm:	pop	eax
	mov	ecx, [eax]
	add	ecx, eax
	mov	[RECOVER], ecx
	mov	ecx, [eax + 4]
	add	ecx, eax
	mov	[PLACE], ecx
	mov	[OUR_ESP], esp
	mov	[OUR_EBP], ebp
	mov	dword [GOT_SIG], 0
	add	eax, 8
	jmp	eax
.check:	pop	eax
	mov	edx, [eax]
	cmp	edx, [GOT_SIG]
	jne	near .fail
	mov	edx, [eax + 4]
	cmp	edx, [GOT_CODE]
	jne	near .fail
	mov	edx, [eax + 8]
	cmp	edx, [GOT_TRAP]
	jne	near .fail
	mov	edx, [eax + 12]
	cmp	edx, NOWHERE
	je	%%good
	cmp	edx, THERE
	jne	%%compare
	mov	edx, [PLACE]
%%compare:
	cmp	edx, [GOT_ADDR]
	jne	near .fail
%%good:	add	eax, 16
	jmp	eax
%endmacro

; One instruction that only the kernel may use.
%macro privileged 1+
	fault_begin
	place
	%1
	fault_end SIGSEGV, SI_KERNEL, 13, 0
%endmacro

; One that may be unknown to this CPU, too: any signal will do.
%macro refused 1+
	fault_begin
	place
	%1
	nop
%$after:
	cmp	dword [GOT_SIG], 0
	je	near .fail
%pop
%endmacro

; ---- exceptions ----

program traps
	catch_faults

	xor	edx, edx
	xor	ebx, ebx
	fault_begin
	place
	div	ebx
	fault_end SIGFPE, 1, 0, THERE

	fault_begin
	mov	eax, 0x80000000
	mov	edx, -1
	mov	ebx, -1
	place
	idiv	ebx
	fault_end SIGFPE, 1, 0, THERE

	fault_begin
	place
	int3
	fault_end SIGTRAP, SI_KERNEL, 3, 0

	fault_begin
	mov	al, 0x7f
	add	al, 1
	place
	into
	fault_end SIGSEGV, SI_KERNEL, 4, 0

	mov	dword [ROOM], 1
	mov	dword [ROOM + 4], 2
	fault_begin
	mov	eax, 5
	place
	bound	eax, [ROOM]
	fault_end SIGSEGV, SI_KERNEL, 5, 0

	fault_begin
	place
	ud2
	fault_end SIGILL, 2, 6, THERE

	fault_begin
	place
	db	0xf0, 0x90		; lock nop
	fault_end SIGILL, 2, 6, THERE

	fault_begin
	pushf
	or	dword [esp], 0x100	; one step
	popf
	nop
	place
	nop
	fault_end SIGTRAP, 2, 1, THERE

	fault_begin			; the step does not go on inside the kernel
	mov	eax, SYS_GETPID
	pushf
	or	dword [esp], 0x100
	popf
	int	0x80
	nop
	place
	nop
	fault_end SIGTRAP, 2, 1, THERE

	fninit
	mov	dword [ROOM], 0x37b	; division by zero is not masked
	fldcw	[ROOM]
	fault_begin
	fld1
	fldz
	fdivp
	place
	fwait
	fault_end SIGFPE, 3, 16, THERE
	fnclex
	fninit

	pushf				; CR0.AM is off: alignment is nobody's concern
	or	dword [esp], 0x40000
	popf
	mov	eax, [ROOM + 1]
	pushf
	and	dword [esp], ~0x40000
	popf
	inc	ebp
	jmp	near .passed
	handler
.passed:
end_program traps

program privileged
	catch_faults
	privileged hlt
	privileged cli
	privileged sti
	privileged in al, 0x60
	privileged out 0x80, al
	privileged insb
	privileged outsb
	privileged mov eax, cr0
	privileged mov cr0, eax
	privileged mov cr3, eax
	privileged mov eax, cr4
	privileged mov eax, dr7
	privileged mov dr0, eax
	privileged lgdt [ROOM]
	privileged lidt [ROOM]
	privileged lldt ax
	privileged ltr ax
	privileged lmsw ax
	privileged clts
	privileged invd
	privileged wbinvd
	privileged invlpg [ROOM]
	privileged rdmsr
	privileged wrmsr
	privileged int 0x21
	refused	sysenter
	refused	sysexit
	refused	db 0x0f, 0x05		; syscall
	refused	db 0x0f, 0x07		; sysret
	refused	rsm

	fault_begin			; the kernel's data segment
	mov	eax, 0x68
	place
	mov	ds, eax
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin			; none at all is none for the stack
	xor	eax, eax
	place
	mov	ss, eax
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin			; task state
	mov	eax, 0x80
	place
	mov	fs, eax
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin			; behind the table
	mov	eax, 0xfffb
	place
	mov	gs, eax
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin			; into the kernel
	place
	call	0x60:0xc0100000
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin
	place
	jmp	0x80:0			; to another task
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin
	push	dword 0x60
	push	dword 0xc0100000
	place
	retf
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin
	push	dword 0x3202
	push	dword 0x60
	push	dword 0xc0100000
	place
	iret
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	fault_begin			; to the task that was interrupted: there is none
	pushf
	or	dword [esp], 0x4000
	popf
	place
	iret
	fault_end SIGSEGV, SI_KERNEL, 10, 0
	inc	ebp
	jmp	near .passed
	handler
.passed:
end_program privileged

program bad_addresses
	catch_faults
	fault_begin
	place
	mov	eax, [0]
	fault_end SIGSEGV, 1, 14, 0
	expect	dword [GOT_ERR], 4
	fault_begin
	place
	mov	eax, [0xc0100000]
	fault_end SIGSEGV, 1, 14, 0xc0100000
	expect	dword [GOT_ERR], 5
	fault_begin
	place
	mov	[0xc0100000], eax
	fault_end SIGSEGV, 1, 14, 0xc0100000
	expect	dword [GOT_ERR], 7
	fault_begin
	place
	mov	eax, [0xfffffffc]
	fault_end SIGSEGV, 1, 14, 0xfffffffc
	fault_begin
	address	eax, .handler
	mov	ebx, eax
	place
	mov	[ebx], eax
	fault_end SIGSEGV, 2, 14, NOWHERE
	expect	dword [GOT_ERR], 7
	fault_begin
	place
	xor	eax, eax
	jmp	eax
	fault_end SIGSEGV, 1, 14, 0
	fault_begin
	place
	mov	eax, 0xc0101000
	call	eax
	fault_end SIGSEGV, 1, 14, 0xc0101000
	fault_begin			; no stack: the handler has one of its own
	xor	esp, esp
	place
	push	eax
	fault_end SIGSEGV, 1, 14, 0xfffffffc
	fault_begin
	mov	esp, 0xc0000004
	place
	pop	eax
	pop	eax
	fault_end SIGSEGV, 1, 14, 0xc0000004
	inc	ebp
	jmp	near .passed
	handler
.passed:
end_program bad_addresses

; int N for every N: EBP is N + 100.
program every_int
	catch_faults
	mov	ebp, 100
.next:	mov	byte [CODE], 0xcd
	mov	eax, ebp
	sub	eax, 100
	mov	[CODE + 1], al
	mov	byte [CODE + 2], 0xc3
	mov	dword [GOT_SIG], 0
	address	eax, .after
	mov	[RECOVER], eax
	mov	[OUR_ESP], esp
	mov	[OUR_EBP], ebp
	mov	eax, SYS_GETPID
	mov	ebx, CODE
	call	ebx
.after:	mov	edx, ebp
	sub	edx, 100
	mov	eax, [GOT_SIG]
	cmp	edx, 3
	je	.int3
	cmp	edx, 4
	je	.into
	cmp	edx, 0x80
	je	.call
	cmp	eax, SIGSEGV
	jne	near .fail
	cmp	dword [GOT_TRAP], 13
	jne	near .fail
	lea	edx, [edx * 8 + 2]	; from the table of interrupts
	cmp	[GOT_ERR], edx
	jne	near .fail
	jmp	.counted
.int3:	cmp	eax, SIGTRAP
	jne	near .fail
	jmp	.counted
.into:	cmp	eax, SIGSEGV
	jne	near .fail
	cmp	dword [GOT_TRAP], 4
	jne	near .fail
	jmp	.counted
.call:	test	eax, eax
	jne	near .fail
.counted:
	inc	ebp
	cmp	ebp, 100 + 256
	jb	near .next
	jmp	near .passed
	handler
.passed:
end_program every_int

; ---- system calls ----

program registers
	mov	eax, 0x33333333
	mov	esi, 0x55555555
	mov	edi, 0x66666666
	mov	ecx, 0x77777777
	mov	edx, 0x88888888
	mov	ebx, 0x99999999
	mov	ebp, 0x44444444
	mov	[ROOM], esp
	stc
	std
	mov	eax, SYS_GETPID
	int	0x80
	pushf
	pop	dword [ROOM + 4]
	cld
	xchg	eax, ebp
	cmp	eax, 0x44444444
	mov	ebp, 1
	jne	near .fail
	expect	esi, 0x55555555
	expect	edi, 0x66666666
	expect	ecx, 0x77777777
	expect	edx, 0x88888888
	expect	ebx, 0x99999999
	expect	esp, [ROOM]
	mov	eax, [ROOM + 4]
	and	eax, 0x7601		; IF, DF, CF; neither IOPL nor NT
	expect	eax, 0x601
	mov	eax, ds
	expect	eax, 0x7b
	mov	eax, es
	expect	eax, 0x7b
	mov	eax, ss
	expect	eax, 0x7b
	mov	eax, cs
	expect	eax, 0x73
	push	dword 0xfffffeff	; all flags but the step
	popf
	mov	eax, SYS_GETPID
	int	0x80
	pushf
	pop	esi
	push	dword 0x202
	popf
	and	esi, 0x23200		; VM, IOPL and IF as before
	expect	esi, 0x200
	xor	eax, eax		; no segments at all: the kernel has its own
	mov	ds, eax
	mov	es, eax
	mov	fs, eax
	mov	gs, eax
	mov	eax, SYS_GETPID
	int	0x80
	mov	edx, ds
	mov	esi, es
	mov	edi, 0x7b
	mov	ds, edi
	mov	es, edi
	expect	edx, 0
	expect	esi, 0
end_program registers

program unknown_numbers
%macro no_such 1
	mov	eax, %1
	int	0x80
	expect	eax, -38
%endmacro
	no_such	451
	no_such	9999
	no_such	0x7fffffff
	no_such	0x80000000
	no_such	-1
	no_such	17			; break: never was
end_program unknown_numbers

; ---- signal frames ----

; The handler of SIGUSR1 writes VALUE, WIDTH bytes, at FIELD of the context; what comes of it, comes.
%macro modify 0
.modify:
	mov	ecx, [esp + 12]
	add	ecx, [FIELD]
	mov	eax, [VALUE]
	cmp	dword [WIDTH], 2
	je	%%word
	mov	[ecx], eax
	ret
%%word:	mov	[ecx], ax
	ret
%endmacro

; try FIELD, WIDTH: with VALUE; either it goes on, or a signal's handler does.
%macro try 2
	mov	dword [FIELD], %1
	mov	dword [WIDTH], %2
	address	eax, %%after
	mov	[RECOVER], eax
	mov	[OUR_ESP], esp
	mov	[OUR_EBP], ebp
	sys	SYS_GETPID
	mov	dword [ROOM + 0x60], 0x202
	sys	SYS_KILL, eax, SIGUSR1
	pushf
	pop	dword [ROOM + 0x60]	; through DS
%%after:
	push	dword 0x202
	popf
	mov	eax, 0x7b
	mov	ds, eax
	mov	es, eax
%endmacro

program bad_selectors
	catch_faults
	set_handler SIGUSR1, .modify, SA_SIGINFO | SA_ONSTACK
	mov	dword [VALUE], 0
.next:	try	UC_GS, 2
	try	UC_FS, 2
	try	UC_ES, 2
	try	UC_DS, 2
	try	UC_CS, 2
	try	UC_SS, 2
	inc	dword [VALUE]
	cmp	dword [VALUE], 0x110
	jb	near .next
	jmp	near .passed
	handler
	modify
.passed:
end_program bad_selectors

program bad_registers
	catch_faults
	set_handler SIGUSR1, .modify, SA_SIGINFO | SA_ONSTACK
	mov	dword [VALUE], 1
.next:	mov	ebp, 20
	try	UC_FLAGS, 4
	mov	eax, [ROOM + 0x60]
	and	eax, 0x27200		; neither IOPL, NT nor VM; interrupts on
	expect	eax, 0x200
	try	UC_IP, 4
	try	UC_SP, 4
	try	UC_FPSTATE, 4
	fninit
	shl	dword [VALUE], 1
	jnz	near .next
	mov	dword [VALUE], -1
	try	UC_FLAGS, 4
	try	UC_IP, 4
	try	UC_SP, 4
	try	UC_FPSTATE, 4
	mov	dword [VALUE], 0xc0000000
	try	UC_IP, 4
	try	UC_SP, 4
	try	UC_FPSTATE, 4
	mov	dword [VALUE], TASK_SIZE - 4
	try	UC_FPSTATE, 4

	mov	edi, CODE		; FPU state made of ones
	mov	ecx, 200
	mov	eax, -1
	rep	stosd
	mov	dword [VALUE], CODE
	try	UC_FPSTATE, 4
	fnclex
	fninit
	mov	dword [ROOM], 0x1f80
	ldmxcsr	[ROOM]
	jmp	near .passed
	handler
	modify
.passed:
end_program bad_registers

; There is no LDT: its selectors are nobody's.
program no_ldt
	catch_faults
	mov	eax, 7
	xor	ecx, ecx
	lsl	ecx, eax
	setz	cl
	expect	cl, 0
	lar	ecx, eax
	setz	cl
	expect	cl, 0
	verr	ax
	setz	cl
	expect	cl, 0
%macro ldt 2
	fault_begin
	mov	eax, %2
	place
	mov	%1, ax
	fault_end SIGSEGV, SI_KERNEL, 13, 0
	expect	dword [GOT_ERR], %2 & ~3
%endmacro
	ldt	fs, 7
	ldt	gs, 0x24
	ldt	es, 0xffff
	set_handler SIGUSR1, .modify, SA_SIGINFO | SA_ONSTACK
	mov	dword [VALUE], 7	; an iret that fails is trap 32
	try	UC_CS, 2
	expect	dword [GOT_SIG], SIGILL
	expect	dword [GOT_TRAP], 32
	expect	dword [GOT_ERR], 0
	jmp	near .passed
	handler
	modify
.passed:
end_program no_ldt

; Back from handlers that never were.
program no_frame
	catch_faults
%macro return_from_nowhere 2
	fault_begin
	mov	esp, %2
	mov	eax, %1
	place
	int	0x80
	fault_end SIGSEGV, SI_KERNEL, 0, 0
%endmacro
	return_from_nowhere SYS_SIGRETURN, 0
	return_from_nowhere SYS_RT_SIGRETURN, 0
	return_from_nowhere SYS_SIGRETURN, 0xc0000000
	return_from_nowhere SYS_RT_SIGRETURN, 0xc0000000
	return_from_nowhere SYS_SIGRETURN, 0xffffffff
	return_from_nowhere SYS_RT_SIGRETURN, 0xffffffff
	return_from_nowhere SYS_SIGRETURN, DATA + 0x3000 - 0x80
	return_from_nowhere SYS_RT_SIGRETURN, DATA + 0x3000 - 0x80
	inc	ebp
	jmp	near .passed
	handler
.passed:
end_program no_frame

; A handler without a stack for its frame: the end.
program no_stack
	set_handler SIGUSR1, .fail, 0
	sys	SYS_GETPID
	mov	ebx, eax
	mov	ecx, SIGUSR1
	mov	eax, SYS_KILL
	xor	esp, esp
	int	0x80
end_program no_stack

; Sleeps a fifth of a second although it is stopped meanwhile.
program sleep_goes_on
	mov	dword [ROOM + 4], 200000000
	mov	dword [ROOM], 0
	mov	dword [ROOM + 12], 50000000
	mov	dword [ROOM + 8], 0
	child
	sys	SYS_NANOSLEEP, ROOM, 0
	child_end eax
	mov	edi, eax
	sys	SYS_NANOSLEEP, ROOM + 8, 0
	sys	SYS_KILL, edi, 19
	expect	eax, 0
	sys	SYS_NANOSLEEP, ROOM + 8, 0
	sys	SYS_WAITPID, edi, ROOM + 0x40, 1	; WNOHANG
	expect	eax, 0
	sys	SYS_KILL, edi, 18
	sys	SYS_NANOSLEEP, ROOM + 8, 0
	sys	SYS_WAITPID, edi, ROOM + 0x40, 1
	expect	eax, 0
	sys	SYS_WAITPID, edi, ROOM + 0x40, 0
	expect	eax, edi
	expect	dword [ROOM + 0x40], 0
end_program sleep_goes_on

; ---- deaths ----

program dies_of_division
	xor	ebx, ebx
	div	ebx
end_program dies_of_division

program dies_of_hlt
	hlt
end_program dies_of_hlt

program dies_of_int3
	int3
end_program dies_of_int3

program dies_of_ud2
	ud2
end_program dies_of_ud2

program dies_of_null
	mov	eax, [0]
end_program dies_of_null

; ---- virtual 8086 mode ----

; QEMU without KVM goes there by an iret of user mode. Whatever happens then, it happens to the program alone.
program vm86
	catch_faults
	inc	ebp
	mov	dword [GOT_SIG], 0
	address	eax, .after
	mov	[RECOVER], eax
	mov	[OUR_ESP], esp
	mov	[OUR_EBP], ebp
	push	dword 0			; gs fs ds es
	push	dword 0
	push	dword 0
	push	dword 0
	push	dword 0x1000		; ss sp
	push	dword 0x1000
	push	dword 0x23202		; VM, IOPL 3
	push	dword 0x1000
	push	dword 2
	iret
.after:	cmp	dword [GOT_SIG], 0
	je	near .fail
	pushf
	pop	eax
	and	eax, 0x23200
	expect	eax, 0x200
	jmp	near .passed
	handler
.passed:
end_program vm86

; There, code could be: int 0x80 at 0x10000.
program vm86_call
	mov	dword [ROOM], 0x10000
	mov	dword [ROOM + 4], 0x1000
	mov	dword [ROOM + 8], 7
	mov	dword [ROOM + 12], 0x32	; private, fixed, anonymous
	mov	dword [ROOM + 16], -1
	mov	dword [ROOM + 20], 0
	sys	90, ROOM
	expect	eax, 0x10000
	mov	dword [0x10000], 0x9090feeb	; for ever
	child
	mov	dword [ROOM], 0
	mov	dword [ROOM + 4], 0
	mov	dword [ROOM + 8], 0
	mov	dword [ROOM + 12], 20000
	sys	SYS_SETITIMER, 0, ROOM, 0
	jmp	.enter
%$parent:
%pop
	sys	SYS_WAITPID, eax, ROOM, 0
	cmp	dword [ROOM], 0		; interrupted there, it has died of what followed
	je	near .fail
	inc	ebp
	mov	dword [0x10000], 0x01b880cd	; int 0x80: back in protected mode behind it, or
	mov	dword [0x10004], 0xcddb3100	; mov ax, 1; xor bx, bx; int 0x80
	mov	byte [0x10008], 0x80
	child
	mov	eax, 20
	jmp	.enter
%$parent:
%pop
	sys	SYS_WAITPID, eax, ROOM, 0
	cmp	dword [ROOM], 0
	je	near .fail
	jmp	near .passed
.enter:	push	dword 0
	push	dword 0
	push	dword 0
	push	dword 0
	push	dword 0x1000
	push	dword 0x1000
	push	dword 0x23202
	push	dword 0x1000
	push	dword 0
	iret
.passed:
end_program vm86_call

; ---- anything at all ----

; Children that run random bytes with random registers, for 20 ms at most. ARGV: PROG and a seed, four letters.
program random_code
	mov	eax, [esp + 8]
	mov	edi, [eax]		; the seed
	mov	esi, 100		; children
.next:	call	.random
	child
	mov	dword [ROOM], 0		; setitimer(): once
	mov	dword [ROOM + 4], 0
	mov	dword [ROOM + 8], 0
	mov	dword [ROOM + 12], 20000
	sys	SYS_SETITIMER, 0, ROOM, 0
	mov	edi, [DATA + 4]
	mov	ecx, CODE
.fill:	call	.random
	mov	[ecx], edi
	add	ecx, 4
	cmp	ecx, CODE + 0x400
	jb	.fill
	mov	ecx, 5
.push:	call	.random
	push	edi
	loop	.push
	; Code that stores to its own page is translated anew at each store: 10 ms of the guest are minutes.
	sys	SYS_MPROTECT, DATA, 4096, 5	; PROT_READ | PROT_EXEC
	pop	eax
	pop	ebx
	pop	edx
	pop	esi
	pop	ebp
	mov	ecx, CODE
	jmp	ecx
	child_end 0
	mov	ebx, eax
	sys	SYS_WAITPID, ebx, 0, 0
	mov	edi, [DATA + 4]
	dec	esi
	jnz	near .next
	jmp	near .passed
.random:				; xorshift: EDI, also in [DATA + 4]
	mov	edx, edi
	shl	edx, 13
	xor	edi, edx
	mov	edx, edi
	shr	edx, 17
	xor	edi, edx
	mov	edx, edi
	shl	edx, 5
	xor	edi, edx
	mov	[DATA + 4], edi
	ret
.passed:
end_program random_code

; ---- thread-local storage ----

DESC	equ ROOM		; struct user_desc: entry, base, limit, flags
FLAT	equ 0x51		; 32 bits, pages, useable

program tls
	mov	dword [DESC], -1
	mov	dword [DESC + 4], DATA
	mov	dword [DESC + 8], 0xfffff
	mov	dword [DESC + 12], FLAT
	sys	SYS_SET_TLS, DESC
	expect	eax, 0
	expect	dword [DESC], 6
	mov	eax, 0x33
	mov	gs, eax
	expect	dword [gs:0], 0x12345678
	sys	SYS_YIELD
	expect	dword [gs:0], 0x12345678
	mov	ecx, gs
	expect	ecx, 0x33
	sys	SYS_GET_TLS, DESC
	expect	eax, 0
	expect	dword [DESC + 4], DATA
	expect	dword [DESC + 8], 0xfffff
	expect	dword [DESC + 12], FLAT

	child				; has its parent's, until it changes it
	cmp	dword [gs:0], 0x12345678
	jne	near .fail
	mov	dword [DESC], 6
	mov	dword [DESC + 4], DATA + 0x100
	mov	dword [DATA + 0x100], 77
	sys	SYS_SET_TLS, DESC
	mov	ecx, 50
.turns:	push	ecx
	sys	SYS_YIELD
	pop	ecx
	cmp	dword [gs:0], 77
	jne	near .fail
	loop	.turns
	child_end 0
	mov	ecx, 50
.mine:	push	ecx
	sys	SYS_YIELD
	pop	ecx
	cmp	dword [gs:0], 0x12345678
	jne	near .fail
	loop	.mine
	sys	SYS_WAITPID, -1, ROOM + 0x40, 0
	expect	dword [ROOM + 0x40], 0

	mov	dword [DESC], -1
	sys	SYS_SET_TLS, DESC
	expect	dword [DESC], 7
	mov	dword [DESC], -1
	sys	SYS_SET_TLS, DESC
	expect	dword [DESC], 8
	mov	dword [DESC], -1
	sys	SYS_SET_TLS, DESC
	expect	eax, -3			; ESRCH
	mov	dword [DESC], 5
	sys	SYS_SET_TLS, DESC
	expect	eax, -22
	mov	dword [DESC], 9
	sys	SYS_SET_TLS, DESC
	expect	eax, -22
	sys	SYS_GET_TLS, DESC
	expect	eax, -22
	mov	dword [DESC], 12	; the kernel's code
	sys	SYS_SET_TLS, DESC
	expect	eax, -22
	sys	SYS_SET_TLS, 0
	expect	eax, -14
	sys	SYS_GET_TLS, 0
	expect	eax, -14
	sys	SYS_SET_TLS, 0xc0000000
	expect	eax, -14

%macro bad_descriptor 1
	mov	dword [DESC], 8
	mov	dword [DESC + 12], %1
	sys	SYS_SET_TLS, DESC
	expect	eax, -22
%endmacro
	bad_descriptor FLAT | 2 << 1	; code
	bad_descriptor FLAT | 3 << 1	; conforming code
	bad_descriptor FLAT & ~1	; 16 bits
	bad_descriptor FLAT | 1 << 5	; not present

	mov	dword [DESC + 4], 0	; given up
	mov	dword [DESC + 8], 0
	mov	dword [DESC + 12], 0x28
	sys	SYS_SET_TLS, DESC
	expect	eax, 0
	sys	SYS_GET_TLS, DESC
	expect	dword [DESC + 12], 0x28
end_program tls

; ---- FPU and SSE ----

; Different contents in two processes that take turns.
%macro fill_fpu 1
	fninit
	mov	dword [ROOM], %1
	fild	dword [ROOM]
	mov	dword [ROOM], %1 + 1
	fild	dword [ROOM]
%assign i 0
%rep 8
	mov	eax, %1 + i
	movd	xmm%[i], eax
	pshufd	xmm%[i], xmm%[i], 0
%assign i i + 1
%endrep
	mov	dword [ROOM], 0x1f80 | (%1 & 3) << 13	; rounding
	ldmxcsr	[ROOM]
%endmacro

%macro check_fpu 1
	stmxcsr	[ROOM]
	cmp	dword [ROOM], 0x1f80 | (%1 & 3) << 13
	jne	near .fail
%assign i 0
%rep 8
	movdqu	[ROOM], xmm%[i]
	cmp	dword [ROOM], %1 + i
	jne	near .fail
	cmp	dword [ROOM + 12], %1 + i
	jne	near .fail
%assign i i + 1
%endrep
	fist	dword [ROOM]
	cmp	dword [ROOM], %1 + 1
	jne	near .fail
	fxch
	fist	dword [ROOM]
	fxch
	cmp	dword [ROOM], %1
	jne	near .fail
%endmacro

; As every program finds it; with an argument, after another one in the same process.
program fpu_fresh
	cmp	dword [esp], 1
	je	near .look
	fill_fpu 1234
	child				; somebody else has his turn: the registers are saved
	child_end 0
	sys	SYS_WAITPID, eax, 0, 0
	mov	eax, [esp + 4]
	mov	[ROOM], eax
	mov	dword [ROOM + 4], 0
	sys	SYS_EXECVE, eax, ROOM, 0
	jmp	near .fail
.look:
	fnstcw	[ROOM]
	expect	word [ROOM], 0x37f
	stmxcsr	[ROOM]
	expect	dword [ROOM], 0x1f80
	fnstsw	ax
	movzx	eax, ax
	expect	eax, 0
	fnstenv	[ROOM]
	expect	word [ROOM + 8], 0xffff	; all empty
	movdqu	[ROOM], xmm0
	expect	dword [ROOM], 0
	movdqu	[ROOM], xmm7
	expect	dword [ROOM + 12], 0
	fill_fpu 4321			; for whoever comes next
end_program fpu_fresh

program fpu_turns
	fill_fpu 1000
	mov	ebp, 1
	child
	check_fpu 1000			; a child has its parent's
	fill_fpu 2001
	mov	ebp, 2
	mov	ecx, 100
.turns:	push	ecx
	sys	SYS_YIELD
	check_fpu 2001
	pop	ecx
	dec	ecx
	jnz	near .turns
	child_end 0
	mov	ebp, 3
	mov	ecx, 100
.mine:	push	ecx
	sys	SYS_YIELD
	check_fpu 1000
	pop	ecx
	dec	ecx
	jnz	near .mine
	sys	SYS_WAITPID, -1, ROOM + 0x40, 0
	expect	dword [ROOM + 0x40], 0
end_program fpu_turns

; A handler finds fresh registers, may use them, and those of the program come back.
program fpu_signal
	set_handler SIGUSR1, .use, SA_SIGINFO
	fill_fpu 3002
	sys	SYS_GETPID
	sys	SYS_KILL, eax, SIGUSR1
	mov	ebp, 50
	check_fpu 3002
	inc	ebp
	set_handler SIGUSR1, .use, 0		; the other frame
	sys	SYS_GETPID
	sys	SYS_KILL, eax, SIGUSR1
	mov	ebp, 60
	check_fpu 3002
	expect	dword [DATA + 4], 2
	jmp	near .passed
.use:	mov	ebp, 40
	fnstcw	[ROOM]
	expect	word [ROOM], 0x37f
	fnstsw	ax
	movzx	eax, ax
	expect	eax, 0
	fill_fpu 777
	inc	dword [DATA + 4]
	ret
.passed:
end_program fpu_signal

; The same without SSE, for a CPU that has none.
%macro fill_x87 1
	fninit
	mov	dword [ROOM], %1
	fild	dword [ROOM]
	mov	dword [ROOM], 0x37f | (%1 & 3) << 10	; rounding
	fldcw	[ROOM]
%endmacro

%macro check_x87 1
	fnstcw	[ROOM]
	cmp	word [ROOM], 0x37f | (%1 & 3) << 10
	jne	near .fail
	fist	dword [ROOM]
	cmp	dword [ROOM], %1
	jne	near .fail
	fnstenv	[ROOM]
	fldenv	[ROOM]
	cmp	word [ROOM + 8], 0x3fff		; one in use
	jne	near .fail
%endmacro

program x87
	fnstcw	[ROOM]
	expect	word [ROOM], 0x37f
	set_handler SIGUSR1, .use, SA_SIGINFO
	fill_x87 101
	child
	check_x87 101
	fill_x87 202
	mov	ecx, 20
.turns:	push	ecx
	sys	SYS_YIELD
	check_x87 202
	pop	ecx
	loop	.turns
	child_end 0
	mov	ecx, 20
.mine:	push	ecx
	sys	SYS_YIELD
	check_x87 101
	pop	ecx
	loop	.mine
	sys	SYS_WAITPID, -1, ROOM + 0x40, 0
	expect	dword [ROOM + 0x40], 0
	sys	SYS_GETPID
	sys	SYS_KILL, eax, SIGUSR1
	mov	ebp, 30
	check_x87 101
	expect	dword [DATA + 4], 1
	jmp	near .passed
.use:	fnstcw	[ROOM]
	cmp	word [ROOM], 0x37f
	jne	near .fail
	fill_x87 303
	inc	dword [DATA + 4]
	ret
.passed:
end_program x87

; What a handler writes into the saved state is what the program then has.
program fpu_changed
	set_handler SIGUSR1, .change, SA_SIGINFO
	fill_fpu 500
	sys	SYS_GETPID
	sys	SYS_KILL, eax, SIGUSR1
	mov	ebp, 10
	movdqu	[ROOM], xmm3
	expect	dword [ROOM], 0xabcd
	fist	dword [ROOM]
	expect	dword [ROOM], 502
	jmp	near .passed
.change:
	mov	ebp, 20
	mov	ecx, [esp + 12]
	mov	ecx, [ecx + UC_FPSTATE]
	test	ecx, ecx
	jz	near .fail
	movzx	eax, word [ecx + 110]
	expect	eax, 0				; X86_FXSR_MAGIC
	movzx	eax, word [ecx + 8]
	expect	eax, 0x0fff			; two in use
	lea	eax, [ecx + 112]
	and	eax, 15
	expect	eax, 0
	mov	dword [ecx + 112 + 160 + 3 * 16], 0xabcd
	xor	word [ecx + 28 + 6], 0xfa80 ^ 0xfb00	; the mantissas of 501 and 502
	ret
.passed:
end_program fpu_changed
