# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``odoo tpe_law_sign``: sign an update of the law, for those who publish one.

Odoo finds this file by its name and runs it outside its addon.
"""

import argparse
import json
import sys
from pathlib import Path

import odoo.cli
import odoo.modules


class TpeLawSign(odoo.cli.Command):
    """Sign an update of the law; prints the public key of the publisher"""

    name = "tpe_law_sign"

    def run(self, args):
        """Check what the update says, and write it with its signature.

        :param list[str] args: what follows the name of the command
        """
        options = self._parse(args)
        odoo.modules.initialize_sys_path()
        # Odoo runs this file outside its addon: no relative import leads there
        from odoo.addons.tpe_invoicing.tools import (  # pylint: disable=W8150
            law_update,
            signing,
        )

        private = signing.read_key(options.key)
        if not private:
            private = signing.make_key(options.key)
        content = json.loads(options.draft.read_text())
        try:
            options.target.write_bytes(law_update.write(content, private))
        except law_update.LawFileError as error:
            sys.exit(f"{error.code} {error.detail}".strip())
        sys.stdout.write(f"{signing.get_public(private)}\n")

    def _parse(self, args):
        """:return: what the user wants
        :rtype: argparse.Namespace"""
        parser = argparse.ArgumentParser(prog=self.prog, description=self.__doc__)
        parser.add_argument("draft", type=Path, help="content of the update, as JSON")
        parser.add_argument("target", type=Path, help="the signed file to write")
        parser.add_argument(
            "--key",
            type=Path,
            required=True,
            help="private key of the publisher; made when there is no such file",
        )
        return parser.parse_args(args)
