# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount, frozendict
from odoo.tools.misc import formatLang

from ..tools import situation as rules
from ..tools.amounts import exact
from ..written import format_day

MOST, YEARS = "guarantee_retention_max", "guarantee_retention_years"
# the day is not known before the reception of the works: far enough to remind nobody
FAR = 2
# known to this process only, so that no client can pass it in a context
RELEASE = object()
# UNTDID 4451, as XP Z12-012 uses it: a clause of the contract
NOTE_CLAUSE = "ABU"


class AccountMove(models.Model):
    """Retention of guarantee: a part of an invoice that is paid a year later.

    It defers a payment and cuts no price: the invoice and its VAT are whole, and the
    part stands in a receivable line of its own, due when the guarantee ends.
    """

    _inherit = "account.move"

    tpe_retention_percent = fields.Float(
        string="Retention of guarantee",
        digits=(5, 2),
        copy=False,
        help="Percentage of the total, tax included, that is paid when the guarantee "
        "ends only.",
    )
    tpe_retention_date = fields.Date(
        string="Retention released on",
        compute="_compute_tpe_retention_date",
        store=True,
        readonly=False,
        copy=False,
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "tpe_retention_percent",
        "tpe_situation_order_id.tpe_reception_date",
        "invoice_date",
    )
    def _compute_tpe_retention_date(self):
        for move in self:
            if move.tpe_retention_percent and move.state == "draft":
                move.tpe_retention_date = move._tpe_get_release_date()
            else:
                move.tpe_retention_date = move.tpe_retention_date

    @api.depends("tpe_retention_percent", "tpe_retention_date")
    def _compute_needed_terms(self):
        # EXTENDS account: what is held back is an instalment of its own
        super()._compute_needed_terms()
        for move in self:
            move.needed_terms = {
                frozendict({**key, "tpe_is_retention": False}): values
                for key, values in (move.needed_terms or {}).items()
            }
            if move.tpe_retention_percent and move.move_type == "out_invoice":
                move.needed_terms = move._tpe_split_terms(move.needed_terms)

    def _compute_invoice_date_due(self):
        # EXTENDS account: the document is due with its last ordinary instalment
        held = self.filtered("tpe_retention_percent")
        for move in held:
            due_on = move.invoice_date_due
            if move.invoice_payment_term_id:
                days = [
                    key["date_maturity"]
                    for key in move.needed_terms or {}
                    if not key.get("tpe_is_retention")
                ]
                due_on = max(filter(None, days), default=due_on)
            move.invoice_date_due = due_on or move._tpe_get_default_due_date()
        return super(AccountMove, self - held)._compute_invoice_date_due()

    def _tpe_split_terms(self, terms):
        """Take the retention off each instalment, and add it as the last one.

        :param dict terms: instalments as core computes them
        :return: the same, and the retention
        :rtype: dict
        """
        percent = exact(self.tpe_retention_percent)
        currency, own = self.currency_id, self.company_currency_id
        held, found = {"amount_currency": 0.0, "balance": 0.0}, {}
        for key, values in terms.items():
            found[key] = dict(values)
            for name in held:
                digits = (own if name == "balance" else currency).decimal_places
                part = float(rules.retained(exact(values[name]), percent, digits))
                found[key][name] = values[name] - part
                held[name] += part
            for name in ("discount_balance", "discount_amount_currency"):
                if values.get(name):
                    found[key][name] = values[name] * (1 - float(percent) / 100)
        if currency.is_zero(held["amount_currency"]):
            return terms
        key = frozendict(
            {
                "move_id": self.id,
                "date_maturity": self.tpe_retention_date
                or self._tpe_get_release_date(),
                "discount_date": False,
                "tpe_is_retention": True,
            }
        )
        return found | {key: held}

    # === CONSTRAINT METHODS === #

    @api.constrains("tpe_retention_percent", "invoice_date")
    def _check_tpe_retention_percent(self):
        for move in self.filtered("tpe_retention_percent"):
            day = move.invoice_date or fields.Date.context_today(move)
            if message := move._tpe_find_excess_retention(
                move.tpe_retention_percent, day, move.company_id
            ):
                raise ValidationError(message)

    @api.model
    def _tpe_find_excess_retention(self, percent, day, company):
        """Say why a retention of guarantee is not lawful.

        :param float percent: the percentage
        :param date day: of the order or invoice
        :param res.company company: who sells
        :return: what to tell; empty when it is lawful
        :rtype: str
        """
        most, row_id = self.env["tpe.legal.parameter"]._get_row(MOST, day, company)
        if 0 <= exact(percent) <= most:
            return ""
        return self.env._(
            "A retention of guarantee is %(most)s %% at most (%(article)s), not "
            "%(percent)s %%.",
            most=formatLang(self.env, float(most)),
            article=self._tpe_get_article(row_id),
            percent=formatLang(self.env, percent),
        )

    @api.model
    def _tpe_get_article(self, row_id):
        """:return: the text of law that a figure stands in
        :rtype: str"""
        # the law is the same for every user, whatever his rights
        row_sudo = self.env["tpe.legal.parameter.value"].sudo().browse(row_id)
        return row_sudo.source_title

    # === DATES === #

    def _tpe_get_release_date(self):
        """Return when the retention is released: a legal delay after the reception of
        the works; while that is not known, a day that is far away.

        :rtype: date
        """
        order_sudo = self.tpe_situation_order_id.sudo()  # accountants without orders
        issued_on = self.invoice_date or fields.Date.context_today(self)
        received_on = order_sudo.tpe_reception_date
        years = self.env["tpe.legal.parameter"]._get(
            YEARS, received_on or issued_on, self.company_id
        )
        if received_on:
            return rules.release_date(received_on, years)
        return rules.release_date(issued_on, FAR * years)

    def _tpe_get_next_due_date(self):
        """Return when the customer pays next: what he holds back is not late before
        its day.

        :return: day of the first instalment that is open; of the document, when none is
        :rtype: date
        """
        terms = self.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        )
        days = [day for day in terms.mapped("date_maturity") if day]
        return min(days, default=self.invoice_date_due)

    def _tpe_get_retention_lines(self):
        """:return: what is held back of these invoices
        :rtype: account.move.line"""
        return self.line_ids.filtered("tpe_is_retention")

    def _tpe_set_release_date(self, day):
        """Move the day on which issued retentions are due; what is paid stays.

        The original does not change: it names the reception of the works, not the day,
        or the day that was known when it was issued.

        :param date day: the new day
        """
        lines = self._tpe_get_retention_lines().filtered(
            lambda line: line.parent_state == "posted" and not line.reconciled
        )
        lines = lines.filtered(lambda line: line.date_maturity != day)
        if lines:
            lines = lines.with_context(tpe_release=RELEASE, skip_invoice_sync=True)
            lines.write({"date_maturity": day})
            lines.move_id.write({"tpe_retention_date": day})

    # === DOCUMENT === #

    def _tpe_get_instalments(self):
        # EXTENDS: the retention is named, and undated until the works are received
        found = super()._tpe_get_instalments()
        held = self._tpe_get_retention_lines()
        if not held or not found:
            return found
        ordinary = self.line_ids.filtered(
            lambda line: (
                line.display_type == "payment_term" and not line.tpe_is_retention
            )
        )
        rows = [
            {
                "due_on": line.date_maturity.isoformat(),
                "amount": exact(line.amount_currency),
            }
            for line in ordinary.sorted("date_maturity")
        ]
        day = held.date_maturity.isoformat() if self._tpe_is_dated() else ""
        rows.append(
            {
                "due_on": day,
                "amount": exact(sum(held.mapped("amount_currency"))),
                "label": self._tpe_get_retention_label(),
            }
        )
        return rows

    def _tpe_get_page_facts(self, context, mentions, data):
        # EXTENDS: what is held back of the amount due
        page = super()._tpe_get_page_facts(context, mentions, data)
        held = self._tpe_get_retention_lines()
        if held:
            page["retention"] = {
                "label": self._tpe_get_retention_label(),
                "amount": exact(sum(held.mapped("amount_currency"))),
            }
        return page

    def _tpe_is_dated(self):
        """:return: whether the works are received, so that the release has its day
        :rtype: bool"""
        order_sudo = self.tpe_situation_order_id.sudo()  # accountants without orders
        return bool(order_sudo.tpe_reception_date)

    def _tpe_get_retention_label(self):
        """:return: what is held back, in words
        :rtype: str"""
        return self.env._(
            "Retention of guarantee %s %%",
            formatLang(self.env, self.tpe_retention_percent).rstrip("0").rstrip(",."),
        )

    def _tpe_get_terms_text(self):
        # EXTENDS: BT-115 is the whole amount; the terms say what is paid when
        text = super()._tpe_get_terms_text()
        words = self._tpe_get_retention_text()
        return "\n".join(filter(None, (text, words)))

    def _tpe_get_retention_text(self):
        """:return: how much is held back, until when, by which law, and what is due
            now; empty without a retention
        :rtype: str"""
        held = self._tpe_get_retention_lines()
        if not held:
            return ""
        amount = sum(held.mapped("amount_currency"))
        day = self.invoice_date or fields.Date.context_today(self)
        _most, row_id = self.env["tpe.legal.parameter"]._get_row(
            MOST, day, self.company_id
        )
        details = {
            "label": self._tpe_get_retention_label(),
            "article": self._tpe_get_article(row_id),
            "amount": format_amount(self.env, amount, self.currency_id),
            "rest": format_amount(
                self.env, self.amount_total - amount, self.currency_id
            ),
        }
        if self._tpe_is_dated():
            return self.env._(
                "%(label)s (%(article)s): %(amount)s, released on %(day)s at the "
                "latest. To pay at the due date: %(rest)s.",
                day=format_day(self.env, held[:1].date_maturity),
                **details,
            )
        return self.env._(
            "%(label)s (%(article)s): %(amount)s, released a year after the reception "
            "of the works at the latest. To pay at the due date: %(rest)s.",
            **details,
        )

    def _tpe_get_notes(self, context, mentions):
        # EXTENDS: the clause of the contract, for who reads the file only
        notes = super()._tpe_get_notes(context, mentions)
        if text := self._tpe_get_retention_text():
            notes.append({"BT-22": text, "BT-21": NOTE_CLAUSE})
        return notes


class AccountMoveLine(models.Model):
    """The part of an invoice that the customer holds back as a guarantee."""

    _inherit = "account.move.line"

    tpe_is_retention = fields.Boolean(
        string="Retention of guarantee", readonly=True, copy=False
    )

    @api.depends("tpe_is_retention")
    def _compute_term_key(self):
        # EXTENDS account: see ``_compute_needed_terms``
        super()._compute_term_key()
        for line in self:
            if line.term_key:
                line.term_key = frozendict(
                    {**line.term_key, "tpe_is_retention": line.tpe_is_retention}
                )

    def _tpe_get_frozen(self):
        # EXTENDS: the day on which a retention is released is known after the sealing
        frozen = super()._tpe_get_frozen()
        if self.env.context.get("tpe_release") is RELEASE:
            frozen -= {"date_maturity"}
        return frozen
