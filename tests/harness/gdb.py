# SPDX-License-Identifier: MIT
"""gdb in batch mode on a Machine that was started with gdb=True."""
import os
import subprocess

from harness.qemu import KERNEL, PATIENCE, ROOT, Hang


def run(machine, *commands, deadline=60):
    """Attach, stop at the first kernel instruction, run the commands; return all that gdb printed.

    In a batch script the first error ends the script, and gdb's going away would let the machine run on; so each
    command is an -ex of its own, and the machine is killed by whoever started it.
    """
    script = ["source tools/gdb/k896.py", f"k896-attach {machine.gdb_socket}", *commands]
    words = ["gdb", "-q", "-nx", "-batch", KERNEL]
    for command in script:
        words += ["-ex", command]
    with open(os.path.join(machine.artefacts, "gdb.log"), "w+", encoding="utf-8", errors="replace") as log:
        try:
            subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                           timeout=deadline * PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            log.seek(0)
            raise Hang(machine.story("gdb does not end\n--- gdb\n" + log.read())) from None
        log.seek(0)
        return log.read()
