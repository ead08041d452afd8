# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An accountant who brings files of former software in."""

import base64
import json
from pathlib import Path

from .common import TpeCommon

FILES = Path(__file__).parent / "test_files" / "import"
CUSTOMERS = "Code;Raison sociale;SIRET;N° TVA;Adresse;CP;Ville;Pays;E-mail"
INVOICES = "Numéro;Date;Échéance;Client;Total HT;TVA;Total TTC;Payé"


class TpeImportCommon(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user(
            "imp_accountant", "account.group_account_invoice"
        )
        cls.imports = cls.env["tpe.import"].with_user(cls.accountant)

    def _import(self, kind, content, dry_run=False, filename="file.csv", imports=None):
        if isinstance(content, tuple | list):
            content = "\n".join(content)
        if isinstance(content, str):
            content = content.encode()
        answer = (self.imports if imports is None else imports).tpe_import(
            self.company.id,
            kind,
            filename,
            base64.b64encode(content).decode(),
            profile="any",
            dry_run=dry_run,
        )
        json.dumps(answer)
        return answer

    def _report(self, kind, *lines, **options):
        return self._import(kind, lines, **options)["report"]

    def _past(self, number):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("tpe_is_imported", "=", True),
                ("move_type", "!=", "entry"),
                "|",
                ("name", "=", number),
                ("ref", "=", number),
            ]
        )
