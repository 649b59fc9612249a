# SPDX-License-Identifier: MIT
#
# User programs and the archive that brings them: build/initramfs.cpio.
#
# Each user/NAME.c with a main() is an ordinary static program for i386 Linux. One copy of the C library for each
# would make the archive 20 times as large, so they are linked into one file, build/user/programs, in which main() of
# user/NAME.c is called NAME_main(); it has a name in /bin for each of them and looks at argv[0] (user/programs.h). Other
# global symbols of a program are made local: two programs may use the same name.
#
# Where there is no static C library for 32-bit programs the kernel is built without them, with a message.

USER_CC  := $(if $(shell command -v i686-linux-gnu-gcc),i686-linux-gnu-,)gcc
USER_BIN := $(USER_CC:gcc=)
USER_LIBC := $(filter /%,$(shell $(USER_CC) -m32 -print-file-name=libc.a 2>/dev/null))

USER_CFLAGS := -std=gnu11 -m32 -march=i686 -O2 -g -fno-pic -fno-common -Wall -Wextra -Wno-unused-parameter \
	-Wno-sign-compare $(if $(WERROR),-Werror)

# Files without a main(): what programs share.
USER_LIB   := user/programs.c $(wildcard user/lib/*.c)
USER_SRC   := $(filter-out $(USER_LIB),$(sort $(wildcard user/*.c)))
USER_NAMES := $(USER_SRC:user/%.c=%)
USER_OBJS  := $(USER_SRC:%.c=$O/%.main.o) $(USER_LIB:%.c=$O/%.o)

INITRAMFS := $O/initramfs.cpio
.PHONY: user
user: $(if $(USER_LIBC),$(INITRAMFS),no-user)
all: user

.PHONY: no-user
no-user:
	@echo '  There is no static C library for $(USER_CC) -m32: user programs are left out (Debian: libc6-dev-i386-cross).'

$O/user/%.o: user/%.c $O/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(USER_CC) $(USER_CFLAGS) -I$O/user -MMD -MP -c -o $@ $<

$O/user/%.main.o: $O/user/%.o
	$(Q)$(USER_BIN)objcopy --redefine-sym main=$*_main --keep-global-symbol=$*_main $< $@

# PROGRAM(name) for each of them; written when a file has come or gone.
define user_list
printf 'PROGRAM(%s)\n' $(USER_NAMES)
endef
$(shell mkdir -p $O/user; $(user_list) | cmp -s - $O/user/list.h || $(user_list) >$O/user/list.h)
$O/user/programs.o: $O/user/list.h

$O/user/programs: $(USER_OBJS)
	$(call say,LD,$@)
	$(Q)$(USER_CC) -m32 -static -s -o $@ $^

$(INITRAMFS): $O/user/programs tools/initramfs $(wildcard user/etc/*)
	$(call say,CPIO,$@)
	$(Q)$(PYTHON) tools/initramfs $@ $O/user/programs $(USER_NAMES)

.PRECIOUS: $O/user/%.o
-include $(USER_SRC:%.c=$O/%.d) $(USER_LIB:%.c=$O/%.d)
