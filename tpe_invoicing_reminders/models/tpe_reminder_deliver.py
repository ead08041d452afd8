# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import uuid4

from odoo import Command, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.modules.module import get_manifest
from odoo.tools import SQL
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.written import format_day

from ..tools import texts


class TpeReminder(models.Model):
    """Making a reminder: its words, its record, and its way out.

    A channel is a method ``_send_by_<code>``; it gets the reminders of that channel,
    and says in ``delivery`` where they are.
    """

    _inherit = "tpe.reminder"

    @api.model
    def _make(self, run, prepared):
        """Make and send reminders.

        :param tpe.reminder.run run: the run
        :param list prepared: messages, see ``tpe_reminder_prepare.Prepared``
        :return: the reminders, in the same order
        :rtype: tpe.reminder
        """
        dues = [item.line_id for each in prepared for item, _ in each.message.dues]
        quiet = self.with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
            tpe_memo={},
            tpe_earlier=self._fetch_earlier(dues, run.date),
        )
        quiet._warm_up(prepared)
        reminders = quiet.create([quiet._prepare_vals(run, each) for each in prepared])
        ready = dict(zip(reminders.ids, prepared, strict=True))
        for channel, group in reminders.grouped("channel").items():
            getattr(group.with_context(tpe_ready=ready), f"_send_by_{channel}")()
        return reminders

    @api.model
    def _warm_up(self, prepared):
        """Read at once what the messages of a batch need, not one by one.

        :param list prepared: messages
        """
        move_ids = {line.item.move_id for ready in prepared for line in ready.lines}
        moves = self.env["account.move"].browse(move_ids)
        moves.fetch(
            ["access_token", "company_id", "move_type", "name", "tpe_archive_entry_id"]
        )
        self._give_tokens(moves)
        moves.mapped("access_url")
        partners = {ready.message.customer_id for ready in prepared}
        partners |= {ready.contact.contact_id for ready in prepared}
        self.env["res.partner"].browse(partners).fetch(
            [
                "commercial_partner_id",
                "company_id",
                "name",
                "tpe_account_epoch",
                "tpe_is_familiar",
            ]
        )

    @api.model
    def _give_tokens(self, moves):
        """Give invoices the token that their link needs, where they have none.

        :param account.move moves: the invoices of a batch
        """
        ids = [move.id for move in moves if not move.access_token]
        if not ids:
            return
        # the ORM would look at the entries of each invoice anew for a mere token
        self.env.execute_query(
            SQL(
                """UPDATE account_move SET access_token = token
                     FROM UNNEST(%s, %s) AS t(id, token)
                    WHERE account_move.id = t.id AND access_token IS NULL
                RETURNING account_move.id""",
                ids,
                [str(uuid4()) for _each in ids],
            )
        )
        moves.invalidate_recordset(["access_token"])
        moves.fetch(["access_token"])

    def _prepare_vals(self, run, ready):
        """Prepare the record of a message.

        :param tpe.reminder.run run: the run
        :param Prepared ready: the message
        :return: values
        :rtype: dict
        """
        message, contact = ready.message, ready.contact
        level = self.env["tpe.reminder.level"].browse(message.level_id)
        words = self._render(run, ready, level)
        return {
            "company_id": run.company_id.id,
            "run_id": run.id,
            "partner_id": message.customer_id,
            "contact_id": contact.contact_id,
            "address": contact.email if ready.channel == "email" else contact.phone,
            "currency_id": message.currency_id,
            "plan_id": level.plan_id.id,
            "level_id": level.id,
            "level_number": level.number,
            "channel": ready.channel,
            "date": run.date,
            "state": "sent",
            "sent_at": fields.Datetime.now(),
            "amount_due": ready.amount_due,
            "interest": ready.interest,
            "fees": ready.fees,
            **words,
            "line_ids": [
                Command.create(self._prepare_line_vals(run, level, line))
                for line in ready.lines
            ],
        }

    def _prepare_line_vals(self, run, level, line):
        """:return: values of a line of a reminder
        :rtype: dict"""
        return {
            "company_id": run.company_id.id,
            "currency_id": line.item.currency_id,
            "move_line_id": line.item.line_id,
            "move_id": line.item.move_id,
            "level_id": level.id,
            "date": run.date,
            "is_credit": line.amount < 0,
            "is_counted": True,
            "amount_due": line.amount,
            "days_late": line.days_late,
            "interest": line.interest,
            "fees": line.fee,
        }

    # === WORDS === #

    @api.model
    def _render(self, run, ready, level):
        """Write a message in the language of its contact.

        :param tpe.reminder.run run: the run
        :param Prepared ready: the message
        :param tpe.reminder.level level: its step
        :return: wording, subject, body and template
        :rtype: dict
        """
        lang = run.company_id._tpe_get_lang(ready.contact.lang)
        self, level = self.with_context(lang=lang), level.with_context(lang=lang)
        values = self._get_values(run, ready)
        body = self.env["ir.qweb"]._render(
            "tpe_invoicing_reminders.reminder_body",
            {
                **values,
                "paragraphs": self._get_paragraphs(level, values, ready),
                "shows_claim": level.shows_claim,
                "is_public": ready.message.dues[0][0].kind == "public",
                "lang": lang,
            },
            lang=lang,
            minimal_qcontext=True,
        )
        version = get_manifest(self._module)["version"]
        level = level._get_writer(ready.channel)
        wording = level._choose_wording(ready.message.customer_id)
        customer = self.env["res.partner"].browse(ready.message.customer_id)
        subject, _body = level._get_words(customer, wording)
        return {
            "wording": wording,
            "subject": texts.to_single_line(texts.fill(subject, values)),
            "body": body,
            "template": f"{level.plan_id.id}/{level.id}/{version}",
        }

    @api.model
    def _get_paragraphs(self, level, values, ready):
        """:return: the words of a step, each paragraph a list of lines
        :rtype: list[list[str]]"""
        customer = self.env["res.partner"].browse(ready.message.customer_id)
        writer = level.with_context(lang=self.env.lang)._get_writer(ready.channel)
        _subject, body = writer._get_words(customer)
        return texts.to_paragraphs(texts.fill(body, values))

    @api.model
    def _get_values(self, run, ready):
        """Return what the words of a message can name, written as its reader writes.

        :param tpe.reminder.run run: the run
        :param Prepared ready: the message
        :return: strings by variable, and the lines of the table
        :rtype: dict
        """
        message, company = ready.message, run.company_id
        currency = self.env["res.currency"].browse(message.currency_id)
        moves = self.env["account.move"].browse(
            line.item.move_id for line in ready.lines
        )
        links = {move.id: move._tpe_get_reminder_url() for move in moves}
        dues = [item for item, _amount in message.dues]

        def money(amount):
            return self._write(format_amount, float(amount), currency)

        customer = self.env["res.partner"].browse(message.customer_id)
        contact = self.env["res.partner"].browse(ready.contact.contact_id)
        level = self.env["tpe.reminder.level"].browse(message.level_id)
        account = customer._tpe_make_account_links()[0]
        return {
            "customer": customer.name or "",
            "contact": contact.name or customer.name or "",
            "account": account,
            "account_url": account["url"],
            "link": account["url"],
            "company": company.name,
            "signature": self._choose_sender(run, level, moves[:1]).name,
            "phone": company.phone or "",
            "amount": money(ready.amount_due),
            "date": self._write(format_day, run.date),
            "count": str(len({item.move_id for item in dues})),
            "invoices": ", ".join(dict.fromkeys(item.number or "" for item in dues)),
            "due_date": self._write(format_day, min(item.due_on for item in dues)),
            "days_late": str(max(line.days_late for line in ready.lines)),
            "earlier": self._describe_earlier(dues, run.date),
            "interest": ready.interest and money(ready.interest),
            "fees": ready.fees and money(ready.fees),
            "claim": money(ready.amount_due + ready.interest + ready.fees),
            "claim_label": self._get_claim_label(run.date),
            "rows": [
                self._get_row(line, links.get(line.item.move_id), money)
                for line in ready.lines
            ],
        }

    @api.model
    def _get_claim_label(self, day):
        """:return: what stands before the sum that can be claimed on a day
        :rtype: str"""
        return self.env._(
            "total claimable on %(day)s:", day=self._write(format_day, day)
        )

    @api.model
    def _write(self, function, *values):
        """Write a figure as the reader does, once for all messages of a batch.

        :param function: of Odoo, that takes the environment and these values
        :param values: what to write
        :rtype: str
        """
        memo = self.env.context.get("tpe_memo", {})
        key = (self.env.lang, function, *values)
        if key not in memo:
            memo[key] = function(self.env, *values)
        return memo[key]

    @api.model
    def _get_row(self, line, link, money):
        """Return a line of the table of a message.

        :param Line line: the item
        :param str link: where its document is seen
        :param money: function that writes an amount
        :rtype: dict
        """
        return {
            "number": line.item.number or "",
            "url": link,
            "date": self._write(format_day, line.item.day),
            "due_date": self._write(format_day, line.item.due_on),
            "days_late": line.days_late,
            "amount": money(line.amount),
            "is_credit": line.amount < 0,
        }

    # === CHANNELS === #

    def _send_by_email(self):
        """Put one mail in the queue for each of these reminders."""
        # the queue belongs to nobody; the right to send was checked by the run
        mails_sudo = self.env["mail.mail"].sudo()
        values = {each.id: each._prepare_mail_vals() for each in self}
        # where Odoo gets mail, answers come to the reminder; else to who signs
        replies = self._notify_get_reply_to_batch(
            {each_id: vals["email_from"] for each_id, vals in values.items()}
        )
        mails = mails_sudo.create(
            [dict(values[each_id], reply_to=replies[each_id]) for each_id in self.ids]
        )
        for reminder, mail in zip(self, mails, strict=True):
            reminder.write({"mail_id": mail.id, "delivery": "queued"})
        self.env["mail.mail"]._tpe_run_queue()

    def _prepare_mail_vals(self):
        """Prepare the mail, with the sealed originals.

        :return: values of ``mail.mail``
        :rtype: dict
        """
        self.ensure_one()
        sender = self._get_sender()
        if not sender.email:
            raise UserError(
                self.env._("Enter an e-mail address for %(name)s.", name=sender.name)
            )
        name = self.contact_id.name or self.partner_id.name or ""
        return {
            "subject": self.subject,
            "body_html": self.body,
            "email_from": sender.email_formatted,
            "email_to": tools.formataddr((name, self.address)),
            "email_cc": self._get_copies(),
            "author_id": sender.id,
            "attachment_ids": [Command.set(self._get_originals().ids)],
            "model": self._name,
            "res_id": self.id,
            "auto_delete": False,
        }

    def _get_originals(self):
        """Return the sealed originals of the invoices, after a look at their bytes.

        :rtype: ir.attachment
        :raises UserError: when one of them was damaged
        """
        # whoever reminds sends the originals along
        entries_sudo = self.line_ids.move_id.sudo().tpe_archive_entry_id
        for entry in entries_sudo:
            entry._read_document()
        return entries_sudo.attachment_id
