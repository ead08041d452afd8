# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, groupby
from odoo.tools.gc import disabling_gc

from ..tools import planning
from ..tools.late_interest import (
    DATED_CODES,
    HALF_YEAR_CODES,
    Figures,
    LateInterest,
    MissingFigure,
    make_debt,
)
from .money import to_decimal, to_text
from .tpe_reminder_planner import to_array

NO_CLAIM = Decimal(0)


class Contact(NamedTuple):
    """Who gets the message, and by which ways he can be reached."""

    customer_id: int
    contact_id: int
    email: str | None
    phone: str | None
    lang: str | None
    has_address: bool


class Line(NamedTuple):
    """An item of a message, with its figures."""

    item: planning.Item
    amount: Decimal
    days_late: int
    interest: Decimal
    fee: Decimal


@dataclass
class Prepared:
    """A message with its figures, its contact and its channel: ready to be sent."""

    message: planning.Message
    contact: Contact
    channel: str
    digits: int
    lines: list = field(default_factory=list)

    @property
    def amount_due(self):
        """:return: what the customer is asked to pay
        :rtype: Decimal"""
        return self.message.total

    @property
    def interest(self):
        """:return: interest that can be claimed
        :rtype: Decimal"""
        return sum((line.interest for line in self.lines), NO_CLAIM)

    @property
    def fees(self):
        """:return: lump sums that can be claimed
        :rtype: Decimal"""
        return sum((line.fee for line in self.lines), NO_CLAIM)


class TpeReminderPrepare(models.AbstractModel):
    """Figures, contact and channel of planned messages."""

    _inherit = "tpe.reminder.planner"

    @api.model
    def _plan(self, company, on_date, customer_ids=None, is_sending=False):
        """Plan a day: what would be sent, and why the rest would not.

        :param res.company company: whose open items
        :param date on_date: the day
        :param customer_ids: only these customers
        :param bool is_sending: never more than is owed now, whatever the day
        :return: messages ready to be sent, and skips
        :rtype: tuple[list[Prepared], list[planning.Skip]]
        """
        # 100,000 items are many objects and no cycle: collecting them takes a third
        with disabling_gc():
            return self._plan_all(company, on_date, customer_ids, is_sending)

    def _plan_all(self, company, on_date, customer_ids, is_sending):
        """:return: see :meth:`_plan`
        :rtype: tuple"""
        messages, skips = self._sort_out(company, on_date, customer_ids, is_sending)
        reachable, unreachable = self._find_ways(company, on_date, messages)
        for message in unreachable:
            skips.extend(planning.drop(message, "no_address"))
        prepared, left_out = self._price(company, on_date, reachable)
        return prepared, skips + left_out

    # === CONTACTS === #

    @api.model
    def _find_ways(self, company, on_date, messages):
        """Say by which way each message reaches its customer.

        :param res.company company: the creditor
        :param date on_date: the day
        :param list messages: what is to be sent
        :return: messages with contact and channel, and those that reach nobody
        :rtype: tuple[list[tuple], list[planning.Message]]
        """
        customers = {m.customer_id: m.dues[0][0].contact_id for m in messages}
        contacts = self._fetch_contacts_to_write(customers, on_date)
        channels = self._get_channels(company)
        reachable, unreachable = [], []
        for message in messages:
            contact = contacts.get(message.customer_id)
            wanted, has_fallback = channels[message.level_id]
            channel = contact and choose_channel(wanted, has_fallback, contact)
            if channel:
                reachable.append((message, contact, channel))
            else:
                unreachable.append(message)
        return reachable, unreachable

    def _fetch_contacts_to_write(self, customers, on_date):
        """:param dict customers: addressee of the oldest invoice, by customer
        :param date on_date: the day
        :return: the contact of each customer: the one for reminders, that addressee,
            an invoice address, himself; first with an e-mail address that did not
            refuse a message that day
        :rtype: dict[int, Contact]"""
        self.env["res.partner"].flush_model()
        self.env["mail.blacklist"].flush_model(["active", "email"])
        self.env["tpe.reminder"].flush_model(
            ["address", "contact_id", "date", "delivery", "state"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT cp.id, c.id, c.usable_email, c.usable_phone,
                       COALESCE(c.lang, cp.lang),
                       COALESCE(c.street, '') <> '' AND COALESCE(c.city, '') <> ''
                  FROM UNNEST(%(customers)s::int[], %(addressees)s::int[])
                       AS w(customer_id, addressee_id)
                  JOIN res_partner cp ON cp.id = w.customer_id
                  JOIN LATERAL (
                    SELECT p.*, CASE WHEN COALESCE(p.message_bounce, 0) = 0
                                 AND NOT EXISTS (
                                    SELECT 1 FROM mail_blacklist b
                                     WHERE b.active AND b.email = p.email_normalized)
                                 AND NOT EXISTS (
                                    SELECT 1 FROM tpe_reminder r
                                     WHERE r.contact_id = p.id AND r.state = 'failed'
                                       AND r.delivery IS DISTINCT FROM 'no_server'
                                       AND r.address = p.email_normalized
                                       AND r.date = %(day)s)
                                THEN p.email_normalized END AS usable_email,
                           CASE WHEN NOT EXISTS (
                                    SELECT 1 FROM tpe_reminder r
                                     WHERE r.contact_id = p.id AND r.state = 'failed'
                                       AND r.address = p.phone
                                       AND (r.channel = 'phone' OR r.date = %(day)s))
                                THEN p.phone END AS usable_phone
                      FROM res_partner p
                     WHERE p.id IN (cp.id, w.addressee_id, cp.tpe_dunning_contact_id)
                        OR (p.parent_id = cp.id AND p.type = 'invoice' AND p.active)
                  ) c ON TRUE
              ORDER BY cp.id,
                       c.id IS DISTINCT FROM cp.tpe_dunning_contact_id,
                       c.usable_email IS NULL,
                       c.id IS DISTINCT FROM w.addressee_id OR c.id = cp.id,
                       c.id = cp.id,
                       c.id
                """,
                day=on_date,
                customers=to_array(customers),
                # a missing one is nobody's id
                addressees=to_array(each or 0 for each in customers.values()),
            )
        )
        contacts = {}
        for row in rows:
            contact = Contact._make(row)
            best = contacts.setdefault(contact.customer_id, contact)
            if not best.email and contact.email:
                contacts[contact.customer_id] = contact
        return contacts

    @api.model
    def _get_channels(self, company):
        """:return: channel, and whether a letter may replace a mail, by step
        :rtype: dict[int, tuple[str, bool]]"""
        levels_sudo = self.env["tpe.reminder.level"].sudo()  # as in _get_plans
        plans = self.env["tpe.reminder.plan"]._check_company_domain(company)
        # without SMS somebody calls
        instead = {} if company._tpe_can_text() else {"sms": "phone"}
        return {
            level.id: (
                instead.get(level.channel, level.channel),
                # a script for a call is nothing to be written to anybody
                level.plan_id.has_fallback and bool(level._get_writer("letter")),
            )
            for level in levels_sudo.search([("plan_id", "any", plans)])
        }

    # === FIGURES === #

    def _price(self, company, on_date, reachable):
        """Compute what the law lets the creditor claim with each message.

        :param res.company company: the creditor
        :param date on_date: the day
        :param list reachable: message, contact and channel
        :return: messages ready to be sent, and skips of those without a legal figure
        :rtype: tuple[list[Prepared], list[planning.Skip]]
        """
        dues = [item for message, *_ in reachable for item, _ in message.dues]
        parts = {item.move_id for item in dues if item.is_part}
        settled = self._fetch_settled(company, on_date, parts)
        dues += settled
        settled = dict(groupby(settled, lambda item: item.move_id))
        line_ids = [item.line_id for item in dues]
        payments = self._fetch_payments(line_ids, on_date)
        law = self._get_law(company)
        rates = LumpSumRates(company, on_date)
        prepared, skips = [], []
        for message, contact, channel in reachable:
            currency = self.env["res.currency"].browse(message.currency_id)
            ready = Prepared(message, contact, channel, currency.decimal_places)
            debts = planning.get_debts(message, payments, make_debt, settled)
            try:
                ready.lines = claim(ready, debts, on_date, law, rates.get(currency))
            except MissingFigure as missing:
                detail = missing.period
                skips += planning.drop(message, "legal_figure_missing", None, detail)
            except LookupError:
                skips += planning.drop(message, "no_rate")
            else:
                prepared.append(ready)
        return prepared, skips

    @api.model
    def _get_law(self, company):
        """:return: the rules of late payment for a creditor; None outside of France
        :rtype: LateInterest | None"""
        if not company._tpe_in_scope():
            return None
        parameter = self.env["tpe.legal.parameter"]
        series = {
            code: parameter._get_series(code, company)
            for code in (*HALF_YEAR_CODES, *DATED_CODES)
        }
        return LateInterest(Figures(series), Decimal(str(company.tpe_late_rate or 0)))


class LumpSumRates:
    """Turns the lump sum of the law into the currency of an invoice."""

    def __init__(self, company, on_date):
        self._company = company
        self._day = on_date
        self._euro = company.env.ref("base.EUR")
        self._converters = {}

    def get(self, currency):
        """:param res.currency currency: currency of an invoice
        :return: function of an amount in euros
        """
        converter = self._converters.get(currency)
        if converter is None:
            converter = self._converters[currency] = self._make(currency)
        return converter

    def _make(self, currency):
        """:return: function of an amount in euros"""
        company, euro = self._company, self._euro
        if currency == euro:
            return lambda amount: amount
        # without any rate Odoo would take one for one
        bare = [c for c in (currency, euro) if c != company.currency_id]
        if any(not each.sudo().rate_ids for each in bare):
            return _refuse
        return lambda amount: to_decimal(
            euro._convert(float(amount), currency, company, self._day),
            currency.decimal_places,
        )


def _refuse(amount):
    """:raises LookupError: when there is something to convert, and no rate"""
    if amount:
        raise LookupError
    return amount


def claim(ready, debts, on_date, law, convert):
    """Return the lines of a message with what can be claimed for each; the first line
    of an invoice bears the claims of its instalments that were paid too late.

    :param Prepared ready: the message
    :param list debts: pairs of item and debt
    :param date on_date: the day
    :param LateInterest law: the rules, or None
    :param convert: function from euros to the invoice's currency
    :rtype: list[Line]
    :raises MissingFigure: when a legal figure is missing
    """
    lines, charged, past = [], set(), {}
    amounts = {item.line_id: amount for item, amount in ready.message.dues}
    for item, debt in debts:
        days_late = max((on_date - item.due_on).days, 0)
        interest, fee = past.pop(item.move_id, (NO_CLAIM, NO_CLAIM))
        if law and days_late:
            interest += law.get_amount(debt, on_date, ready.digits)
            # one lump sum an invoice, never one an instalment
            if item.move_id not in charged:
                fee = convert(law.get_lump_sum(debt, on_date))
                if fee:
                    charged.add(item.move_id)
        if item.line_id in amounts:
            lines.append(Line(item, amounts[item.line_id], days_late, interest, fee))
        else:
            past[item.move_id] = interest, fee
    lines += [
        Line(item, item.residual, 0, NO_CLAIM, NO_CLAIM)
        for item in ready.message.credits
    ]
    return lines


def choose_channel(wanted, has_fallback, contact):
    """Say by which way a contact is reached.

    :param str wanted: channel of the step
    :param bool has_fallback: whether another channel may take its place
    :param Contact contact: who gets the message
    :return: channel, or None when he cannot be reached
    :rtype: str | None
    """
    ways = {
        "email": contact.email,
        "letter": contact.has_address,
        "registered": contact.has_address,
        "phone": contact.phone,
        "sms": contact.phone,
    }
    if ways[wanted]:
        return wanted
    if not has_fallback:
        return None
    return next((way for way in ("email", "letter", "phone") if ways[way]), None)


def to_json(ready, number, reminder_id=False):
    """Describe a message as the public API does.

    :param Prepared ready: the message
    :param int number: number of the step in its plan
    :param int reminder_id: its id once it is sent
    :rtype: dict
    """
    digits, message = ready.digits, ready.message
    return {
        "reminder_id": reminder_id,
        "partner_id": message.customer_id,
        "level": number,
        "channel": ready.channel,
        "currency": message.currency_id,
        "lines": [
            {
                "move_line_id": line.item.line_id,
                "invoice": line.item.number or "",
                "amount_due": to_text(line.amount, digits),
                "days_late": line.days_late,
            }
            for line in ready.lines
        ],
        "amount_due": to_text(ready.amount_due, digits),
        "interest": to_text(ready.interest, digits),
        "fees": to_text(ready.fees, digits),
    }
