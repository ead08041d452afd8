# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpePartnerProposal(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user("wish_acc", "account.group_account_invoice")
        cls.reader = cls._new_user("wish_read", "account.group_account_readonly")
        cls.proposals = cls.env["tpe.partner.proposal"].sudo()

    def _propose(self, **values):
        return self.proposals._propose(self.business, self.company, values)

    def test_nothing_changes_before_somebody_accepts(self):
        proposal = self._propose(street="2 quai Est", zip="29900")
        self.assertEqual(self.business.street, "1 rue du Port")
        self.assertEqual(len(self.business.activity_ids), 1)
        self.assertIn("1 rue du Port → 2 quai Est", proposal.changes)
        self.assertEqual(self.business.tpe_proposal_count, 1)
        proposal.with_user(self.accountant).action_accept()
        self.assertRecordValues(
            self.business, [{"street": "2 quai Est", "zip": "29900", "city": "Brest"}]
        )
        self.assertFalse(self.business.activity_ids)
        self.assertEqual(proposal.decided_by_id, self.accountant)

    def test_what_is_refused_changes_nothing_and_is_decided_once(self):
        proposal = self._propose(street="2 quai Est").with_user(self.accountant)
        proposal.action_refuse()
        self.assertEqual(self.business.street, "1 rue du Port")
        with self.assertRaises(UserError):
            proposal.action_accept()

    def test_the_billing_address_changes_where_there_is_one(self):
        billing = self.business.create(
            {"name": "Compta", "parent_id": self.business.id, "type": "invoice"}
        )
        billing.write({"street": "BP 5", "city": "Quimper"})
        self._propose(street="BP 6").with_user(self.accountant).action_accept()
        self.assertEqual(billing.street, "BP 6")
        self.assertEqual(self.business.street, "1 rue du Port")

    def test_who_he_is_is_nothing_he_changes(self):
        wanted = {"name": "Autre", "vat": "FR00", "company_registry": "1"}
        with self.assertRaises(UserError):
            self._propose(**wanted)
        proposal = self._propose(street="x", **wanted)
        proposal.with_user(self.accountant).action_accept()
        self.assertRecordValues(
            self.business, [{"name": "Bâti Ouest", "vat": "FR96552100554"}]
        )

    def test_a_second_wish_takes_the_place_of_the_first(self):
        first = self._propose(street="2 quai Est")
        second = self._propose(street="3 quai Est")
        self.assertEqual((first, len(self.business.activity_ids)), (second, 1))
        self.assertEqual(first.street, "3 quai Est")

    def test_wishes_that_cannot_be_are_refused(self):
        for values in (
            {},
            {"email": "nobody"},
            {"street": ""},
            {"city": "x" * 200},
            {"contact_name": "Yann"},
            {"contact_name": "Yann", "contact_email": "a b"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._propose(**values)
        self.assertFalse(self.business.tpe_proposal_ids)

    def test_the_contact_for_payments_is_made_once(self):
        contact = {"contact_name": "Yann", "contact_email": "yann@bati.example"}
        for _time in range(2):
            self.business._tpe_set_payment_contact(*contact.values())
        self._propose(**contact, phone="02 98 00 00 00").with_user(
            self.accountant
        ).action_accept()
        self.assertEqual(self.business.child_ids.mapped("name"), ["Yann"])

    def test_readers_do_not_decide_and_other_companies_do_not_see(self):
        proposal = self._propose(street="2 quai Est")
        with self.assertRaises(AccessError):
            proposal.with_user(self.reader).action_accept()
        with self.assertRaises(AccessError):
            proposal.with_user(self.accountant).write({"street": "x"})
        other = self.setup_other_company()["company"]
        proposal.company_id = other
        found = self.proposals.with_user(self.accountant).search([])
        self.assertNotIn(proposal, found)
