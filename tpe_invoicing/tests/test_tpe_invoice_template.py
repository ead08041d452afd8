# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import json
from datetime import UTC, datetime
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools import document, page, proof
from . import design_samples
from .common import TpeCommon

READER = "account.group_account_readonly"
SELLER = "tpe_invoicing.group_tpe_invoicing_seller"
ACCOUNTANT = "account.group_account_invoice"
OWNER = "account.group_account_manager"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class TemplateCommon(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["tpe.invoice.template"]
        cls.classic = cls.env.ref("tpe_invoicing.tpe_invoice_template_classic")
        cls.modern = cls.env.ref("tpe_invoicing.tpe_invoice_template_modern")

    def _template(self, name="Workshop", **values):
        vals = {"name": name, "company_id": self.company.id, **values}
        return self.templates.create(vals)

    def _meta(self, move):
        return json.loads(move.tpe_archive_entry_id.sudo().meta)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTemplateRoom(TemplateCommon):
    """What stands on a sheet, in the fonts of the web client."""

    def test_ten_lines_with_logo_and_bank_block_take_one_page(self):
        self.env["account.move"]._tpe_prepare_pages()
        lines = [
            *design_samples.make_lines(5),
            *design_samples.make_lines(5, Decimal("5.5")),
        ]
        style = {"logo": design_samples.get_logo(), "logo_height": 22}
        bank = {"BT_86": "AGRIFRPP", "BT_85": "SARL Kermorvan"}
        sample = design_samples.make_sample(lines, style=style, **bank)
        view = document.lay_out(sample)
        for design in design_samples.DESIGNS:
            texts = proof.read_pages(page.render(design, view, NOW))
            with self.subTest(design=design):
                self.assertEqual(len(texts), 1)
                self.assertIn("QRcode", proof.squeeze(texts[0]))


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTemplateChoice(TemplateCommon):
    """Which template a document takes."""

    def test_without_any_choice_it_is_the_classic_one(self):
        self.assertEqual(self._make()._tpe_get_template(), self.classic)

    def test_the_company_names_its_usual_template(self):
        self.company.tpe_invoice_template_id = self.modern
        self.assertEqual(self._make()._tpe_get_template(), self.modern)

    def test_a_rule_wins_over_the_company(self):
        self.company.tpe_invoice_template_id = self.modern
        deposits = self._template(is_for_deposit=True)
        deposit = self._make(tpe_document_kind="deposit")
        self.assertEqual(deposit._tpe_get_template(), deposits)
        self.assertEqual(self._make()._tpe_get_template(), self.modern)

    def test_a_customer_wins_over_the_rules(self):
        self._template(is_for_invoice=True)
        own = self._template("Customer")
        self.business.with_company(self.company).tpe_invoice_template_id = own
        contact = self.env["res.partner"].create(
            {"name": "Purchases", "parent_id": self.business.id}
        )
        self.assertEqual(self._make()._tpe_get_template(), own)
        self.assertEqual(self._make(contact)._tpe_get_template(), own)

    def test_a_document_wins_over_its_customer(self):
        self.business.with_company(self.company).tpe_invoice_template_id = self.modern
        own = self._template("This one")
        move = self._make(tpe_invoice_template_id=own.id)
        self.assertEqual(move._tpe_get_template(), own)
        self.assertEqual(move.tpe_template_hint, "This one")

    def test_a_rule_asks_for_everything_that_it_names(self):
        tag = self.env["res.partner.category"].create({"name": "Trade"})
        template = self._template(lang="en", partner_tag_ids=[Command.link(tag.id)])
        self.assertEqual(self._make(self.german)._tpe_get_template(), self.classic)
        self.german.category_id = tag
        self.assertEqual(self._make(self.german)._tpe_get_template(), template)
        self.business.category_id = tag
        self.assertEqual(self._make()._tpe_get_template(), self.classic)

    def test_the_sequence_decides_between_rules(self):
        last = self._template("Last", sequence=90, is_for_invoice=True)
        first = self._template("First", sequence=5, partner_ids=self.business.ids)
        self.assertEqual(self._make()._tpe_get_template(), first)
        self.assertEqual(self._make(self.consumer)._tpe_get_template(), last)

    def test_a_journal_has_its_template(self):
        journal = self.company_data["default_journal_sale"].copy()
        template = self._template(journal_ids=journal.ids)
        move = self._make(journal_id=journal.id)
        self.assertEqual(move._tpe_get_template(), template)
        self.assertEqual(self._make()._tpe_get_template(), self.classic)

    def test_drafts_may_have_a_template_of_their_own(self):
        template = self._template(is_for_proforma=True)
        move = self._make()
        self.assertEqual(move._tpe_get_template(is_draft=True), template)
        self.assertEqual(move._tpe_get_template(), self.classic)

    def test_an_archived_template_is_passed_over(self):
        own = self._template()
        move = self._make(tpe_invoice_template_id=own.id)
        own.active = False
        self.assertEqual(move._tpe_get_template(), self.classic)

    def test_the_rules_of_another_company_do_not_count(self):
        other = self.setup_other_company()["company"]
        self._template(company_id=other.id, is_for_invoice=True)
        self.assertEqual(self._make()._tpe_get_template(), self.classic)

    def test_many_documents_cost_no_more_queries_than_few(self):
        self._template(is_for_deposit=True, partner_ids=self.consumer.ids)
        counts = []
        for many in (2, 12):
            moves = self.env["account.move"]
            for number in range(many):
                partner = self.business.copy({"name": f"Customer {number}"})
                moves |= self._make(partner)
            moves.flush_recordset()
            self.templates._get_rules(self.company.id)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for move in moves:
                move._tpe_get_template()._get_look(self.company)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTemplateLook(TemplateCommon):
    """What a template does to documents."""

    def test_six_templates_come_with_the_addon(self):
        shipped = self.templates.search([("company_id", "=", False)])
        designs = {"classic", "modern", "works", "minimal", "letterhead", "retail"}
        self.assertLessEqual(designs, set(shipped.mapped("design")))

    def test_the_original_is_made_with_the_template_and_says_so(self):
        template = self._template(
            design="modern", accent_color="#8A1538", closing="<p>Merci, à bientôt</p>"
        )
        move = self._make(tpe_invoice_template_id=template.id)
        move.tpe_issue()
        pdf = base64.b64decode(move.tpe_document()[0]["content"])
        label = self._meta(move)["template"]
        self.assertIn("Workshop v1", label)
        self.assertTrue(label.startswith("modern/"))
        self.assertIn("Merci, à bientôt", proof.read_text(pdf))

    def test_a_later_change_leaves_the_original_alone(self):
        template = self._template()
        move = self._make(tpe_invoice_template_id=template.id)
        sha = move.tpe_issue()[0]["sha256"]
        template.write({"accent_color": "#8A1538", "design": "modern"})
        self.assertEqual(move.tpe_document()[0]["sha256"], sha)
        self.assertIn("Workshop v1", self._meta(move)["template"])
        with self.assertRaises(UserError):
            move.tpe_invoice_template_id = self.modern

    def test_every_option_reaches_the_design(self):
        template = self._template(
            font="Lato",
            logo_place="right",
            logo_height=30,
            show_code=False,
            show_position=True,
            show_qr=False,
            header_space=40,
            window="left",
            terms="<h2>Terms</h2><p>One</p>",
            footer="Garantie décennale",
        )
        style = template._get_style(self._make())
        expected = {
            "font": "Lato",
            "logo_place": "right",
            "logo_height": 30,
            "show_code": False,
            "show_position": True,
            "show_qr": False,
            "show_bank": True,
            "header_space": 40,
            "window": "left",
            "footer": "Garantie décennale",
            "pay_url": "",
        }
        self.assertEqual({name: style[name] for name in expected}, expected)
        self.assertEqual(style["terms"][1]["runs"][0]["text"], "One")
        json.dumps(style)

    def test_the_colour_is_that_of_the_template_then_of_the_company(self):
        self.company.tpe_accent_color = "#004D40"
        self.assertEqual(self.classic._get_style(self._make())["accent"], "#004D40")
        own = self._template(accent_color="#8A1538")
        self.assertEqual(own._get_style(self._make())["accent"], "#8A1538")

    def test_a_pale_colour_says_what_is_used_instead(self):
        template = self._template(accent_color="#FFEE00")
        used = template._get_style(self._make())["accent"]
        self.assertNotEqual(used, "#FFEE00")
        self.assertIn(used, template.accent_note)
        self.assertFalse(self._template(accent_color="#102030").accent_note)

    def test_a_link_to_pay_stands_on_what_is_due(self):
        template = self._template(show_pay_link=True)
        move = self._make(tpe_invoice_template_id=template.id)
        move.tpe_issue()
        url = template._get_style(move)["pay_url"]
        self.assertIn(f"/my/invoices/{move.id}?access_token=", url)

    def test_what_cannot_be_is_refused(self):
        for vals in (
            {"accent_color": "blue"},
            {"intro": "<p>漢</p>"},
            {"footer": "\U00012000"},
        ):
            with self.assertRaises(ValidationError, msg=vals):
                self._template(**vals)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTemplateVersions(TemplateCommon):
    """Versions, files, and who may do what."""

    def test_each_change_of_the_look_is_a_version(self):
        template = self._template()
        template.accent_color = "#8A1538"
        template.write({"name": "Other name", "sequence": 3})
        self.assertEqual(template.version, 2)
        versions = template.version_ids
        self.assertEqual(versions.mapped("number"), [2, 1])
        self.assertEqual(versions[0].user_id, self.env.user)
        self.assertIn("Colour", versions[0].changes)

    def test_a_version_can_be_restored(self):
        template = self._template(accent_color="#8A1538", intro="<p>Before</p>")
        template.write({"accent_color": "#004D40", "intro": "<p>After</p>"})
        template.version_ids.filtered(lambda each: each.number == 1).action_restore()
        self.assertEqual(template.accent_color, "#8A1538")
        self.assertIn("Before", template.intro)
        self.assertEqual(template.version, 3)

    def test_a_template_travels_as_a_file(self):
        template = self._template(accent_color="#8A1538", terms="<p>CGV</p>")
        (file,) = template.tpe_export_template()
        answer = self.templates.tpe_import_template(file["content"])
        read = self.templates.browse(answer["id"])
        self.assertEqual(read._get_content(), template._get_content())
        self.assertFalse(answer["problem"])

    def test_a_bad_file_is_refused_with_its_reason(self):
        (file,) = self._template().tpe_export_template()
        good = json.loads(base64.b64decode(file["content"]))
        look = good["look"]
        for data, word in (
            (b"PK\x03\x04", "JSON"),
            ({}, "Save as a file"),
            ({**good, "format_version": 2}, "newer"),
            ({**good, "name": ""}, "name"),
            ({**good, "look": {**look, "logo_height": "20"}}, "logo_height"),
            ({**good, "look": {**look, "company_id": 1}}, "company_id"),
            ({**good, "look": {**look, "design": "none"}}, "none"),
        ):
            content = data if isinstance(data, bytes) else json.dumps(data).encode()
            with self.assertRaisesRegex(UserError, word):
                self.templates.tpe_import_template(base64.b64encode(content).decode())

    def test_owners_change_templates_and_the_others_read_them(self):
        template = self._template()
        for group in (READER, SELLER, ACCOUNTANT):
            user = self._new_user(f"template_{group}", group)
            own = template.with_user(user)
            self.assertEqual(own.name, "Workshop")
            self.assertTrue(own.tpe_export_template())
            with self.assertRaises(AccessError):
                own.write({"name": "x"})
            with self.assertRaises(AccessError):
                own.version_ids.action_restore()
            with self.assertRaises(AccessError):
                self.templates.with_user(user).tpe_import_template("e30=")
        owner = self._new_user("template_owner", OWNER)
        template.with_user(owner).accent_color = "#8A1538"
        self.assertEqual(template.version_ids[0].user_id, owner)
        with self.assertRaises(AccessError):
            template.version_ids.with_user(owner).write({"content": "{}"})

    def test_an_accountant_chooses_for_a_customer_and_a_draft(self):
        user = self._new_user("template_accountant", ACCOUNTANT)
        move = self._make().with_user(user)
        move.tpe_invoice_template_id = self.modern
        self.business.with_user(user).tpe_invoice_template_id = self.classic
        self.assertEqual(move._tpe_get_template(), self.modern)

    def test_a_company_sees_and_changes_its_own_only(self):
        other = self.setup_other_company()["company"]
        foreign = self._template(company_id=other.id)
        owner = self._new_user("template_other_owner", OWNER)
        with self.assertRaises(AccessError):
            foreign.with_user(owner).read(["name"])
        with self.assertRaises(AccessError):
            foreign.version_ids.with_user(owner).read(["content"])
        # what companies share is not changed by the owner of one of them
        with self.assertRaises(UserError):
            self.classic.with_user(owner).accent_color = "#8A1538"
        copy = self.classic.with_user(owner).copy()
        self.assertEqual(copy.company_id, self.company)
        with self.assertRaises(UserError):
            self._make(tpe_invoice_template_id=foreign.id)
