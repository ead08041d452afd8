# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeListening(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        seller = "tpe_invoicing.group_tpe_invoicing_seller"
        cls.seller = cls._new_user("idea_sell", seller)
        cls.other = cls._new_user("idea_read", "account.group_account_readonly")
        cls.owner = cls._new_user("idea_own", "account.group_account_manager")

    def _note(self, **values):
        ideas = self.env["tpe.idea"].with_user(self.seller)
        return ideas.create({"name": "A stamp for cash payments", **values})

    # === ideas === #

    def test_who_has_an_idea_writes_it_and_others_vote(self):
        idea = self._note()
        idea.description = "Saves a walk to the office"
        theirs = idea.with_user(self.other)
        with self.assertRaises(AccessError):
            theirs.name = "x"
        theirs.action_support()
        self.assertEqual(idea.supporter_count, 1)
        theirs.action_support()
        self.assertEqual(idea.supporter_count, 0)

    def test_the_owner_alone_says_what_becomes_of_an_idea(self):
        idea = self._note()
        for values in ({"state": "b_planned"}, {"answer": "Yes"}):
            with self.assertRaises(AccessError):
                idea.write(values)
        with self.assertRaises(AccessError):
            self._note(state="c_done")
        idea.with_user(self.owner).write({"state": "b_planned", "answer": "In May"})
        self.assertEqual(idea.state, "b_planned")

    def test_ideas_of_another_company_are_not_seen(self):
        other = self.setup_other_company()["company"]
        idea = self._note()
        idea.sudo().company_id = other
        found = self.env["tpe.idea"].with_user(self.owner).search([])
        self.assertNotIn(idea, found)

    # === the page === #

    def _rate(self, stars, company=None):
        move = self._make()
        move.tpe_issue()
        rating = self.env["rating.rating"].sudo()
        rating = rating.create(
            {
                "res_model_id": self.env["ir.model"]._get_id("account.move"),
                "res_id": move.id,
                "partner_id": self.business.id,
                "rating": stars,
                "consumed": True,
            }
        )
        if company:
            rating.parent_res_id = company.id
        return rating

    def test_the_page_has_opinions_with_their_trend_and_ideas(self):
        idea = self._note()
        for stars, day in ((5, "2026-09-10"), (2, "2026-10-05"), (4, "2026-10-20")):
            self._rate(stars).rated_on = day
        pages = self.env["tpe.listening"].with_user(self.owner)
        page = pages.browse(pages.action_open()["res_id"])
        self.assertEqual(page.count, 3)
        self.assertAlmostEqual(page.average, 11 / 3, 2)
        self.assertEqual(page.trend.count("<tr>"), 2)
        self.assertIn("width: 60%", page.trend)
        self.assertEqual(page.idea_ids, idea)
        self.assertEqual(page.rating_ids.mapped("rating"), [4, 2, 5])
        self.assertTrue(Form(page).count)

    def test_opinions_on_another_company_are_not_on_the_page(self):
        self._rate(1, self.setup_other_company()["company"])
        pages = self.env["tpe.listening"].with_user(self.owner)
        page = pages.browse(pages.action_open()["res_id"])
        self.assertEqual((page.count, page.trend), (0, False))
        ratings = self.env["rating.rating"].with_user(self.owner)
        self.assertFalse(ratings.search([("res_model", "=", "account.move")]))
