# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``odoo tpe_restore``: rebuild the archive from its export, from a terminal.

Give every file of the export. The database has the addon installed, and the company
has no archive yet: ``odoo -d NEW -i tpe_invoicing --stop-after-init`` makes one. The
export is verified before anything is written, and the archive before it is kept.

Odoo finds this file by its name and runs it outside its addon.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import psycopg2

import odoo.cli
from odoo.exceptions import UserError

OFTEN = 1000  # entries between two words


class TpeRestore(odoo.cli.Command):
    """Rebuild the sealed archive from an export; exit 1 when nothing was restored"""

    name = "tpe_restore"

    def run(self, args):
        """Restore, and print one line.

        :param list[str] args: what follows the name of the command
        """
        # Odoo runs this file outside its addon: no relative import leads there
        from odoo.addons.tpe_invoicing import terminal  # pylint: disable=W8150

        options = terminal.parse(self._make_parser(), args)
        terminal.configure(options)
        try:
            said = self._restore(terminal, options)
        except (UserError, ValueError, OSError, psycopg2.Error) as error:
            sys.exit(f"tpe_restore: {str(error).strip()}")
        sys.stdout.write(f"{said}\n")

    def _make_parser(self):
        """:return: reads what only this command takes
        :rtype: argparse.ArgumentParser"""
        parser = argparse.ArgumentParser(
            prog=self.prog,
            description=__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.add_argument("export", type=Path, nargs="+", help="zip, or all parts")
        parser.add_argument("--company", type=int, help="its id; default: the only one")
        return parser

    def _restore(self, terminal, options):
        """:param terminal: what the commands share
        :return: what to tell the user
        :rtype: str"""
        password = terminal.read_password(options.password_file, options.export)
        with (
            terminal.open_database(options.database) as env,
            tempfile.TemporaryDirectory(prefix="tpe-restore-") as folder,
        ):
            entries = env["tpe.archive.entry"]
            company = entries._get_company_to_restore(options.company)
            self._tell("unpacking")
            files = [(path.name, path) for path in options.export]
            entries._unpack_exports(files, folder, password)
            self._tell("verifying the export")
            names = ", ".join(path.name for path in options.export)
            entry = entries._restore_folder(company, folder, names, self._tell_part)
            return entry._describe_restore()

    def _tell_part(self, name, done, count):
        if done == count or not done % OFTEN:
            self._tell(f"{name}: {done} of {count} entries")

    def _tell(self, text):
        sys.stderr.write(f"tpe_restore: {text}\n")
        sys.stderr.flush()
