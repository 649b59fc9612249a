; SPDX-License-Identifier: MIT
;
; The first instructions. A Multiboot loader (GRUB, or QEMU's -kernel) leaves the CPU in 32-bit
; protected mode with paging off and flat segments, EAX = magic, EBX = physical address of its boot
; information. From here to start_kernel():
;
;   1. a stack, and boot_early() (early.c): is this CPU good enough; copy the boot information
;   2. four page tables that map physical 0-16 MiB twice: where we run (0-16 MiB) and where we are
;      linked (PAGE_OFFSET-PAGE_OFFSET+16 MiB)
;   3. paging on, jump to the high addresses, and the low copy goes away
;
; paging_init() in mm/boot/pgtable.c replaces this map by the real one. The image, its .bss and all that is
; allocated before that must lie below 16 MiB, the least memory that the kernel runs with.

bits 32

PAGE_OFFSET	equ 0xC0000000
%ifdef CONFIG_KASAN
THREAD_SIZE	equ 16384
%else
THREAD_SIZE	equ 8192
%endif
BOOT_TABLES	equ 4			; 4 MiB each: the first 16 MiB

MB_MAGIC	equ 0x1BADB002
MB_FLAGS	equ 0x3			; modules on page boundaries, memory map wanted

PAGE_PRESENT_RW	equ 0x3
CR0_WP		equ 1 << 16		; read-only pages bind the kernel too
CR0_PG		equ 1 << 31

extern boot_early
extern start_kernel

section .multiboot
align 4
	dd MB_MAGIC, MB_FLAGS, -(MB_MAGIC + MB_FLAGS)

section .text
global boot_entry
boot_entry:
	cli
	cld
	mov	esp, init_stack_top - PAGE_OFFSET
	xor	ebp, ebp		; the stack walker ends here
	mov	edx, ebx
	call	boot_early		; (magic in EAX, info in EDX); comes back only if all is well

	mov	edi, boot_page_tables - PAGE_OFFSET
	mov	eax, PAGE_PRESENT_RW
	mov	ecx, BOOT_TABLES * 1024
.entry:	stosd
	add	eax, 4096
	loop	.entry

	mov	edi, swapper_pg_dir - PAGE_OFFSET
	mov	eax, boot_page_tables - PAGE_OFFSET + PAGE_PRESENT_RW
	mov	ecx, BOOT_TABLES
.table:	mov	[edi + (PAGE_OFFSET >> 20)], eax
	stosd
	add	eax, 4096
	loop	.table

	mov	eax, swapper_pg_dir - PAGE_OFFSET
	mov	cr3, eax
	mov	eax, cr0
	or	eax, CR0_PG | CR0_WP
	mov	cr0, eax
	mov	eax, high + PAGE_OFFSET
	jmp	eax

high:					; still in the low copy's section, but at its high address
	add	esp, PAGE_OFFSET
	mov	edi, swapper_pg_dir
	xor	eax, eax
	mov	ecx, BOOT_TABLES
	rep stosd			; user space is empty now: a null pointer faults
	mov	eax, cr3
	mov	cr3, eax
	mov	eax, start_kernel
	call	eax
.halt:	hlt
	jmp	.halt

section .bss..page_aligned nobits alloc write align=4096
global swapper_pg_dir
global init_stack_guard
global init_stack
global init_stack_top
swapper_pg_dir:				; the page directory of the kernel
	resb 4096
boot_page_tables:
	resb 4096 * BOOT_TABLES
init_stack_guard:			; unmapped by paging_init(): an overflow faults
	resb 4096
init_stack:				; the stack of the first task
	resb THREAD_SIZE
init_stack_top:
