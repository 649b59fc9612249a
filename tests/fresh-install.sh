#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Proves that the README's two commands work on a fresh Debian 12 that has only make and git, with gcc and then with clang.
#
#   sudo tests/fresh-install.sh [FOLDER]     needs debootstrap, about 2 GB and a Debian mirror
#
# Builds a minbase system in FOLDER (a new one in /tmp by default), clones this tree's HEAD into it and runs `make run`
# (without a terminal: all lessons, then off) and `make test` there, then both with LLVM=1. Nothing of the host's is mounted into
# it; /proc and /dev/pts are fresh ones, which programs need. Not part of `make test`: it installs more than a hundred packages.
# The folder is removed at the end. MIRROR= a Debian mirror, SUITE= another release, PATIENCE= as for make test.
set -eu

[ "$(id -u)" = 0 ] || { echo "debootstrap and chroot need root." >&2; exit 1; }
here=$(cd "$(dirname "$0")/.." && pwd)
root=${1:-$(mktemp -d /tmp/k896-fresh.XXXXXX)}
suite=${SUITE:-bookworm}
mirror=${MIRROR:-}

cleanup() {
	umount "$root/dev/pts" "$root/proc" 2>/dev/null || true
	rm -rf --one-file-system "$root"
}
trap cleanup EXIT

debootstrap --variant=minbase --include=make,git,ca-certificates "$suite" "$root" $mirror
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
git clone -q "$here" "$root/root/k896"

for words in run test 'run LLVM=1' 'test LLVM=1'; do
	echo "== make $words"
	chroot "$root" sh -c "cd /root/k896 && make $words" </dev/null
done
echo "Both commands work on a fresh $suite, with gcc and with clang."
