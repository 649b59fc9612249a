# SPDX-License-Identifier: MIT
"""gdb in batch mode on a Machine that was started with gdb=True."""
import os
import subprocess
import time

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
    machine.qmp("query-status")  # answered only when QEMU listens everywhere
    until = time.monotonic() + deadline * PATIENCE
    with open(os.path.join(machine.artefacts, "gdb.log"), "w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        while process.poll() is None and time.monotonic() < until:
            machine.pump(0.05)
        hung = process.poll() is None
        if hung:
            process.kill()
            process.wait()
        log.seek(0)
        text = log.read()
    if hung:
        raise Hang(machine.story("gdb does not end\n--- gdb\n" + text))
    return text
