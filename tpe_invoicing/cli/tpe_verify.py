# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``odoo tpe_verify``: verify the archive of a database from a terminal.

Odoo finds this file by its name and runs it outside its addon.
"""

import argparse
import sys
from pathlib import Path

import psycopg2

import odoo.cli
from odoo.exceptions import UserError


class TpeVerify(odoo.cli.Command):
    """Verify the sealed archive; exit 1 when something is wrong"""

    name = "tpe_verify"

    def run(self, args):
        """Verify, and print one line for each company and each problem.

        :param list[str] args: what follows the name of the command
        """
        options = self._parse(args)
        # Odoo runs this file outside its addon: no relative import leads there
        from odoo.addons.tpe_invoicing import terminal  # pylint: disable=W8150

        terminal.configure(options)
        try:
            lines = self._read_lines(terminal, options)
        except (UserError, ValueError, OSError, psycopg2.Error) as error:
            sys.exit(str(error).strip())
        sys.stdout.writelines(f"{line}\n" for _is_good, line in lines)
        sys.exit(0 if all(is_good for is_good, _line in lines) else 1)

    def _read_lines(self, terminal, options):
        """:param terminal: what the commands share
        :return: whether all is well, and a line for the terminal
        :rtype: list[tuple[bool, str]]"""
        password = terminal.read_password(options.password_file, options.export)
        with terminal.open_database(options.database, is_readonly=True) as env:
            return list(self._verify(env, options, password))

    def _parse(self, args):
        """:return: what the user wants
        :rtype: argparse.Namespace"""
        parser = argparse.ArgumentParser(prog=self.prog, description=self.__doc__)
        parser.add_argument("-d", "--database", required=True)
        parser.add_argument("-c", "--config", help="configuration file of the server")
        parser.add_argument("--company", type=int, help="its id; default: all")
        parser.add_argument("--from-closing", type=int, metavar="NUMBER")
        parser.add_argument(
            "--anchor",
            default="",
            help='number and fingerprint from the message of a closing: "12 ab34..."',
        )
        parser.add_argument(
            "--export",
            type=Path,
            nargs="+",
            default=[],
            help="zip of an export, or all its parts: tell what it holds and the"
            " database does not",
        )
        parser.add_argument(
            "--password-file",
            type=Path,
            help="file with the password of the export; default: the variable"
            " TPE_EXPORT_PASSWORD, else you are asked",
        )
        return parser.parse_args(args)

    def _verify(self, env, options, password):
        """:return: whether all is well, and a line for the terminal
        :rtype: iterator[tuple[bool, str]]"""
        archive = env["tpe.archive.entry"]
        companies = archive._get_audited_companies()
        if options.company:
            companies = archive._get_archive_companies(options.company)
        for company in companies:
            answer = archive._verify_from(
                company.id, options.from_closing, options.anchor
            )
            yield answer["ok"], f"{company.name} : {answer['summary']}"
            for problem in answer["problems"]:
                yield False, f"  {problem['message']} ({problem['kind']})"
            if options.export or options.anchor:
                said = archive._find_missing(
                    company.id, options.export, options.anchor, password
                )
                yield said["ok"], said["message"]
