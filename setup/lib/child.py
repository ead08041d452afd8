# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small servers of ours, each in a process of its own that ends with this one."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from .console import SetupError
from .odoo import die_with_parent


@dataclass(frozen=True)
class Child:
    """A running helper that listens on a port of this machine."""

    process: subprocess.Popen
    port: int

    def stop(self):
        """Stop it."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(program, port, *arguments):
    """Start a helper and wait until it answers.

    :param str program: path of a Python file; gets the port and the arguments
    :param int port: port on 127.0.0.1
    :param arguments: further arguments
    :rtype: Child
    """
    process = subprocess.Popen(
        [sys.executable, program, str(port), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
        start_new_session=True,
    )
    for _attempt in range(100):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return Child(process, port)
        except OSError:
            time.sleep(0.1)
    process.kill()
    process.wait()
    raise SetupError(f"{program} does not answer on port {port} of this machine.")
