# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets pages from a design that a person wrote, in a process of its own.

Run by ``sandbox.py`` with ``python -I``. It reads one folder, writes nothing, has no
network where the system allows to give it up, and stops when it takes too much.
"""

import base64
import contextlib
import ctypes
import json
import os
import resource
import struct
import sys

NEW_USER, NEW_NET = 0x10000000, 0x40000000  # of Linux' unshare()


def main():
    """Answer requests until there are no more."""
    config = receive()
    give_up(config)
    sys.path.append(config["path"])
    compiler = None
    while (job := receive()) is not None:
        allow_time(config["seconds"])
        try:
            compiler = compiler or make_compiler(config)
            answer = {"pages": compile_job(compiler, job)}
        except Exception as error:  # noqa: BLE001 whatever it is, it is told
            answer = explain(error)
        send(answer)


def give_up(config):
    """Give up what a design does not need, for good."""
    space = config["megabytes"] * 1024 * 1024
    limits = {
        resource.RLIMIT_AS: space,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 128,
    }
    for name, limit in limits.items():
        _soft, hard = resource.getrlimit(name)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(name, (limit, limit))
    # where it fails, the environment's dead proxy is left
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).unshare(NEW_USER | NEW_NET)


def allow_time(seconds):
    """Give one document its time of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def make_compiler(config):
    """:param dict config: what the parent said first
    :return: the compiler of the design
    :rtype: typst.Compiler"""
    import typst

    nothing = os.path.join(config["root"], "none")
    return typst.Compiler(
        os.path.join(config["root"], config["design"]),
        root=config["root"],
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=True,
            font_paths=config["fonts"],
        ),
        package_path=nothing,
        package_cache_path=nothing,
    )


def compile_job(compiler, job):
    """:param typst.Compiler compiler: of the design
    :param dict job: options of the compiler
    :return: base64 of the document, or of its pages
    :rtype: list[str]"""
    found = compiler.compile(**job)
    pages = found if isinstance(found, list) else [found]
    return [base64.b64encode(page).decode() for page in pages]


def explain(error):
    """:param Exception error: of the compiler
    :return: what it says, and where
    :rtype: dict"""
    return {
        "message": str(getattr(error, "message", "") or error),
        "diagnostic": str(getattr(error, "diagnostic", "")),
        "hints": [str(hint) for hint in getattr(error, "hints", ())],
    }


def receive():
    """:return: what the parent asks; None when it asks no more
    :rtype: dict | None"""
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        return None
    return json.loads(sys.stdin.buffer.read(struct.unpack("!I", head)[0]))


def send(answer):
    """:param dict answer: for the parent"""
    data = json.dumps(answer).encode()
    sys.stdout.buffer.write(struct.pack("!I", len(data)) + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
