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

    @api.constrains("mention_id", "company_id", "text_fr", "text_en", "repealed")
    def _check_not_weaker(self):
        """Let a company add words to a mention of the law, and take none away."""
        for row in self:
            mention = row.mention_id
            if not row.company_id or mention.company_id or row.repealed:
                continue
            law = row._get_law_text()
            said = (row.text_fr or "").casefold()
            needed = [
                *(f"{{{name}}}" for name in sorted(find_variables(law.text_fr))),
                *(word for word in (mention.kept_words or "").split(";") if word),
            ]
            lost = [words for words in needed if words.casefold() not in said]
            if lost:
                raise ValidationError(
                    self.env._(
                        "The law wants “%(words)s” in the mention “%(name)s”: add to "
                        "its words, but keep these.",
                        words=lost[0],
                        name=mention.name,
                    )
                )
            if row.text_en:
                row._check_english(law)

    def _check_english(self, law):
        """:param tpe.mention.text law: the words of the law
        :raises ValidationError: when the English text loses a variable of the law"""
        lost = find_variables(law.text_en) - find_variables(self.text_en)
        if lost:
            raise ValidationError(
                self.env._(
                    "The English text of “%(name)s” must say {%(variable)s} too.",
                    name=self.mention_id.name,
                    variable=sorted(lost)[0],
                )
            )

    def _get_law_text(self):
        """:return: the words of the law that this row takes the place of: those in
            force on its first day, else the first ones to come
        :rtype: tpe.mention.text"""
        # the law is the same for every user, whatever his rights
        law_sudo = (
            self.sudo()
            .mention_id.text_ids.filtered(
                lambda text: not text.company_id and not text.repealed
            )
            .sorted("date_from")
        )
        before = law_sudo.filtered(lambda text: text.date_from <= self.date_from)
        return before[-1:] or law_sudo[:1]

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
