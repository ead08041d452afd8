# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what, as two tables that a person can read from top to bottom.

``test_files/role_models.csv`` says for every model of the three addons which of read,
write, create and delete each role has, ``test_files/role_methods.csv`` for every method
of the API who may call it. What is new and has no row yet is closed to the portal, and
gives a lower role no more than a higher one.
"""

import csv
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.tests import new_test_user, tagged

from .common import TODAY, KpiCommon

FILES = Path(__file__).parent / "test_files"
ADDONS = ("tpe_invoicing", "tpe_invoicing_reminders", "tpe_invoicing_kpi")
ROLES = {
    "owner": "base.group_user,account.group_account_manager",
    "accountant": "base.group_user,account.group_account_invoice",
    "seller": "base.group_user,tpe_invoicing.group_tpe_invoicing_seller",
    "reader": "base.group_user,account.group_account_readonly",
    "portal": "base.group_portal",
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
DAY = str(TODAY)
# what a call is about, beside the records
ARGUMENTS = {
    "tpe_pause": {"kind": "block"},
    "tpe_claim_letter": {"kind": "formal"},
    "tpe_write_off": {"ground": "other", "proof": "none"},
    "tpe_import_template": {"content": "e30="},
    "tpe_make_situation": {"percent": 10},
    "tpe_undo": {"import_id": 0},
    "tpe_frozen": {"on_date": DAY},
    "tpe_import": {
        "kind": "partners",
        "filename": "clients.csv",
        "content": "bm9tCkR1cG9udAo=",
        "dry_run": True,
    },
}
ABOUT_A_COMPANY = (
    "tpe_attest tpe_close tpe_export tpe_frozen tpe_import tpe_plan tpe_run tpe_state "
    "tpe_values tpe_verify"
).split()


def read_table(name):
    with open(FILES / name, encoding="utf-8", newline="") as file:
        return {row.pop("what"): row for row in csv.DictReader(file)}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRoleTable(KpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env,
                f"table_{role}",
                groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role, groups in ROLES.items()
        }

    def _list_models(self):
        rows = self.env["ir.model.data"].search(
            [("model", "=", "ir.model"), ("module", "in", ADDONS)]
        )
        models = self.env["ir.model"].browse(rows.mapped("res_id")).exists()
        names = [name for name in models.mapped("model") if name.startswith("tpe.")]
        return sorted(name for name in names if not self.env[name]._abstract)

    def test_every_model_gives_each_role_what_the_table_says(self):
        table = read_table("role_models.csv")
        names = self._list_models()
        self.assertLessEqual(set(table), set(names))
        for name in names:
            found = {
                role: "".join(
                    letter
                    if self.env[name].with_user(user).has_access(operation)
                    else ""
                    for letter, operation in OPERATIONS.items()
                )
                for role, user in self.users.items()
            }
            if name in table:
                self.assertEqual(found, table[name], name)
            self.assertFalse(found["portal"], name)
            self.assertLessEqual(set(found["accountant"]), set(found["owner"]), name)
            self.assertLessEqual(set(found["reader"]), set(found["accountant"]), name)

    # === METHODS === #

    def _list_methods(self):
        found = set()
        for name, model in self.env.registry.items():
            for method in dir(model):
                if not method.startswith("tpe_") or model._abstract:
                    continue
                function = getattr(model, method)
                if not callable(function) or getattr(function, "_api_private", False):
                    continue
                if not hasattr(BaseModel, method):
                    found.add(f"{name}.{method}")
        return sorted(found)

    def _may_call(self, what, user):
        """:return: whether the role is let in, whatever the call says then
        :rtype: bool"""
        name, _dot, method = what.rpartition(".")
        records = self.env[name].with_user(user).with_company(self.company)
        arguments = dict(ARGUMENTS.get(method, {}))
        if method in ABOUT_A_COMPANY:
            arguments["company_id"] = self.company.id
        elif not getattr(getattr(type(records), method), "_api_model", False):
            records = records.browse(self._get_record(name).id)
        savepoint = self.env.cr.savepoint()
        try:
            getattr(records, method)(**arguments)
        except AccessError:
            return False
        except (UserError, ValueError):
            return True
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return True

    def _get_record(self, name):
        if name == "account.move":
            return self.move
        if name == "res.company":
            return self.company
        if name == "sale.order":
            return self.order
        return self.env[name].search([("company_id", "in", (False, self.company.id))])[
            :1
        ]

    def test_every_method_of_the_api_lets_in_whom_the_table_says(self):
        self.move = self._sell(100, self._days(-30))
        self.order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        table = read_table("role_methods.csv")
        self.assertLessEqual(set(table), set(self._list_methods()))
        for what, expected in table.items():
            found = {
                role: "yes" if self._may_call(what, user) else ""
                for role, user in self.users.items()
            }
            self.assertEqual(found, expected, what)
