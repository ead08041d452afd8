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
        # Odoo runs this file outside its addon: no relative import leads there
        from odoo.addons.tpe_invoicing import terminal  # pylint: disable=W8150

        options = terminal.parse(self._make_parser(), args)
        terminal.configure(options)
        try:
            is_good = self._print_lines(terminal, options)
        except (UserError, ValueError, OSError, psycopg2.Error) as error:
            sys.exit(str(error).strip())
        sys.exit(0 if is_good else 1)

    def _print_lines(self, terminal, options):
        """:param terminal: what the commands share
        :return: whether all is well
        :rtype: bool"""
        password = terminal.read_password(options.password_file, options.export)
        is_all_good = True
        with terminal.open_database(options.database, is_readonly=True) as env:
            for is_good, line in self._verify(env, options, password):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
                is_all_good &= is_good
        return is_all_good

    def _make_parser(self):
        """:return: reads what only this command takes
        :rtype: argparse.ArgumentParser"""
        parser = argparse.ArgumentParser(prog=self.prog, description=self.__doc__)
        parser.add_argument(
            "--company", type=int, help="its id; default: all, or the only one"
        )
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
        return parser

    def _find_companies(self, archive, options):
        """:param tpe.archive.entry archive: of all companies
        :return: those to verify
        :rtype: res.company"""
        if options.company:
            return archive._get_archive_companies(options.company)
        every = archive.env["res.company"].search([])
        companies = archive._get_audited_companies() or every
        # what was noted outside is of one company
        is_of_one = options.export or options.anchor
        return archive._get_only_company(companies) if is_of_one else companies

    def _verify(self, env, options, password):
        """:return: whether all is well, and a line for the terminal
        :rtype: iterator[tuple[bool, str]]"""
        archive = env["tpe.archive.entry"]
        for company in self._find_companies(archive, options):
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
