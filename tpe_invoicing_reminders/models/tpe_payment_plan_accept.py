# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
SCOPE = "tpe_invoicing_reminders.payment_plan"
NAME_LENGTH = 120


class TpePaymentPlan(models.Model):
    """The customer's signature: on a page behind a signed link, or on paper."""

    _inherit = "tpe.payment.plan"

    accepted_way = fields.Selection(
        [("page", "On the page"), ("paper", "On paper")],
        string="Signed by which way",
        readonly=True,
        copy=False,
    )
    accepted_by = fields.Char(string="Signed by", readonly=True, copy=False)
    accepted_at = fields.Datetime(string="Signed at", readonly=True, copy=False)
    accepted_from = fields.Char(
        string="From the address", readonly=True, copy=False, help="On the internet."
    )
    agreement = fields.Binary(
        string="Signed paper", attachment=True, copy=False, help="A scan of it."
    )
    agreement_name = fields.Char(copy=False)
    agreement_entry_id = fields.Many2one(
        "tpe.archive.entry",
        string="Sealed agreement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # === ACTION METHODS === #

    def action_open_page(self):
        """Show the page as the customer sees it.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self._check_right_to_agree()
        return {"type": "ir.actions.act_url", "url": self._get_url(), "target": "new"}

    def action_send(self):
        """Mail the proposal with its link.

        :return: True
        """
        self.action_propose()
        for plan in self.filtered(lambda each: each.state == "proposed"):
            plan._send_proposal()
        return True

    def action_sign_on_paper(self):
        """Note that the customer has signed on paper.

        :return: True
        :raises UserError: without the paper
        """
        self.action_propose()
        for plan in self.filtered(lambda each: each.state == "proposed"):
            if not plan.agreement:
                raise UserError(self.env._("Attach the paper that was signed."))
            if not plan._is_signable():
                raise UserError(
                    self.env._("This proposal does not stand any more: change it.")
                )
            plan._accept("paper", plan.partner_id.name)
        return True

    def action_open_agreement(self):
        """:return: action that opens the sealed agreement
        :rtype: dict"""
        self.ensure_one()
        attachment = self.agreement_entry_id.attachment_id
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
            "target": "new",
        }

    # === LINK === #

    def _get_scope(self):
        """:return: what a link opens: this plan with just these terms
        :rtype: str"""
        self.ensure_one()
        return f"{SCOPE}.{self.id}.{self._get_terms_hash()}"

    def _get_terms_hash(self):
        """:return: SHA-256 of what the customer is asked to agree on
        :rtype: str"""
        digits = self.currency_id.decimal_places
        terms = {
            "company": self.company_id.id,
            "customer": self.partner_id.id,
            "currency": self.currency_id.name,
            "invoices": self.move_ids.sorted("id").mapped("name"),
            "patience": self.patience,
            "instalments": [
                [each.date.isoformat(), f"{each.amount:.{digits}f}"]
                for each in self.instalment_ids
            ],
        }
        return hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()

    def _get_url(self):
        """:return: where the customer reads and signs
        :rtype: str"""
        self.ensure_one()
        days = self.env["res.partner"]._tpe_get_link_days()
        expires = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)
        token = self.partner_id._tpe_make_account_token(
            self.company_id, expires, self._get_scope()
        )
        return f"{self.get_base_url()}/tpe/payment-plan/{self.id}/{token}"

    # === SIGNATURE === #

    def _is_signable(self):
        """Say whether this proposal stands: what was paid meanwhile counts for its
        first instalments, and it would not be broken as soon as it is signed.

        :rtype: bool
        """
        self.ensure_one()
        today = self.env["tpe.reminder.run"]._get_day(self.company_id)
        return (
            self.state == "proposed"
            and self.currency_id.compare_amounts(self.amount_paid, 0) >= 0
            and self._get_standing(today).state in ("on_time", "late")
            and not self._is_forbidden()
            and not self._find_rivals()
        )

    def _accept(self, way, name, address=False):
        """Sign: from now on the reminders of the invoices pause.

        :param str way: ``page`` or ``paper``
        :param str name: who signs
        :param str address: from where, on the internet
        """
        self.ensure_one()
        # who signs on the page is no user; two clicks make one signature
        plan_sudo = self.sudo()
        plan_sudo.lock_for_update()
        plan_sudo.invalidate_recordset()
        if not plan_sudo._is_signable():
            return
        plan_sudo._start()
        plan_sudo.write(
            {
                "accepted_way": way,
                "accepted_by": (name or "").strip()[:NAME_LENGTH],
                "accepted_at": fields.Datetime.now(),
                "accepted_from": address,
            }
        )
        plan_sudo._seal_agreement()
        if way == "page":
            plan_sudo._tell_owner(_lt("The customer has signed the payment plan"))

    def _seal_agreement(self):
        """Seal what was signed in the archive, with who signed it and when."""
        self.ensure_one()
        lang = self._get_lang()
        plan = self.with_context(lang=lang)
        digits = self.currency_id.decimal_places
        pdf = plan._set_agreement()
        # the chain of the archive is written by nobody by hand
        self.agreement_entry_id = self.env["tpe.archive.entry"]._seal_documents(
            [
                {
                    "kind": "letter",
                    "company_id": self.company_id.id,
                    "move_id": False,
                    "name": plan.name,
                    "date": self.started_on,
                    "partner_id": self.partner_id.id,
                    "partner_name": self.partner_id.name,
                    "currency": self.currency_id.name,
                    "amount_untaxed": None,
                    "amount_tax": None,
                    "amount_total": f"{self.amount_total:.{digits}f}",
                    "filename": f"{self.started_on}_plan_{self.id}.pdf",
                    "pdf": pdf,
                    "xml": None,
                    "meta": self._get_proof(),
                }
            ]
        )

    def _get_proof(self):
        """:return: what is sealed beside the agreement: the hash of its terms, and of
            the paper that was signed
        :rtype: dict"""
        proof = {"payment_plan": self.id, "terms": self._get_terms_hash()}
        if self.accepted_way == "paper":
            paper = base64.b64decode(self.with_context(bin_size=False).agreement)
            proof["paper"] = hashlib.sha256(paper).hexdigest()
        return proof

    def _get_lang(self):
        """:return: language of what the customer reads
        :rtype: str"""
        return self.company_id._tpe_get_lang(self.partner_id.lang)

    # === MAIL === #

    def _send_proposal(self):
        """Put the mail with the link in the queue.

        :raises UserError: when the customer or the sender has no address
        """
        self.ensure_one()
        contact = self.partner_id.tpe_dunning_contact_id or self.partner_id
        sender = self.user_id.partner_id
        if not sender.email_normalized:
            sender = self.company_id.partner_id
        for who in (contact, sender):
            if not who.email_normalized:
                raise UserError(
                    self.env._("Enter an e-mail address for %(name)s.", name=who.name)
                )
        plan = self.with_context(lang=self._get_lang())
        body = self.env["ir.qweb"]._render(
            "tpe_invoicing_reminders.payment_plan_proposal_body",
            {
                "lang": plan.env.lang,
                "terms": plan._get_terms(),
                "rule": plan._get_rule(),
                "url": self._get_url(),
                "company": self.company_id.name,
                "signature": sender.name,
            },
            lang=plan.env.lang,
            minimal_qcontext=True,
        )
        self.company_id._tpe_queue_mail(
            contact,
            plan.env._("Proposal of a payment plan"),
            body,
            author_id=sender.id,
            email_from=sender.email_formatted,
            reply_to=sender.email_formatted,
            model=self._name,
            res_id=self.id,
        )
        self.env["mail.mail"]._tpe_run_queue()
