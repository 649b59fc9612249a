# SPDX-License-Identifier: MIT
"""One virtual machine under test.

A Machine is one QEMU process with the guest's serial line as a pexpect conversation and QMP beside it. It lives at most
`deadline` seconds: whoever waits for it longer gets a Hang that shows the last lines of the serial line and the CPU's
registers, and the process is killed. Nothing here waits for ever.

What it leaves in its artefact folder: command (how to start the same machine by hand), serial.log (all bytes from the
guest), qemu.log (CPU resets and guest errors), qemu.err (QEMU's own complaints).

QEMU inherits the ends of all lines: no port and no path that another machine could be using. What the guest says goes
into a pipe with room for a whole run, so that it never has to wait for a busy host, which it would notice.

What all machines have in common is tools/machine.py's, and why QEMU runs in the folder of its image, too.

A report in the guest's log (harness/reports.py) fails the test in which it comes, unless the test has said
machine.expect_reports(...): conftest.py looks at all open machines after each test.
"""
import fcntl
import json
import os
import re
import select
import shlex
import shutil
import socket
import subprocess
import tempfile
import time

import pexpect
import pexpect.fdpexpect

from harness import reports
from machine import ICOUNT, INITRAMFS, KERNEL, PANIC, PATIENCE, ROOT, TESTS_FAILED, WELL, hardware  # tests use them from here

ISO = os.path.join(ROOT, "build/k896.iso")
PROMPT = "k896> "
READY = "k896: monitor ready"
POWERED_OFF = 0  # through ACPI, as the monitor's poweroff does; a reset ends with 0, too, unless reboot=True


class MachineError(AssertionError):
    """The machine did not do what was waited for; the message tells its story."""


class Hang(MachineError):
    """The deadline passed."""


class Ended(MachineError):
    """The machine ended while something more was expected of it."""


_NEVER = re.compile(r"(?!)")


class UnexpectedReport(MachineError):
    """The kernel reported what the test does not account for, or did not report what it should."""


class _Recorder:
    """Keeps the guest's bytes as text and writes them to a file as they come."""

    def __init__(self, path):
        self.text = ""
        self._file = open(path, "w", encoding="latin-1", newline="")

    def write(self, data):
        self.text += data
        self._file.write(data)

    def flush(self):
        self._file.flush()

    def close(self):
        self._file.close()


def _roomy_pipe():
    """(read end, write end) of a pipe for a megabyte, where the host allows that."""
    reader, writer = (os.fdopen(fd, mode, 0) for fd, mode in zip(os.pipe(), ("rb", "wb")))
    try:
        fcntl.fcntl(writer, getattr(fcntl, "F_SETPIPE_SZ", 1031), 1 << 20)
    except OSError:
        pass
    return reader, writer


def _seen_from(folder, module):
    """A module's "FILE WORDS", with a name that is the same in every checkout, and has no blank of its path."""
    inside = any(module.startswith(known + os.sep) for known in (folder, ROOT))
    return os.path.relpath(module, folder) if inside else module


class Machine:
    """image is a multiboot kernel, or an ISO when its name ends in .iso. words is the kernel's command line.

    modules: files that the kernel is given, as "FILE" or "FILE WORDS"; [INITRAMFS] for the user programs.
    """

    open = []  # those not closed yet

    def __init__(self, artefacts, *, image=KERNEL, memory=1024, words="", icount=False, cpu=None, extra=(), deadline=60,
                 reboot=False, gdb=False, modules=()):
        os.makedirs(artefacts, exist_ok=True)
        self.artefacts = artefacts
        self.status = None
        self._folder = tempfile.mkdtemp(prefix="k896-")
        self.gdb_socket = os.path.join(self._folder, "gdb") if gdb else None
        self._recorder = _Recorder(os.path.join(artefacts, "serial.log"))

        self._keys, keys_far = socket.socketpair()  # what is typed at the guest
        self._said, said_far = _roomy_pipe()  # what it says
        self._qmp, qmp_far = socket.socketpair()
        folder, image = os.path.split(os.path.abspath(image))
        modules = [_seen_from(folder, module) for module in modules]
        command = self._command(image, memory, words, icount, cpu, extra, reboot, modules, qmp_far.fileno())
        with open(os.path.join(artefacts, "command"), "w", encoding="utf-8") as file:
            file.write(f"cd {shlex.quote(folder)} && {shlex.join(self._by_hand(command))}\n")
        self._seconds = deadline
        self.deadline = time.monotonic() + deadline * PATIENCE
        with open(os.path.join(artefacts, "qemu.err"), "wb") as errors:
            self.process = subprocess.Popen(command, stdin=keys_far, stdout=said_far, stderr=errors,
                                            pass_fds=[qmp_far.fileno()], cwd=folder)
        keys_far.close()
        said_far.close()
        qmp_far.close()
        self._serial = pexpect.fdpexpect.fdspawn(self._said.fileno(), encoding="latin-1", maxread=65536)
        self._serial.logfile_read = self._recorder
        self._qmp_file = None
        self._closed = False
        self._begun = 0
        self._wanted_reports = []
        self._judged = set()
        Machine.open.append(self)

    def _command(self, image, memory, words, icount, cpu, extra, reboot, modules, qmp):
        command = [*hardware(memory), "-chardev", "stdio,id=serial,signal=off", "-serial", "chardev:serial",
                   "-chardev", f"socket,id=qmp,fd={qmp}", "-mon", "chardev=qmp,mode=control",
                   "-d", "cpu_reset,guest_errors", "-D", os.path.join(self.artefacts, "qemu.log")]
        if image.endswith(".iso"):
            escaped = words.replace(",", ",,")
            command += ["-cdrom", image, "-smbios", f"type=1,version=k896:{escaped}"]
        else:
            command += ["-kernel", image, "-append", words]
            command += ["-initrd", ",".join(modules)] if modules else []
        command += ["-cpu", cpu] if cpu else []
        command += ICOUNT if icount else []
        command += [] if reboot else ["-no-reboot"]
        command += ["-S", "-gdb", f"unix:{self.gdb_socket},server=on,wait=off"] if self.gdb_socket else []
        return command + list(extra)

    @staticmethod
    def _by_hand(command):
        """The same command for a person at a terminal: without what only the harness can hold the other end of."""
        words, out = iter(command), []
        for word in words:
            if word in ("-mon", "-D", "-d", "-gdb", "-chardev"):
                next(words)
            elif word == "-serial":
                next(words)
                out += ["-serial", "mon:stdio"]
            elif word != "-S":
                out.append(word)
        return out

    # What the guest has said.

    @property
    def raw(self):
        """All that came over the serial line so far, as it came."""
        return self._recorder.text

    @property
    def text(self):
        """All that came over the serial line so far, with plain newlines."""
        return self._recorder.text.replace("\r", "")

    @property
    def lines(self):
        return self.text.split("\n")

    # What it has complained about.

    def expect_reports(self, pattern, count):
        """Exactly `count` reports whose first line fits are wanted. To be said before the test ends."""
        self._wanted_reports.append((pattern, count))

    def allow_reports(self, pattern):
        """Any number of reports whose first line fits may come."""
        self._wanted_reports.append((pattern, None))

    def check_reports(self):
        """Judge the reports since the last time; raise UnexpectedReport. What was wanted is forgotten."""
        wanted, self._wanted_reports = self._wanted_reports, []
        new = [line for line in reports.reports(self.text) if line not in self._judged]
        self._judged.update(new)
        wrong = reports.complaints(new, wanted)
        if wrong:
            raise UnexpectedReport(self.story("\n".join(["the kernel's reports", *wrong])))

    # The conversation.

    def expect(self, pattern, seconds=None):
        """Wait for a regular expression; return its match."""
        self._await(pattern, seconds)
        return self._serial.match

    def send(self, data):
        self._keys.sendall(data.encode("latin-1"))

    def flood(self, data):
        """Send bytes as fast as the machine takes them. What it says meanwhile is kept, but expect() does not see it."""
        while data:
            readable, writable, _ = select.select([self._said], [self._keys], [], 1)
            if readable:
                self._recorder.write(self._said.read(65536).decode("latin-1"))
            if writable:
                data = data[self._keys.send(data, socket.MSG_DONTWAIT):]
            if time.monotonic() > self.deadline:
                raise Hang(self.story(f"does not take the last {len(data)} bytes"))

    def ready(self):
        """Wait for the monitor's first prompt; return all text before it."""
        self.expect(READY)
        self.expect(PROMPT)
        return self.text

    def command(self, line):
        """Type a line at the monitor; return what it printed, without the echo and the next prompt."""
        start = len(self._recorder.text)
        self.send(line + "\r")
        self.expect("\n" + PROMPT)
        said = self._recorder.text[start:].replace("\r", "")
        return said.split("\n", 1)[1].rsplit(PROMPT, 1)[0]

    def begin(self):
        """For the next of several tests on one machine: the deadline begins anew, and what was said is forgotten (not in
        serial.log). False if it cannot be brought to its prompt."""
        self.deadline = time.monotonic() + self._seconds * PATIENCE
        self._begun += 1
        try:
            self.pump()
            self._serial.buffer = ""
            self.send("\x03")
            self.expect("\n" + PROMPT, 5)
            self.send(f"begin{self._begun}\r")
            self.expect(f"\nbegin{self._begun}: no such command[^\n]*\n" + PROMPT, 5)
        except (MachineError, OSError):
            return False
        self._recorder.text = ""
        self._wanted_reports = []
        return True

    def power_off(self):
        """Type poweroff and see the machine go off. For one with reboot=True: a crash would start it again."""
        self.send("poweroff\r")
        assert self.finish() == POWERED_OFF, self.story("not switched off")

    def finish(self):
        """Wait for the machine to end by itself; return QEMU's exit status."""
        self._await(pexpect.EOF, None)
        try:
            self.status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            raise Hang(self.story("QEMU closed the serial line but does not end")) from None
        return self.status

    def pump(self, seconds=0.0):
        """Take in what the guest says for a while, matching nothing.

        Whoever does something else while the guest runs must call this: when the pipe is full, the guest's serial
        line stands still.
        """
        if self._closed:
            time.sleep(seconds)
            return
        try:
            self._serial.expect(_NEVER, timeout=seconds)
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            self._closed = True
            self._serial.buffer = self._serial.before  # still to be matched

    def _await(self, pattern, seconds):
        left = max(0.0, self.deadline - time.monotonic())
        try:
            self._serial.expect(pattern, timeout=left if seconds is None else min(left, seconds * PATIENCE))
        except pexpect.TIMEOUT:
            raise Hang(self.story(f"waited in vain for {self._name(pattern)}")) from None
        except pexpect.EOF:
            self.status = self.process.wait(10)
            raise Ended(self.story(f"ended with status {self.status} before {self._name(pattern)}")) from None

    @staticmethod
    def _name(pattern):
        return "its end" if pattern is pexpect.EOF else repr(pattern)

    # QMP, and what a failed machine tells.

    def qmp(self, command, **arguments):
        """Run a QMP command; return its result."""
        self._qmp.settimeout(30 * PATIENCE)
        if self._qmp_file is None:
            self._qmp_file = self._qmp.makefile("rw", encoding="utf-8")
            self._qmp_file.readline()  # the greeting
            self._ask("qmp_capabilities", {})
        return self._ask(command, arguments)

    def _ask(self, command, arguments):
        self._qmp_file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._qmp_file.flush()
        while True:
            line = self._qmp_file.readline()
            if not line:
                raise MachineError("QMP closed")
            answer = json.loads(line)
            if "error" in answer:
                raise MachineError(f"QMP {command}: {answer['error']}")
            if "return" in answer:
                return answer["return"]

    def hmp(self, line):
        """Run a command of QEMU's human monitor; return its text."""
        return self.qmp("human-monitor-command", **{"command-line": line}).replace("\r", "")

    def story(self, headline, count=25):
        """The machine's state for a person: last lines, registers, resets, QEMU's complaints."""
        self.pump()
        parts = [headline, "--- last lines of the serial line", *self.lines[-count:]]
        if self.process.poll() is None:
            try:
                parts += ["--- registers", self.hmp("info registers").split("\nFCW")[0]]
            except (OSError, MachineError, ValueError) as error:
                parts += [f"--- no registers: {error}"]
        for name, lines in (("qemu.err", self._file("qemu.err")), ("qemu.log", self._trouble())):
            parts += [f"--- {name}", *lines[-25:]] if lines else []
        return "\n".join(parts)

    def _file(self, name):
        try:
            with open(os.path.join(self.artefacts, name), encoding="utf-8", errors="replace") as file:
                return file.read().splitlines()
        except OSError:
            return []

    def _trouble(self):
        """Of QEMU's log: a triple fault with the registers it left, and guest errors; not the resets at power-on."""
        lines = [line for line in self._file("qemu.log") if not re.match(r"(FPR|XMM|FCW|DR\d|CC[SO]|EFER)", line)]
        for at, line in enumerate(lines):
            if line.startswith("Triple fault"):
                return lines[at:at + 22]
        return [line for line in lines if not re.match(r"(CPU Reset|[A-Z0-9]{2,3} *=)", line)]

    def close(self):
        """End the machine, whatever it is doing."""
        if self in Machine.open:
            Machine.open.remove(self)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._keys.close()
        self._said.close()
        if self._qmp_file:
            self._qmp_file.close()
        self._qmp.close()
        self._recorder.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.check_reports()
        finally:
            self.close()
