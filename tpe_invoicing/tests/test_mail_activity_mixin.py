# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from odoo.tests import tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTelling(TpeCommon):
    """Who is told of what nobody had asked for, and in which language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.person = cls._new_user("compta", "account.group_account_invoice")
        cls.owner = cls._new_user("patronne", "account.group_account_manager")

    def _speak_to(self, person=None, owner=None):
        """:return: who is told, and the language that is spoken to him"""
        owners = patch.object(
            type(self.company),
            "_tpe_get_owner",
            lambda company: company.env["res.users"] if owner is None else owner,
        )
        with owners:
            found, said = self.company._tpe_speak_to(self.business, person)
        self.assertEqual(said, self.business)
        return found, said.env.lang

    def test_the_person_is_told_in_his_language(self):
        self.person.lang = "fr_FR"
        told = self._speak_to(self.person, self.owner)
        self.assertEqual(told, (self.person, "fr_FR"))

    def test_who_has_left_or_works_elsewhere_is_not_told_the_owner_is(self):
        elsewhere = self.env["res.company"].create({"name": "Ailleurs"})
        stranger = self._new_user(
            "ailleurs", "account.group_account_invoice", company=elsewhere
        )
        stranger.lang = self.person.lang = "fr_FR"
        self.person.active = False
        nobody = self.env["res.users"]
        for person in (None, nobody, stranger, self.person):
            told = self._speak_to(person, self.owner)
            self.assertEqual(told, (self.owner, "en_US"))

    def test_where_there_is_nobody_nobody_gets_a_task(self):
        found, lang = self._speak_to()
        self.assertEqual((len(found), lang), (0, "en_US"))
        self.assertFalse(self.business._tpe_ask(found, "Look"))
        self.assertFalse(self.business.activity_ids)

    def test_a_language_that_is_gone_is_replaced_by_the_companys(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'eo_XX' WHERE id = %s",
            (self.person.partner_id.id,),
        )
        self.env.invalidate_all()
        self.company.partner_id.lang = "fr_FR"
        self.assertEqual(self._speak_to(self.person), (self.person, "fr_FR"))

    def test_a_task_is_for_the_person_who_is_told(self):
        task = self.business._tpe_ask(self.person, "Look", date_deadline="2026-12-24")
        self.assertEqual((task.user_id, task.summary), (self.person, "Look"))
        self.assertEqual(str(task.date_deadline), "2026-12-24")
