# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

ADDRESS = ("street", "street2", "zip", "city", "country_id", "email", "phone")
CONTACT = ("contact_name", "contact_email")
LENGTH = 128
ACTIVITY = "tpe_invoicing.mail_activity_type_details"


class TpePartnerProposal(models.Model):
    """A change of his details that a customer asks for on his page.

    Nothing of the customer changes until a person accepts it. Once it was decided, it
    stays as it is.
    """

    _name = "tpe.partner.proposal"
    _description = "Change proposed by a customer"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        [("new", "To be decided"), ("accepted", "Accepted"), ("refused", "Refused")],
        required=True,
        readonly=True,
        default="new",
    )
    street = fields.Char(readonly=True)
    street2 = fields.Char(string="Street, second line", readonly=True)
    zip = fields.Char(string="Postcode", readonly=True)
    city = fields.Char(readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    phone = fields.Char(readonly=True)
    contact_name = fields.Char(string="Contact for payments", readonly=True)
    contact_email = fields.Char(string="E-mail of the contact", readonly=True)
    changes = fields.Text(readonly=True, help="From what to what, on the day it came.")
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime(string="Decided on", readonly=True)

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'new'",
        "A customer has one open proposal.",
    )

    # === WHAT THE CUSTOMER SENDS === #

    @api.model
    def _get_present(self, partner):
        """:param res.partner partner: a customer
        :return: his details as they are, by the names of the form
        :rtype: dict"""
        target = partner._tpe_get_billing_address()
        contact = partner._tpe_get_payment_contact()
        found = {name: target[name] or "" for name in ADDRESS if name != "country_id"}
        return found | {
            "country_id": target.country_id.id,
            "contact_name": contact.name or "",
            "contact_email": contact.email or "",
        }

    @api.model
    def _propose(self, partner, company, values):
        """Note what a customer would like to change, for a person to decide.

        :param res.partner partner: the customer
        :param res.company company: to whom he writes
        :param dict values: the details as he wants them, by the names of the form
        :return: the proposal
        :rtype: tpe.partner.proposal
        :raises UserError: when it cannot be taken, or changes nothing
        """
        present = self._get_present(partner)
        wanted = {name: values.get(name, present[name]) for name in present}
        self._check_wanted(wanted)
        if wanted == present:
            raise UserError(self.env._("Nothing has changed."))
        person = partner._tpe_get_listener(company)
        own = company._tpe_speak_to(self, person)[1]
        wanted["changes"] = own._describe(present, wanted)
        found = self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("state", "=", "new"),
            ]
        )
        if found:
            found.write(wanted)
            return found
        keys = {"partner_id": partner.id, "company_id": company.id}
        proposal = own.create(keys | wanted)
        summary = own.env._("The customer asks to change his details: decide")
        partner._tpe_ask(person, summary, kind=ACTIVITY)
        return proposal

    @api.model
    def _check_wanted(self, wanted):
        """:raises UserError: when a detail cannot be"""
        for name in ("email", "contact_email"):
            if wanted[name] and not email_normalize(wanted[name]):
                raise UserError(
                    self.env._("“%s” is no e-mail address.", wanted[name][:LENGTH])
                )
        if bool(wanted["contact_name"]) != bool(wanted["contact_email"]):
            raise UserError(
                self.env._("Name and e-mail of the contact belong together.")
            )
        texts = [text for text in wanted.values() if isinstance(text, str)]
        if any(len(text) > LENGTH for text in texts):
            raise UserError(self.env._("That is too long: 128 characters at most."))
        if not wanted["street"] or not wanted["city"]:
            raise UserError(self.env._("An address has a street and a town."))

    def _describe(self, present, wanted):
        """:return: each change in a line
        :rtype: str"""
        labels, lines = self.fields_get([*ADDRESS, *CONTACT], ["string"]), []
        countries = self.env["res.country"]
        for name in (*ADDRESS, *CONTACT):
            before, after = present[name], wanted[name]
            if before == after:
                continue
            if name == "country_id":
                before, after = (countries.browse(n).name for n in (before, after))
            label = labels[name]["string"]
            lines.append(f"{label}: {before or '–'} → {after or '–'}")
        return "\n".join(lines)

    # === ACTION METHODS === #

    def action_accept(self):
        """Change the customer's details as he has asked.

        :return: True
        :rtype: bool
        :raises UserError: when it was decided before
        """
        self._check_decider()
        for proposal in self:
            # the right was checked; accountants may not edit every partner
            partner_sudo = proposal.partner_id.sudo()
            target_sudo = partner_sudo._tpe_get_billing_address()
            target_sudo.write({name: proposal[name] for name in ADDRESS})
            if proposal.contact_email:
                partner_sudo._tpe_set_payment_contact(
                    proposal.contact_name, proposal.contact_email
                )
            partner_sudo.message_post(body=proposal.changes, author_id=partner_sudo.id)
        return self._decide("accepted")

    def action_refuse(self):
        """Leave the customer's details as they are.

        :return: True
        :rtype: bool
        :raises UserError: when it was decided before
        """
        self._check_decider()
        return self._decide("refused")

    def _check_decider(self):
        """:raises UserError: when the user may not decide, or it was decided before"""
        self.check_access("read")
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only the accountant and the owner decide on this.")
            )
        locked_sudo = self.sudo().try_lock_for_update()  # two people at once
        if len(locked_sudo) < len(self) or any(each.state != "new" for each in self):
            raise UserError(self.env._("This was decided already."))

    def _decide(self, state):
        """:param str state: what was decided
        :return: True
        :rtype: bool"""
        proposals_sudo = self.sudo()  # nobody edits a proposal; the right was checked
        proposals_sudo.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        proposals_sudo.partner_id.activity_feedback([ACTIVITY])
        return True
