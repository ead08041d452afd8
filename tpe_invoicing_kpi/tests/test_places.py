# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places of the menu that messages and pages of help name are there."""

import ast
import re
from pathlib import Path

from odoo.tests import TransactionCase, new_test_user, tagged

ADDONS = Path(__file__).parents[2]
# "Invoicing, Reporting, Archive" of a message, *Invoicing > Reporting* of a read-me
TOLD = re.compile(r"\b(?:Accounting|Invoicing)(?:, [A-Z][^,.:%()]+)+")
WRITTEN = re.compile(r"\*((?:Accounting|Invoicing)(?:\s*>\s*[^*>]+)+)\*")
# Menu <b>Clients</b>, puis <b>Factures clients</b> of the guide
GUIDE = ADDONS / "tpe_invoicing" / "static" / "guide" / "index.html"
SHOWN = re.compile(r"Menu <b[^>]*>([^<]+)</b>,\s+(?:puis|sous)?\s*<b[^>]*>([^<]+)</b>")


@tagged("post_install", "-at_install")
class TestPlaces(TransactionCase):
    def _find_places(self):
        for path in ADDONS.glob("tpe_invoicing*/models/*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    for place in TOLD.findall(node.value):
                        yield path, place.strip().split(", ")
        for path in ADDONS.glob("tpe_invoicing*/readme/*.rst"):
            for place in WRITTEN.findall(path.read_text(encoding="utf-8")):
                yield path, re.split(r"\s*>\s*", " ".join(place.split()))

    def test_every_place_that_is_named_is_in_the_menu(self):
        whole = {"ir.ui.menu.full_list": True, "lang": "en_US"}
        menus = self.env["ir.ui.menu"].with_context(**whole)
        known = set(menus.search([]).mapped("complete_name"))
        found = list(self._find_places())
        self.assertGreater(len(found), 20)
        for path, place in found:
            self.assertIn("/".join(place), known, path.name)

    def test_the_owner_finds_every_menu_of_the_guide(self):
        modules = self.env["ir.module.module"].search([("state", "=", "installed")])
        self.env["res.lang"]._activate_lang("fr_FR")
        modules._update_translations(["fr_FR"])
        group = "account.group_account_manager"
        owner = new_test_user(self.env, "guided_owner", group, lang="fr_FR")
        menus = self.env["ir.ui.menu"].with_user(owner).with_context(lang="fr_FR")
        seen = menus.browse(menus._visible_menu_ids())
        known = {(menu.parent_id.name, menu.name) for menu in seen}
        found = SHOWN.findall(" ".join(GUIDE.read_text(encoding="utf-8").split()))
        self.assertGreater(len(found), 7)
        for place in found:
            self.assertIn(place, known)
