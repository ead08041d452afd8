# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Designs that a person wrote, kept away from everything but their own data.

A design is compiled in a process that lives for one batch, in a folder that holds it
and the shared blocks only, with limits of time and memory. It can neither read files,
nor write, nor load packages or pictures from elsewhere.
"""

import base64
import json
import os
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import page, sandbox_child

CHILD = sandbox_child.__file__
DESIGN = "design.typ"
SECONDS = 8
MEGABYTES = 768
LONGEST = 400_000  # signs of a design
LARGEST = 64_000_000  # bytes of an answer

PACKAGE = re.compile(r"\b(?:import|include)\b\s*\(?\s*\"@")
PLUGIN = re.compile(r"\bplugin\s*\(")
COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
NO_FILE = ("file not found", "access denied", "escape the project root")
PLACE = re.compile(r"─ +\S*?([\w.-]+\.typ):(\d+):(\d+)")


class DesignError(page.PageError):
    """A design that cannot be used: ``code``, ``line`` (0: none), and ``detail``.

    Codes: ``large``, ``package``, ``plugin``, ``file``, ``time``, ``memory``,
    ``sign`` (no font shows it), ``typst`` (``detail`` is Typst's own message),
    ``library`` (the fault shows in the shared blocks, called by the design).
    """

    def __init__(self, code, line=0, detail=""):
        super().__init__(f"{DESIGN}:{line}: {detail or code}" if line else detail)
        self.code, self.line, self.detail = code, line, detail


def check_source(source):
    """Refuse at once what a design may not ask for.

    :param str source: Typst
    :raises DesignError: naming the line

    >>> check_source("= Title")
    """
    if len(source) > LONGEST:
        raise DesignError("large")
    # comments keep their line breaks, so that lines keep their numbers
    bare = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    for code, pattern in (("package", PACKAGE), ("plugin", PLUGIN)):
        if found := pattern.search(bare):
            raise DesignError(code, bare.count("\n", 0, found.start()) + 1)


class Sandbox:
    """One design in a process of its own; use it in a ``with`` block."""

    def __init__(self, source, fonts, seconds=SECONDS):
        check_source(source)
        self.source, self.seconds = source, seconds
        self.fonts = [str(folder) for folder in fonts]
        self.folder = self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def render(self, view, timestamp, xml=b""):
        """Set a document, as ``page.render`` does.

        :param dict view: what it shows
        :param datetime timestamp: when it is made
        :param bytes xml: to be attached
        :return: PDF/A-3a and PDF/UA-1
        :rtype: bytes
        :raises DesignError: when it cannot be set
        """
        (pdf,) = self._ask(
            {
                "format": "pdf",
                "sys_inputs": page.get_inputs(view) | {"xml": xml.decode()},
                "pdf_standards": list(page.STANDARDS),
                "timestamp": int(timestamp.timestamp()),
            }
        )
        return pdf

    def draw(self, view):
        """Show the pages of a document on a screen.

        :param dict view: what it shows
        :return: an SVG for each page
        :rtype: list[bytes]
        :raises DesignError: when they cannot be set
        """
        inputs = page.get_inputs(view) | {"xml": ""}
        return self._ask({"format": "svg", "sys_inputs": inputs})

    def close(self):
        """End the process and remove its folder."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    # === THE PROCESS === #

    def _start(self):
        """Make the folder and start the process."""
        import typst

        self.folder = Path(tempfile.mkdtemp(prefix="tpe-design-"))
        shutil.copytree(page.DESIGNS / "lib", self.folder / "lib")
        (self.folder / DESIGN).write_text(self.source, encoding="utf-8")
        dead = "http://127.0.0.1:9"  # nobody listens: whatever asks is refused
        self.process = subprocess.Popen(
            [sys.executable, "-I", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env={
                "HOME": str(self.folder),
                "MALLOC_ARENA_MAX": "1",
                "RAYON_NUM_THREADS": "1",
                **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), dead),
                **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), dead),
            },
        )
        self._send(
            {
                "design": DESIGN,
                "fonts": self.fonts,
                "megabytes": MEGABYTES,
                "path": str(Path(typst.__file__).parent.parent),
                "root": str(self.folder),
                "seconds": self.seconds,
            }
        )

    def _ask(self, job):
        """:param dict job: options of the compiler
        :return: the document, or its pages
        :rtype: list[bytes]"""
        if not self.process:
            self._start()
        try:
            self._send(job)
            answer = self._receive()
        except (BrokenPipeError, EOFError, TimeoutError) as error:
            self.close()
            is_slow = isinstance(error, TimeoutError) or self._ended_by_clock
            raise DesignError("time" if is_slow else "memory") from error
        if "pages" not in answer:
            raise _explain(answer)
        return [base64.b64decode(text) for text in answer["pages"]]

    _ended_by_clock = False

    def _send(self, message):
        """:param dict message: for the process"""
        data = json.dumps(message).encode()
        self.process.stdin.write(struct.pack("!I", len(data)) + data)
        self.process.stdin.flush()

    def _receive(self):
        """:return: what the process answers
        :rtype: dict
        :raises TimeoutError: when it takes too long
        :raises EOFError: when it has ended"""
        # the first page reads the fonts
        end = time.monotonic() + self.seconds * 2 + 4
        size = struct.unpack("!I", self._read(4, end))[0]
        if size > LARGEST:
            raise EOFError
        return json.loads(self._read(size, end))

    def _read(self, size, end):
        """:return: so many bytes of the process
        :rtype: bytes"""
        stream, parts = self.process.stdout.fileno(), []
        while size:
            ready, _write, _error = select.select(
                [stream], [], [], max(0, end - time.monotonic())
            )
            if not ready:
                raise TimeoutError
            part = os.read(stream, min(size, 1 << 20))
            if not part:
                # ended by the clock of the system, or out of memory
                self._ended_by_clock = self.process.wait() in (-24, -9)
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _explain(answer):
    """:param dict answer: what the compiler complains about
    :return: the same, with the line of the design
    :rtype: DesignError"""
    places = PLACE.findall(answer["diagnostic"])
    lines = [int(line) for name, line, _column in places if name == DESIGN]
    message = answer["message"].strip().split("\n")[0]
    line = lines[0] if lines else 0
    if "package" in message or "download" in message:
        return DesignError("package", line, message)
    if any(text in message for text in NO_FILE):
        return DesignError("file", line, message)
    if places and places[0][0] != DESIGN:
        return DesignError("library", line, message)
    if found := UNSHOWN.search(message):
        return DesignError("sign", line, found[1])
    return DesignError("typst", line, message)
