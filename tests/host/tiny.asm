; SPDX-License-Identifier: MIT
;
; The smallest multiboot guest that the harness can be tested against: it prints its command line on
; the serial line, then does what the last letter of the command line says.
;
;   h   hangs: interrupts off, spinning
;   t   triple fault
;   p   powers off through the debug exit port with QEMU status 37
;   else the same with status 33
;
; Built by tests/host/test_qemu.py with `nasm -f bin`: the multiboot header carries the load addresses.

        bits 32
        org 0x100000

FLAGS   equ 1 << 16                     ; the address fields below are valid

header: dd 0x1BADB002, FLAGS, -(0x1BADB002 + FLAGS)
        dd header, header, 0, 0, start

start:  mov esp, stack
        mov esi, [ebx + 16]             ; multiboot info: the command line
        xor ecx, ecx                    ; the last letter seen
        mov dx, 0x3F8
.next:  lodsb
        test al, al
        jz .done
        mov cl, al
        out dx, al                      ; QEMU's UART is always ready to send
        jmp .next
.done:  mov al, 10
        out dx, al
        cmp cl, 'h'
        je hang
        cmp cl, 't'
        je triple
        mov al, 0x10
        cmp cl, 'p'
        jne .exit
        mov al, 0x12
.exit:  out 0xF4, al
hang:   cli                             ; at no cost to the host
        hlt
        jmp hang
triple: lidt [none]
        ud2

none:   dw 0
        dd 0
        resb 64
stack:
