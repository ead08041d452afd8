# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

import pikepdf

from odoo import api, fields, models
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.written import format_day

from ..models.letter_sheet import set_letter


class TpeReminderBatch(models.TransientModel):
    """Letters to be printed: each with the originals that go with it.

    On top of several there is a cover sheet.
    """

    _name = "tpe.reminder.batch"
    _description = "Letters printed together"

    reminder_ids = fields.Many2many("tpe.reminder", string="Letters", required=True)
    content = fields.Binary(string="File", attachment=False, readonly=True)
    filename = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        # a program names none, and the sheet is in one language
        self = self.with_context(lang=self.env.lang or self.env.user.lang)
        batches = super().create(vals_list)
        for batch in batches:
            day = fields.Date.context_today(batch)
            batch.content = base64.b64encode(batch._merge())
            batch.filename = batch.env._("Letters %(day)s.pdf", day=day)
        return batches

    def _open(self):
        """:return: action that opens the file
        :rtype: dict"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.filename}",
            "target": "new",
        }

    def _get_letters(self):
        """:return: registered letters first, as they go to the counter; then by town
        :rtype: tpe.reminder"""
        return self.reminder_ids.sorted(
            lambda each: (
                each.channel != "registered",
                each._get_home().zip or "",
                each.partner_id.name or "",
                each.id,
            )
        )

    def _merge(self):
        """:return: one PDF
        :rtype: bytes"""
        letters = self._get_letters()
        with pikepdf.Pdf.new() as whole:
            counts = []
            for letter in letters:
                before = len(whole.pages)
                for content in letter._get_sheets():
                    with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
                        whole.pages.extend(pdf.pages)
                counts.append(len(whole.pages) - before)
            if len(letters) > 1:
                self._put_cover(whole, letters, counts)
            target = io.BytesIO()
            whole.save(target)
            return target.getvalue()

    def _put_cover(self, whole, letters, counts):
        """Put the sheet on top that says what is in the pile.

        :param pikepdf.Pdf whole: the letters
        :param tpe.reminder letters: the same
        :param list counts: number of pages of each
        """
        view = self._get_cover(letters, counts)
        cover = io.BytesIO(set_letter(self.env, "cover", view))
        with pikepdf.Pdf.open(cover) as pdf:
            for sheet in reversed(pdf.pages):
                whole.pages.insert(0, sheet)

    def _get_cover(self, letters, counts):
        """:return: what the cover sheet shows, as plain data
        :rtype: dict"""
        today = fields.Date.context_today(self)
        kinds = dict(letters._fields["channel"]._description_selection(self.env))
        return {
            "lang": (self.env.lang or "en_US")[:2],
            "day": [today.year, today.month, today.day],
            "company": letters[:1].company_id.name,
            "title": self.env._(
                "Letters to be posted on %(day)s", day=format_day(self.env, today)
            ),
            "summary": self.env._(
                "%(letters)s letters, of which %(registered)s registered; %(pages)s "
                "pages after this sheet",
                letters=len(letters),
                registered=len(letters.filtered(lambda x: x.channel == "registered")),
                pages=sum(counts),
            ),
            "columns": [
                "",
                self.env._("Customer"),
                self.env._("Town"),
                self.env._("Kind"),
                self.env._("Pages"),
                self.env._("Amount"),
            ],
            "rows": [
                [
                    str(number),
                    letter.partner_id.name or "",
                    " ".join(filter(None, [home.zip, home.city])),
                    kinds[letter.channel],
                    str(count),
                    format_amount(self.env, letter.amount_due, letter.currency_id),
                ]
                for number, (letter, home, count) in enumerate(
                    zip(letters, map(_get_home, letters), counts, strict=True), 1
                )
            ],
        }


def _get_home(letter):
    """:return: whose address is on a letter
    :rtype: res.partner"""
    return letter._get_home()
