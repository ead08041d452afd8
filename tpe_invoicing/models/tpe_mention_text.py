# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.mentions import FIGURES, VARIABLES, find_variables


class TpeMentionText(models.Model):
    """The words of a mention from a day on, in French and English.

    The words are data of the document, not of the screen: both languages are there
    whatever languages are installed. Rows without company are the law, shipped and
    changed by nobody; a company's own row takes the place of the law's.
    """

    _name = "tpe.mention.text"
    _inherit = "tpe.law.mixin"
    _description = "Text of a legal mention"
    _order = "mention_id, date_from desc"
    _rec_name = "text_fr"

    mention_id = fields.Many2one(
        "tpe.mention", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date(string="In force from", required=True)
    repealed = fields.Boolean(help="From this day on the mention is not printed.")
    admitted_until = fields.Date(
        help="After this day the law wants other words: no invoice can be issued "
        "with these until the addon is updated."
    )
    text_fr = fields.Text(string="French text")
    text_en = fields.Text(string="English text")
    article = fields.Char(help="When it is not that of the mention.")
    source_title = fields.Char(string="Source")
    source_url = fields.Char(string="Address of the source")
    published_on = fields.Date()

    _law_unique = models.UniqueIndex(
        "(mention_id, date_from) WHERE company_id IS NULL",
        "The law has one text of a mention on a day.",
    )
    _company_unique = models.UniqueIndex(
        "(mention_id, date_from, company_id) WHERE company_id IS NOT NULL",
        "A company has one text of a mention on a day.",
    )

    @api.constrains("text_fr", "text_en", "repealed")
    def _check_texts(self):
        known = {*VARIABLES, *FIGURES}
        for row in self:
            if not row.repealed and not (row.text_fr or "").strip():
                raise ValidationError(self.env._("The French text is missing."))
            unknown = find_variables(row.text_fr) | find_variables(row.text_en)
            if unknown - known:
                raise ValidationError(
                    self.env._(
                        "Unknown variable {%(unknown)s}. Known are: %(known)s.",
                        unknown=sorted(unknown - known)[0],
                        known=", ".join(sorted(known)),
                    )
                )
