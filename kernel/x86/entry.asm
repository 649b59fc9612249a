; SPDX-License-Identifier: MIT
;
; Every exception and interrupt enters the kernel here. 256 stubs make the stack alike (an error code,
; the vector), save the registers as struct pt_regs, and call trap_handlers[vector](regs).
;
;	ss sp				only from user mode		high addresses
;	flags cs ip			pushed by the CPU
;	orig_ax				error code, or 0
;	vector				pushed by the stub
;	gs fs es ds ax bp di si dx cx bx					low: struct pt_regs *
;
; EBP then holds the address of the pt_regs with bit 0 set, which tells the stack walker that the
; frame below was interrupted and did not call. Handlers run with interrupts off.

bits 32

KERNEL_DS	equ 13 * 8

extern trap_handlers

section .text

global exception_entry
exception_entry:
	push	gs
	push	fs
	push	es
	push	ds
	push	eax
	push	ebp
	push	edi
	push	esi
	push	edx
	push	ecx
	push	ebx
	cld
	mov	eax, KERNEL_DS
	mov	ds, eax
	mov	es, eax
	mov	eax, esp		; first argument: the registers
	lea	ebp, [esp + 1]
	mov	edx, [esp + 11 * 4]	; vector
	call	[trap_handlers + edx * 4]

global exception_return
exception_return:
	pop	ebx
	pop	ecx
	pop	edx
	pop	esi
	pop	edi
	pop	ebp
	pop	eax
	pop	ds
	pop	es
	pop	fs
	pop	gs
	add	esp, 8			; vector, error code
	iret

; The CPU itself pushes an error code at these vectors.
%define HAS_ERROR(v) ((v) == 8 || ((v) >= 10 && (v) <= 14) || (v) == 17)

%assign v 0
%rep 256
stub_%[v]:
%if !HAS_ERROR(v)
	push	0
%endif
	push	v
	jmp	exception_entry
%assign v v + 1
%endrep

section .rodata
global exception_stubs
exception_stubs:			; what idt_init() fills the table from
%assign v 0
%rep 256
	dd	stub_%[v]
%assign v v + 1
%endrep
