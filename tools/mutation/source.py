# SPDX-License-Identifier: MIT
"""All single changes of a C source file that a test should notice.

Works on the text, not on a syntax tree: the kernel's files are formatted by clang-format, so that a function's name stands
in the line before the "{" in column 0 and its last line is a "}" there. Comments, strings, preprocessor lines and
everything that only prints a report are left alone. A change that makes no C, or the same object code, is found out later.
"""
import re
from dataclasses import dataclass

# Calls whose arguments are words for a reader: a change in there is no change of what the kernel does.
_REPORTS = r"(?:pr_\w+|printk|WARN\w*|BUG\w*|panic|die|dump_stack|seq_(?:printf|puts|putc)|show_\w+|LESSON_STOP|trace_\w+)"
_BLANK = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
_FUNCTION = re.compile(r"^(?:\w[^;{}#]*?[\s*])?(\w+)\([^;{}]*\)[^;{}()]*\n\{\n(.*?)^\}", re.S | re.M)
_STATEMENT = re.compile(r"[;{}:]\s+(?:\w+ ?\([.\n]*\)\s+|else\s+|do\s+)*(?P<code>(?:\+\+|--)?[A-Za-z_*(][^;{}]*)(?=;)")
_NO_EFFECT = re.compile(rf"(?:return|goto|break|continue|case|default|else|do|if|while|for|switch|static|const|struct|unsigned"
                        rf"|union|enum)\b|{_REPORTS}\(|\w+\s*:")
_DECLARATION = re.compile(r"[a-z]\w*(?:\s+|\s*\*+\s*)\*?\w+(?:\[[^\]]*\])?\s*(?:=|,|$)|DEFINE|DECLARE")

# (what it looks for, what stands there instead); each is tried on its own.
_TOKENS = [
    (r"(?<![<>=!+*/&|^%-])<(?![<=])", ["<="]), (r"<=(?!=)", ["<"]), (r"(?<![->])>(?![>=])", [">="]), (r"(?<!>)>=", [">"]),
    (r"==", ["!="]), (r"!=", ["=="]), (r"&&", ["||"]), (r"\|\|", ["&&"]),
    (r"(?<=\w)\s*\|\s*[A-Z_]\w*(?![\w(])", [""]),            # one flag less
    (r"&\s*~", ["& "]),
    (r"(?<=[\w)\]] )\+(?= [\w(*&])", ["-"]), (r"(?<=[\w)\]] )-(?= [\w(*&])", ["+"]),
    (r"\+=", ["-="]), (r"(?<!-)-=", ["+="]), (r"\+\+", ["--"]), (r"--", ["++"]),
    (r"\btrue\b", ["false"]), (r"\bfalse\b", ["true"]),
    (r"(?<![\w.])(?:0x[0-9a-fA-F]+|\d+)(?:[uUlL]*)\b(?!\.)", [None]),  # one more; one less where it is not 0
]


@dataclass(frozen=True)
class Mutant:
    """One change: text[start:end] becomes `new`."""
    function: str
    line: int
    start: int
    end: int
    new: str
    kind: str

    def apply(self, text):
        """The file with the change; as many lines as before, so that line numbers in reports stay."""
        return text[:self.start] + self.new + "\n" * text[self.start:self.end].count("\n") + text[self.end:]

    def diff(self, text):
        """The lines that differ, as "-\t..." and "+\t...": what a person reads, and the key of an equivalent mutant."""
        first = text.rfind("\n", 0, self.start) + 1
        last = text.find("\n", self.end)
        old = text[first:last]
        new = text[first:self.start] + self.new + text[self.end:last]
        lines = [f"-{line}" for line in old.split("\n")] + [f"+{line}" for line in new.split("\n")]
        return "\n".join(line.rstrip() for line in lines if line[1:].strip()) + "\n"


def blank(text):
    """The text without comments, strings and preprocessor lines: spaces instead, so that all places stay."""
    return _BLANK.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _calls(code, names):
    """[(start, end)] of the calls of functions that fit, with their arguments."""
    found = []
    for match in re.finditer(rf"\b{names}\(", code):
        depth, at = 1, match.end()
        while depth and at < len(code):
            depth += {"(": 1, ")": -1}.get(code[at], 0)
            at += 1
        found.append((match.start(), at))
    return found


def functions(code):
    """[(name, first place of the body, last)]"""
    return [(_symbol(match), match.start(2), match.end(2)) for match in _FUNCTION.finditer(code)]


def _symbol(match):
    """What the compiler calls it: SYSCALL_DEFINE3(read, ...) makes __do_sys_read()."""
    if not match[1].startswith("SYSCALL_DEFINE"):
        return match[1]
    return "__do_sys_" + re.search(r"\((\w+)", match[0])[1]


def _numbers(text):
    digits = re.match(r"0x[0-9a-fA-F]+|\d+", text)[0]
    value, rest = int(digits, 0) if not re.match(r"0\d", digits) else int(digits, 8), text[len(digits):]
    return [f"{value + 1}{rest}"] + ([f"{value - 1}{rest}"] if value else [])


def _tokens(code, start, end):
    for pattern, news in _TOKENS:
        for match in re.compile(pattern).finditer(code, start, end):
            for new in _numbers(match[0]) if news == [None] else news:
                yield match.start(), match.end(), new, "token"


def _negations(code, start, end):
    for match in re.compile(r"\bif \(").finditer(code, start, end):
        depth, at = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(code[at], 0)
            at += 1
        yield match.end(), at - 1, None, "negated condition"


def _without_arguments(code):
    """What stands in parentheses is hidden: the semicolons of a for end no statement."""
    depth, shown = 0, []
    for letter in code:
        depth -= letter == ")"
        shown.append(letter if depth <= 0 or letter == "\n" else ".")
        depth += letter == "("
    return "".join(shown)


def _statements(code, start, end):
    for match in _STATEMENT.finditer("{" + _without_arguments(code[start:end])):
        text = match["code"]
        if not _NO_EFFECT.match(text) and not _DECLARATION.match(text):
            yield start + match.start("code") - 1, start + match.end("code"), ";", "dropped statement"


def _returns(code, start, end):
    for match in re.compile(r"\breturn ([^;]+);").finditer(code, start, end):
        if not re.fullmatch(r"-?\d+|true|false|NULL", match[1]):
            yield match.start(1), match.end(1), "0", "return value"
    for match in re.compile(r"\breturn (?:0|NULL);").finditer(code, start, end):
        yield match.start() + 7, match.end() - 1, "(void *)1" if "NULL" in match[0] else "-1", "return value"


def mutants(text):
    """All changes of a file, in the order of their places."""
    code = blank(text)
    spared = _calls(code, _REPORTS)
    found = []
    for name, start, end in functions(code):
        for rule in (_tokens, _negations, _statements, _returns):
            for at, stop, new, kind in rule(code, start, end):
                if any(first <= at < last for first, last in spared):
                    continue
                if new is None:
                    new = f"!({text[at:stop]})"
                found.append(Mutant(name, text.count("\n", 0, at) + 1, at, stop, new, kind))
    return sorted(set(found), key=lambda m: (m.start, m.end, m.new))
