# SPDX-License-Identifier: MIT
"""Kernels that differ from the built one in a single object.

A Kernel keeps copies of the objects of build/ and of the user programs, so that a make beside it disturbs nothing. The
commands are make's own: those that it would use for the object and for the two links.
"""
import os
import re
import shlex
import shutil
import subprocess

from machine import ROOT

PROGRAMS = "build/initramfs.cpio"


class DoesNotBuild(Exception):
    """The change makes no C, or nothing that links."""


class Kernel:
    """The built kernel, as parts. source is a .c file of it; folder is where all copies go."""

    def __init__(self, source, folder):
        self.source = source
        self.folder = folder
        self.object = f"build/obj/{source[:-2]}.o"
        commands = subprocess.run(["make", "-nB", "V=1", "build/k896.elf"], cwd=ROOT, capture_output=True, text=True,
                                  check=True).stdout.splitlines()
        compiles = [line for line in commands if line.endswith(f" -c -o {self.object} {source}")]
        if not compiles:
            raise SystemExit(f"{source} is no C source file of the kernel (a header is compiled into many objects)")
        self.compile = compiles[0]
        first = next(at for at, line in enumerate(commands) if " -o build/k896.first.elf " in line)
        self.links = [line for line in commands[first:] if "build/k" in line and not line.startswith("mkdir")]
        self.objects = re.search(r"(?: build/obj/\S+)+", self.links[0])[0].split()
        if self.object not in self.objects:
            raise SystemExit(f"{self.object} is not linked into the kernel")
        self._copy()

    def _copy(self):
        shutil.rmtree(os.path.join(self.folder, "obj"), ignore_errors=True)
        for name in self.objects:
            to = self.place(name)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            shutil.copyfile(os.path.join(ROOT, name), to)
        if os.path.exists(os.path.join(ROOT, PROGRAMS)):
            shutil.copyfile(os.path.join(ROOT, PROGRAMS), self.place(PROGRAMS))

    def place(self, name):
        """Where the copy of a file of build/ lies."""
        return os.path.join(self.folder, os.path.relpath(name, "build"))

    def compile_text(self, text, output, flags="", source=None):
        """Compile a text as if it were the source file: __FILE__, lines and what it includes are the same."""
        source = source or self.source
        command = self.compile.rsplit(" -MMD ", 1)[0]
        run = subprocess.run([*shlex.split(command), *shlex.split(flags), "-iquote", os.path.dirname(source), "-c", "-o", output,
                              "-x", "c", "-"], cwd=ROOT, input=f'#line 1 "{source}"\n{text}', text=True, capture_output=True,
                             check=False)
        if run.returncode:
            raise DoesNotBuild(run.stderr)

    def link(self, output, own_object, more=()):
        """Link with one object instead of the built one; output is the kernel's path, what is made on the way lies beside it."""
        folder = os.path.dirname(output)
        names = {self.object: own_object, **{name: self.place(name) for name in self.objects if name != self.object}}
        for line in self.links:
            line = re.sub(r"build/obj/\S+", lambda m: names[m[0]], line)
            line = line.replace(own_object, " ".join([own_object, *more]))
            line = re.sub(r"\bbuild/(k896\.first\.elf|ksymtab\.\S+)", rf"{folder}/\1", line)
            line = line.replace("build/k896.elf", output)
            run = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
            if run.returncode:
                raise DoesNotBuild(run.stderr)


def code_of(path):
    """An object without what debuggers read: equal where two sources mean the same to the machine."""
    bare = path + ".bare"
    tool = shutil.which("i686-linux-gnu-objcopy") or shutil.which("objcopy") or "llvm-objcopy"
    subprocess.run([tool, "--strip-debug", path, bare], check=True)
    with open(bare, "rb") as file:
        return file.read()
