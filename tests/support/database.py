# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database seen past Odoo: what an attacker, or an administrator, can do."""

import contextlib
import itertools
import shutil
import subprocess
import time

import psycopg2
from lib.postgres import get_bin

LOCKS = itertools.count(710_000)
WAITING = "FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s"


class Database:
    """One database and a superuser's way in."""

    def __init__(self, postgres, name):
        self.postgres = postgres
        self.name = name

    def run(self, statement, parameters=()):
        """Run a statement and commit it.

        :param str statement: SQL
        :param parameters: its values
        :return: the rows, if any
        :rtype: list[tuple]
        """
        return self.postgres.run(statement, parameters, self.name)

    def get(self, statement, parameters=()):
        """Read one value.

        :param str statement: SQL
        :param parameters: its values
        :return: the first column of the first row
        """
        return self.run(statement, parameters)[0][0]

    def wait_for(self, statement, value, seconds=180):
        """Wait until a statement gives a value.

        :param str statement: SQL
        :param value: what it shall give
        :param int seconds: how long at most
        """
        end = time.monotonic() + seconds
        while (found := self.get(statement)) != value:
            if time.monotonic() > end:
                raise AssertionError(f"{found}, not {value}: {statement}")
            time.sleep(0.1)

    @contextlib.contextmanager
    def without_triggers(self, table):
        """Open a cursor that neither a trigger nor a foreign key of a table stops.

        :param str table: its name
        """
        with self.postgres.connect(self.name) as cursor:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute("SET session_replication_role = replica")
            try:
                yield cursor
            finally:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')

    @contextlib.contextmanager
    def restoring(self, table):
        """Put the rows of a table back at the end, whatever was done to them.

        :param str table: its name
        """
        self.run(f'CREATE TABLE saved_rows AS SELECT * FROM "{table}"')
        try:
            yield
        finally:
            with self.without_triggers(table) as cursor:
                cursor.execute(f'DELETE FROM "{table}"')
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM saved_rows')
                cursor.execute("DROP TABLE saved_rows")

    @contextlib.contextmanager
    def stopping(self, table, event, condition):
        """Have whoever writes certain rows wait in the middle of it.

        :param str table: its name
        :param str event: INSERT or UPDATE
        :param str condition: on NEW, which rows
        :return: function that waits until somebody waits there
        """
        name = f"stop_{(lock := next(LOCKS))}"
        self.run(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM pg_advisory_xact_lock_shared({lock}); RETURN NULL; END $$; "
            f'CREATE TRIGGER {name} AFTER {event} ON "{table}" FOR EACH ROW '
            f"WHEN ({condition}) EXECUTE FUNCTION {name}()"
        )
        with self.postgres.connect(self.name) as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (lock,))
            yield lambda: self.wait_for(f"SELECT count(*) {WAITING % lock}", 1)
            # whom nobody listens to any more shall not finish his work
            cursor.execute(f"SELECT pg_terminate_backend(pid) {WAITING}", (lock,))
        self.run(f"DROP FUNCTION {name} CASCADE")

    def dump(self, path):
        """Back the database up, as an administrator does.

        :param Path path: file to write
        """
        self._run_tool("pg_dump", "-Fc", "-f", str(path))

    def restore(self, path):
        """Put a backup in the place of the database, which is kept under another name.

        :param Path path: file of :meth:`dump`
        """
        kept = f"{self.name}_kept"
        self.postgres.drop(kept)
        self.postgres.rename(self.name, kept)
        self.postgres.run(f'CREATE DATABASE "{self.name}" TEMPLATE template0')
        self._run_tool("pg_restore", str(path))

    def _run_tool(self, tool, *arguments):
        there = get_bin() / tool
        program = str(there) if there.exists() else shutil.which(tool)
        command = [program, "-d", self.postgres.get_dsn(self.name), *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-800:]

    @contextlib.contextmanager
    def transaction(self):
        """Open a transaction that is rolled back at the end."""
        connection = psycopg2.connect(self.postgres.get_dsn(self.name))
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.rollback()
            connection.close()
