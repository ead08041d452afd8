# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``odoo tpe_backup``: an encrypted backup of a database, and how to put it back.

``make`` writes the database, the file store and a list of what there is into one
folder, and the keys of the archive into another one, which has to lie elsewhere: who
finds one of them has nothing. ``restore`` puts them back into a database that does not
exist yet, ``check`` reads all of it without writing anything.

Odoo finds this file by its name and runs it outside its addon.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

import odoo.cli
import odoo.modules
from odoo.tools import config
from odoo.tools.misc import exec_pg_environ, find_pg_tool

DATABASE, STORE, KEYS, LIST = "database.tpe", "files.tpe", "keys.tpe", "list.json"
BLOCK = 2**20


class TpeBackup(odoo.cli.Command):
    """Make, check or restore an encrypted backup"""

    name = "tpe_backup"

    def run(self, args):
        """Do what the first word says, and print one line about it.

        :param list[str] args: what follows the name of the command
        """
        options = self._parse(args)
        # Odoo runs this file outside its addon: no relative import leads there
        from odoo.addons.tpe_invoicing import terminal  # pylint: disable=W8150
        from odoo.addons.tpe_invoicing.tools import sealed_stream  # pylint: disable=W8150

        where = [f"--pg_path={options.pg_path}"] if options.pg_path else []
        terminal.configure(options, *where)
        odoo.modules.initialize_sys_path()
        self.terminal, self.streams = terminal, sealed_stream
        try:
            secret = options.passphrase_file.read_text().strip()
            said = getattr(self, f"_{options.what}")(options, secret)
        except (
            OSError,
            ValueError,
            subprocess.CalledProcessError,
            psycopg2.Error,
        ) as error:
            sys.exit(f"tpe_backup: {str(error).strip()}")
        sys.stdout.write(f"{said}\n")

    def _parse(self, args):
        """:return: what the user wants
        :rtype: argparse.Namespace"""
        parser = argparse.ArgumentParser(
            prog=self.prog,
            description=__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.add_argument("what", choices=("make", "check", "restore"))
        parser.add_argument("-d", "--database", help="its name; not for check")
        parser.add_argument("-c", "--config", help="configuration file of the server")
        parser.add_argument("--pg-path", help="folder of pg_dump and pg_restore")
        parser.add_argument("--folder", type=Path, required=True)
        parser.add_argument(
            "--keys-folder", type=Path, required=True, help="on another disk"
        )
        parser.add_argument("--passphrase-file", type=Path, required=True)
        options = parser.parse_args(args)
        if options.what != "check" and not options.database:
            parser.error("name the database: -d NAME")
        one, other = options.folder.resolve(), options.keys_folder.resolve()
        if one == other or one in other.parents or other in one.parents:
            parser.error("keys lie apart from what they open: choose another folder")
        return options

    # === MAKE === #

    def _make(self, options, secret):
        """:return: what to tell the user
        :rtype: str"""
        for folder in (options.folder, options.keys_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if any(folder.iterdir()):
                raise ValueError(f"{folder} is not empty")
        told = self._ask(options.database)
        # the database first: a file of the store that is newer harms nobody, one that
        # is missing would
        with self._writing(options.folder / DATABASE, secret) as target:
            self._dump(options.database, target)
        with self._writing(options.folder / STORE, secret) as target:
            self._pack(target, Path(config.filestore(options.database)), None)
        with self._writing(options.keys_folder / KEYS, secret) as target:
            self._pack(target, Path(told["key_folder"]), told["prefix"])
        parts = [
            options.folder / DATABASE,
            options.folder / STORE,
            options.keys_folder / KEYS,
        ]
        content = {
            "database": options.database,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "entries": told["entries"],
            "sha256": {path.name: _hash(path) for path in parts},
        }
        (options.folder / LIST).write_text(json.dumps(content, indent=1) + "\n")
        size = sum(path.stat().st_size for path in parts)
        return f"{options.database}: {told['entries']} entries, {size} bytes"

    def _ask(self, database):
        """:return: folder and beginning of the names of the keys, number of entries
        :rtype: dict"""
        with self.terminal.open_database(database, is_readonly=True) as env:
            keys = env["tpe.archive.key"]
            return {
                "key_folder": str(keys._get_folder()),
                "prefix": keys._get_prefix(),
                "entries": env["tpe.archive.entry"].search_count([]),
            }

    @contextlib.contextmanager
    def _writing(self, path, secret):
        """:return: the encrypted file, which is on the disk at the end"""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            with self.streams.Writer(file, secret) as writer:
                yield writer
            file.flush()
            os.fsync(file.fileno())

    def _dump(self, database, target):
        command = [find_pg_tool("pg_dump"), "--no-owner", "--format=c", database]
        with subprocess.Popen(
            command, env=exec_pg_environ(), stdout=subprocess.PIPE
        ) as dump:
            while block := dump.stdout.read(BLOCK):
                target.write(block)
        if dump.returncode:
            raise subprocess.CalledProcessError(dump.returncode, "pg_dump")

    def _pack(self, target, folder, prefix):
        """Pack a folder, or those of its files whose names begin in some way."""
        with tarfile.open(fileobj=target, mode="w|") as pack:
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                name = path.relative_to(folder)
                if path.is_file() and (not prefix or name.name.startswith(prefix)):
                    pack.add(path, arcname=str(name), recursive=False)

    # === CHECK AND RESTORE === #

    def _check(self, options, secret):
        """:return: what to tell the user
        :rtype: str"""
        content = json.loads((options.folder / LIST).read_text())
        for path in self._list_parts(options):
            if _hash(path) != content["sha256"][path.name]:
                raise ValueError(f"{path} was changed after it was written")
            with path.open("rb") as source:
                for _chunk in self.streams.read(source, secret):
                    pass
        return f"{content['database']} of {content['made_at']} is whole"

    def _list_parts(self, options):
        names = (options.folder / DATABASE, options.folder / STORE)
        return [*names, options.keys_folder / KEYS]

    def _restore(self, options, secret):
        """:return: what to tell the user
        :rtype: str"""
        said = self._check(options, secret)
        store = Path(config.filestore(options.database))
        if store.exists() and any(store.iterdir()):
            raise ValueError(f"{store} is not empty")
        environ = exec_pg_environ()
        # fails when there is such a database: nothing is overwritten
        command = [find_pg_tool("createdb"), "--template=template0", options.database]
        subprocess.run(command, env=environ, check=True)
        self._load(options, secret, environ)
        self._unpack(options.folder / STORE, secret, store)
        folder = Path(self._ask(options.database)["key_folder"])
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._unpack(options.keys_folder / KEYS, secret, folder)
        return f"{said}, and restored as {options.database}"

    def _load(self, options, secret, environ):
        tool = find_pg_tool("pg_restore")
        command = [tool, "--no-owner", "--exit-on-error", "-d", options.database]
        with (
            subprocess.Popen(command, env=environ, stdin=subprocess.PIPE) as load,
            (options.folder / DATABASE).open("rb") as source,
        ):
            for chunk in self.streams.read(source, secret):
                load.stdin.write(chunk)
        if load.returncode:
            raise subprocess.CalledProcessError(load.returncode, "pg_restore")

    def _unpack(self, path, secret, folder):
        """Unpack the files of a part; one that is there already stays as it is.

        Written here, for the filters of ``tarfile`` are younger than Python 3.11.2.
        """
        with path.open("rb") as source:
            chunks = _Stream(self.streams.read(source, secret))
            stream = io.BufferedReader(chunks, BLOCK)
            with tarfile.open(fileobj=stream, mode="r|") as pack:
                for member in pack:
                    target = (folder / member.name).resolve()
                    if not target.is_relative_to(folder.resolve()):
                        raise ValueError(f"{member.name} leads out of its folder")
                    if member.isfile() and not target.exists():
                        target.parent.mkdir(parents=True, exist_ok=True)
                        with target.open("xb") as file:
                            shutil.copyfileobj(pack.extractfile(member), file)
                        target.chmod(member.mode & 0o755)
            while stream.read(BLOCK):  # its end tells that nothing was cut off
                pass


class _Stream(io.RawIOBase):
    """Chunks, as a file that is read."""

    def __init__(self, chunks):
        super().__init__()
        self.chunks, self.waiting = chunks, b""

    def readable(self):
        """:rtype: bool"""
        return True

    def readinto(self, buffer):
        """:param memoryview buffer: to be filled, in part or whole
        :return: how many bytes it was given, 0 at the end
        :rtype: int"""
        while not self.waiting and (chunk := next(self.chunks, None)) is not None:
            self.waiting = chunk
        count = min(len(buffer), len(self.waiting))
        buffer[:count] = self.waiting[:count]
        self.waiting = self.waiting[count:]
        return count


def _hash(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
