# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the commands of the archive share: options, database, password."""

import contextlib
import getpass
import os
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .tools.archive_unpack import is_locked

PASSWORD = "TPE_EXPORT_PASSWORD"


def parse(parser, args):
    """Read what follows the name of a command that reads exports.

    :param argparse.ArgumentParser parser: of the command, with its own options; takes
        those that such commands have in common
    :param list[str] args: what follows the name
    :return: what the user wants
    :rtype: argparse.Namespace
    """
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("-c", "--config", help="configuration file of the server")
    parser.add_argument(
        "--password-file",
        type=Path,
        help="file with the password of the export; default: the variable"
        f" {PASSWORD}, else you are asked",
    )
    options = parser.parse_args(args)
    for path in options.export:
        if not path.is_file():
            parser.error(f"there is no file {path}")
    return options


def configure(options, *more):
    """Read the configuration of the server, and say nothing but errors.

    :param argparse.Namespace options: of a command: ``database`` and ``config``
    :param str more: options of the server
    """
    known = ["-d", options.database] if options.database else []
    if options.config:
        known += ["-c", options.config]
    config.parse_config([*known, *more, "--log-level=error"], setup_logging=True)


@contextlib.contextmanager
def open_database(name, is_readonly=False):
    """Work in a database, in the language of its administrator.

    :param str name: of the database
    :param bool is_readonly: whether nothing may be written there
    :return: the environment; what was written is kept when nothing went wrong
    :raises ValueError: when the addon is not installed there
    """
    with Registry(name).cursor() as cursor:
        if is_readonly:
            cursor.connection.set_session(readonly=True)
        env = api.Environment(cursor, SUPERUSER_ID, {})
        if "tpe.archive.entry" not in env:
            raise ValueError(f"tpe_invoicing is not installed in the database {name}")
        lang = env.ref("base.user_admin").lang or "en_US"
        yield env(context={"lang": lang})


def read_password(path, exports):
    """Read the password of an export, which no list of processes shall tell.

    :param Path path: file that holds it, or None
    :param list[Path] exports: zips; who sits at the terminal is asked when one of them
        is encrypted
    :return: what the file says, else the environment, else the person
    :rtype: str or None
    """
    if path:
        # as editors leave it: with a mark in front, or an end of line
        return Path(path).read_text(encoding="utf-8-sig").rstrip("\r\n")
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if sys.stdin.isatty() and any(is_locked(each) for each in exports):
        return getpass.getpass("Password of the export: ")
    return None
