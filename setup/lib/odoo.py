# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run Odoo: its configuration file, one-off commands, and a real server."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .bootstrap import Place
from .console import SetupError
from .files import write_text
from .postgres import Postgres

CONFIGURATION = """\
[options]
addons_path = {addons_path}
data_dir = {data_dir}
db_host = {host}
db_port = {port}
db_user = {user}
db_password = {password}
http_interface = 127.0.0.1
list_db = False
proxy_mode = False
with_demo = False
workers = 2
max_cron_threads = 1
limit_time_cpu = 600
limit_time_real = 1200
limit_time_real_cron = 1800
"""
# The script drops root's rights first: a file that root writes into the data folder
# could not be changed any more by the server.
SCRIPT = """\
#!/bin/sh
ODOO_RC="${{ODOO_RC:-{conf}}}"
export ODOO_RC
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid={user} --regid={user} --init-groups "{odoo}" "$@"
fi
exec "{odoo}" "$@"
"""
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Odoo:
    """An Odoo with its configuration, database server and folders."""

    place: Place
    postgres: Postgres
    folder: Path

    @property
    def conf(self):
        """Configuration file.

        :rtype: Path
        """
        return self.folder / "odoo.conf"

    @property
    def script(self):
        """Command that runs Odoo with this configuration.

        :rtype: Path
        """
        return self.folder / "odoo-bin"

    @property
    def data_dir(self):
        """Folder of the file store, the sessions and the keys.

        :rtype: Path
        """
        return self.folder / "data"

    def configure(self):
        """Write the configuration file and the start script.

        :return: self
        :rtype: Odoo
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        source = self.place.layout.source
        folders = (*self.place.odoo.addons_path, source, source / "tests" / "addons")
        write_text(
            self.conf,
            CONFIGURATION.format(
                addons_path=",".join(str(each) for each in folders if each.is_dir()),
                data_dir=self.data_dir,
                host=self.postgres.host,
                port=self.postgres.port,
                user=self.postgres.user,
                password=self.postgres.password,
            ),
        )
        program = self.place.python.parent / "odoo"
        text = SCRIPT.format(conf=self.conf, odoo=program, user=self.place.layout.user)
        write_text(self.script, text, 0o755)
        return self

    def get_environ(self):
        """Environment of the processes of this Odoo.

        :rtype: dict
        """
        cache = str(self.place.layout.cache / "pycache")
        fixed = {"ODOO_RC": str(self.conf), "PYTHONPYCACHEPREFIX": cache}
        return dict(os.environ, LANG="C.UTF-8", LC_ALL="C.UTF-8", TZ="UTC", **fixed)

    def run(self, database, *options, what="Odoo", script=None):
        """Run Odoo once, without a server.

        :param str database: name
        :param options: such as "-i", "account"
        :param str what: what it does, for the message when it fails
        :param str script: text to run in Odoo's shell instead
        """
        command = [str(self.place.python.parent / "odoo")]
        if script is not None:
            command.append("shell")
        command += ["-d", database, "--no-http", "--workers=0", "--max-cron-threads=0"]
        if script is None:
            command.append("--stop-after-init")
        done = subprocess.run(
            [*command, "--log-level=warn", *options],
            input=script if script is not None else "",
            capture_output=True,
            text=True,
            env=self.get_environ(),
            preexec_fn=die_with_parent,
            check=False,
        )
        if done.returncode or "Traceback (most recent call last)" in done.stderr:
            log = self.folder / "failed.log"
            log.write_text(done.stdout + done.stderr)
            raise SetupError(
                f"{what} failed:\n{done.stderr.strip()[-1500:]}\nWhole log: {log}"
            )
        return done.stdout

    def run_tests(self, database, *options):
        """Run Odoo's own test runner; its exit code says nothing here.

        :param str database: name
        :param options: such as "-i", "test_lint", "--test-tags=/test_lint"
        :return: the log
        :rtype: str
        """
        command = [str(self.place.python.parent / "odoo"), "-d", database]
        fixed = ["--workers=0", "--max-cron-threads=0", "--stop-after-init"]
        done = subprocess.run(
            [*command, *fixed, f"--http-port={find_port()}", *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self.get_environ(),
            preexec_fn=die_with_parent,
        )
        return done.stdout + done.stderr

    def serve(self, database, port, log, *options, environ=()):
        """Start a server with real workers and the scheduler.

        :param str database: the only database it shows
        :param int port: HTTP port
        :param Path log: file
        :param options: further options of Odoo
        :param dict environ: more environment variables
        :rtype: Server
        """
        command = [str(self.place.python.parent / "odoo"), "-d", database]
        command += [f"--db-filter=^{database}$", f"--http-port={port}"]
        command += [f"--gevent-port={find_port(port + 3)}", "--no-database-list"]
        with open(log, "ab") as output:
            process = subprocess.Popen(
                [*command, *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**self.get_environ(), **dict(environ)},
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        return Server(process, f"http://127.0.0.1:{port}", database, log)


@dataclass(frozen=True)
class Server:
    """A running Odoo server."""

    process: subprocess.Popen
    url: str
    database: str
    log: Path

    def wait(self, seconds=90):
        """Wait until it answers.

        :param int seconds: how long at most
        :return: self
        :rtype: Server
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/web/health", timeout=5):
                    return self
            except OSError:
                time.sleep(0.1)
        self.stop()
        tail = self.log.read_text(errors="replace")[-1500:]
        raise SetupError(f"The server does not answer on {self.url}:\n{tail}")

    def stop(self):
        """Stop it and its workers, by force after ten seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.kill()

    def get_workers(self):
        """List the processes that do work for it.

        Its first process does none: it loads the database, then watches.

        :rtype: list[int]
        """
        first = self.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [
            int(child)
            for child in children
            # a word of its own: all of them have an option of that name
            if b"gevent" not in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        ]

    @contextlib.contextmanager
    def without_workers(self):
        """Kill all that do work for it at once; at the end others take their place."""
        first = self.process.pid
        os.kill(first, signal.SIGSTOP)  # no worker is replaced before all are dead
        try:
            for worker in self.get_workers():
                os.kill(worker, signal.SIGKILL)
            yield
        finally:
            os.kill(first, signal.SIGCONT)

    def kill(self):
        """Kill it and its workers at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def die_with_parent():
    """Make the kernel stop this child when the process that started it is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_free(port):
    """Say whether nothing listens on a port of this machine.

    :param int port: its number
    :rtype: bool
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def find_port(wanted=0):
    """Find a free port.

    :param int wanted: the one to prefer
    :rtype: int
    """
    if wanted and is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
