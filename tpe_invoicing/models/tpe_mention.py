# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.mentions import (
    FIGURES,
    Rule,
    Text,
    fill,
    get_example_values,
    get_figure_values,
    is_condition,
    pick_text,
)
from .condition_words import describe


class TpeMention(models.Model):
    """A rule of the law about invoices: a mention to print, or a check before issue.

    Rules without company come with the addon and are the law: changed by nobody. A
    company may add mentions of its own, and its own words for those of the law.
    """

    _name = "tpe.mention"
    _inherit = "tpe.law.mixin"
    _description = "Legal mention"
    _order = "sequence, id"
    _company_lists = frozenset({"text_ids"})

    sequence = fields.Integer(default=500)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("mention", "Printed mention"), ("check", "Check before issue")],
        required=True,
        default="mention",
    )
    place = fields.Selection(
        [
            ("seller", "Beside the seller"),
            ("buyer", "Beside the customer"),
            ("document", "About the document"),
            ("payment", "About the payment"),
            ("tax", "About the taxes"),
            ("footer", "Foot of the page"),
            ("page", "Shown by the page itself"),
        ],
        default="footer",
    )
    condition = fields.Char(
        default="always",
        help="When the mention applies: 'always', or the name of a rule known to the "
        "addon, such as 'penalties:consumer' or 'operation:goods'.",
    )
    subject_code = fields.Char(
        string="Note code",
        size=3,
        help="Code of the note in the electronic invoice: PMT, PMD, AAB...",
    )
    severity = fields.Selection(
        [
            ("blocking", "Stops the issue"),
            ("warning", "Warning"),
            ("info", "Information"),
        ],
        help="Of a check, unless the law changes it on a date.",
    )
    article = fields.Char()
    kept_words = fields.Char(
        string="Words to keep",
        readonly=True,
        help="Words of the law, between semicolons: a company's own text must say "
        "them too.",
    )
    source_url = fields.Char(
        string="Address of the source", help="Of a check; a mention has it by text."
    )
    date_from = fields.Date(string="Since", help="Of a check.")
    condition_words = fields.Char(
        string="When", compute="_compute_condition_words", compute_sudo=True
    )
    text_today = fields.Text(string="Text in force", compute="_compute_today")
    since = fields.Date(string="In force since", compute="_compute_today")
    source_today = fields.Char(string="Source", compute="_compute_today")
    has_own_text = fields.Boolean(
        string="Words of my company", compute="_compute_today"
    )
    text_ids = fields.One2many("tpe.mention.text", "mention_id", string="Texts")

    _law_unique = models.UniqueIndex(
        "(code) WHERE company_id IS NULL", "This mention exists already."
    )
    _company_unique = models.UniqueIndex(
        "(code, company_id) WHERE company_id IS NOT NULL",
        "The company has this mention already.",
    )

    @api.constrains("condition", "kind")
    def _check_condition(self):
        for mention in self:
            if mention.kind == "mention" and not is_condition(mention.condition):
                raise ValidationError(
                    self.env._("Unknown condition “%s”.", mention.condition or "")
                )

    @api.constrains("kind", "code", "subject_code", "company_id")
    def _check_own(self):
        """Keep companies from putting rules of their own in the place of the law's."""
        own = self.filtered("company_id")
        if not own:
            return
        # rows of the law are there for everybody
        law_sudo = self.sudo().search([("company_id", "=", False)])
        codes = set(law_sudo.mapped("code"))
        notes = set(law_sudo.mapped("subject_code")) - {False}
        for mention in own:
            if mention.kind == "check":
                raise ValidationError(
                    self.env._("Checks come with the addon: add a printed mention.")
                )
            if mention.code in codes:
                raise ValidationError(
                    self.env._(
                        "“%s” is a mention of the law: give yours another code, or add "
                        "your words to the mention itself.",
                        mention.code,
                    )
                )
            if mention.subject_code in notes:
                raise ValidationError(
                    self.env._(
                        "The note %s is the law's: an invoice bears it once.",
                        mention.subject_code,
                    )
                )

    # === COMPUTE METHODS === #

    @api.depends("condition", "kind")
    @api.depends_context("lang")
    def _compute_condition_words(self):
        for mention in self:
            is_printed = mention.kind == "mention"
            words = describe(self.env, mention.condition) if is_printed else ""
            mention.condition_words = words or self.env._("Before each issue.")

    @api.depends("text_ids", "name", "kind", "article", "source_url", "date_from")
    @api.depends_context("company", "lang", "uid")
    def _compute_today(self):
        today = fields.Date.context_today(self)
        is_french = (self.env.lang or "").startswith("fr")
        texts = self.env["tpe.mention.text"]
        words = self._get_example_words(today, "fr" if is_french else "en")
        for mention in self:
            rule = mention._to_rule(self.env.company.id)
            text = pick_text(rule, today) if mention.kind == "mention" else None
            row = texts.browse(text.row_id) if text else texts
            mention.has_own_text = bool(row.company_id)
            mention.since = row.date_from or mention.date_from
            if text:
                mention.text_today = fill(text.fr if is_french else text.en, words)
                mention.source_today = row.source_title or rule.article
            else:
                mention.text_today = mention.name
                mention.source_today = mention.article

    @api.model
    def _get_example_words(self, day, lang):
        """:param date day: of today
        :param str lang: ``fr`` or ``en``
        :return: what stands in the place of variables while there is no invoice
        :rtype: dict[str, str]"""
        # whoever reads the rules reads what the papers of the company say
        draft_sudo = self.env["account.move"].sudo()
        draft_sudo = draft_sudo.new({"company_id": self.env.company.id})
        codes = {code for names in FIGURES.values() for code in names}
        figures = draft_sudo._tpe_read_figures(codes, day, {})
        known = [name for name in FIGURES if figures.keys() >= set(FIGURES[name])]
        law, _row_ids = get_figure_values(known, figures, lang)
        return get_example_values(draft_sudo._tpe_get_seller_facts(), day, lang) | law

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache("company_id")
    def _get_rules(self, company_id):
        """Return all rules that bind a company, in the order of print.

        :param int company_id: id of the company
        :return: plain rules for ``tools/mentions.py``
        :rtype: tuple[odoo.addons.tpe_invoicing.tools.mentions.Rule]
        """
        # the law is the same for every user, whatever his rights
        mentions_sudo = self.sudo().search([("company_id", "in", (False, company_id))])
        return tuple(mention._to_rule(company_id) for mention in mentions_sudo)

    def _to_rule(self, company_id):
        """:param int company_id: id of the company whose texts count
        :return: this mention as plain data
        :rtype: odoo.addons.tpe_invoicing.tools.mentions.Rule"""
        is_printed = self.kind == "mention"
        return Rule(
            self.code,
            self.condition if is_printed else "",
            self.place if is_printed else "",
            self.subject_code,
            self.article or "",
            self.severity or "blocking",
            self._get_texts(company_id),
        )

    @api.model
    @tools.ormcache("company_id")
    def _get_checks(self, company_id):
        """Return the rules of the checks, for their severity and article.

        :param int company_id: id of the company
        :return: rules by code
        :rtype: dict[str, odoo.addons.tpe_invoicing.tools.mentions.Rule]
        """
        return {
            rule.code: rule for rule in self._get_rules(company_id) if not rule.place
        }

    @api.model
    def _get_names(self, company_id):
        """:param int company_id: id of the company
        :return: names of its mentions by code, in the user's language
        :rtype: dict[str, str]"""
        # the law is the same for every user, whatever his rights
        mentions_sudo = self.sudo().search([("company_id", "in", (False, company_id))])
        return {mention.code: mention.name for mention in mentions_sudo}

    def _get_texts(self, company_id):
        """:return: texts of the law and of the company, oldest first
        :rtype: tuple[odoo.addons.tpe_invoicing.tools.mentions.Text]"""
        rows = self.text_ids.filtered(
            lambda text: text.company_id.id in (False, company_id)
        )
        return tuple(
            Text(
                row.date_from,
                row.repealed,
                row.admitted_until or None,
                row.text_fr or "",
                row.text_en or row.text_fr or "",
                row.article or row.mention_id.article or "",
                row.id,
                bool(row.company_id),
            )
            for row in rows.sorted("date_from")
        )
