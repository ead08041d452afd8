# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.fields import Domain


class TpeLawRowMixin(models.AbstractModel):
    """A dated row that tells people about the law, in French and in English.

    The words are data, as those of mentions are: both languages are there whatever
    languages are installed, and a signed update brings them both. Such rows come with
    the addon or with an update, and nobody changes them.
    """

    _name = "tpe.law.row.mixin"
    _description = "Dated row about the law"

    date_from = fields.Date(string="From", required=True, readonly=True)
    title_fr = fields.Char(string="French title", required=True, readonly=True)
    title_en = fields.Char(string="English title", required=True, readonly=True)
    text_fr = fields.Text(string="French text", readonly=True)
    text_en = fields.Text(string="English text", readonly=True)
    name = fields.Char(compute="_compute_words", search="_search_name")
    text = fields.Text(string="In plain words", compute="_compute_words")
    source_title = fields.Char(string="Source", required=True, readonly=True)
    source_url = fields.Char(
        string="Address of the source", required=True, readonly=True
    )

    @api.depends("title_fr", "title_en", "text_fr", "text_en")
    @api.depends_context("lang")
    def _compute_words(self):
        is_french = (self.env.lang or "").startswith("fr")
        for row in self:
            row.name = row.title_fr if is_french else row.title_en
            words = row.text_fr if is_french else row.text_en
            row.text = words or row.text_fr

    def _search_name(self, operator, value):
        titles = [Domain(title, operator, value) for title in ("title_fr", "title_en")]
        is_negative = operator in Domain.NEGATIVE_OPERATORS
        return Domain.AND(titles) if is_negative else Domain.OR(titles)
