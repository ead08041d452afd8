# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import json
import re
import tempfile
import unicodedata
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import html2plaintext

from odoo.addons.tpe_invoicing.tools.archive_export import open_zip
from odoo.addons.tpe_invoicing.tools.copies import unique_names

from ..report import recovery_page, recovery_sheets
from .tpe_recovery_facts import to_day

IN_MEMORY = 8 * 2**20
INDEX, REQUEST, DATA = "index.html", "demande.html", "dossier.json"
STATEMENT, HASHES = "releve_de_compte.csv", "empreintes_sha256.txt"
INTEREST, DAYS, SENT = "interets.csv", "interets_par_jour.csv", "relances.csv"
LABELS = {
    REQUEST: "Données que demande le formulaire (injonction de payer ou autre)",
    STATEMENT: "Relevé de compte",
    INTEREST: "Décompte des intérêts par solde et par taux",
    DAYS: "Décompte des intérêts jour par jour",
    SENT: "Relances envoyées et preuves d'envoi",
    DATA: "Tout le dossier pour un logiciel (JSON)",
}


def plain(name):
    """:param str name: any text
    :return: the name of a file, in plain letters
    :rtype: str

    >>> plain("FAC/2026/00012 é.pdf")
    'FAC-2026-00012-e.pdf'
    """
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.")[:80] or "document"


class Folder:
    """A zip that is written file by file, with the hash of each."""

    def __init__(self, file):
        """:param file: where to write"""
        self.archive = open_zip(file)
        self.hashes = {}

    def add(self, name, content):
        """:param str name: wanted path
        :param bytes content: of the file
        :return: path and SHA-256
        :rtype: tuple[str, str]"""
        path = unique_names([*self.hashes, name])[-1]
        self.archive.writestr(path, content)
        self.hashes[path] = hashlib.sha256(content).hexdigest()
        return path, self.hashes[path]

    def close(self):
        """Write the list of hashes, and end the zip."""
        content = recovery_sheets.write_hashes(self.hashes)
        self.archive.writestr(HASHES, content)
        self.archive.close()


class TpeRecovery(models.AbstractModel):
    """The recovery file: all that a court or an officer asks for, in one zip."""

    _inherit = "tpe.recovery"

    @api.model
    def _make_file(self, company, partner, on_date, moves=None):
        """Write the recovery file of a customer.

        :param res.company company: the creditor
        :param res.partner partner: the customer
        :param date on_date: day up to which all is counted
        :param account.move moves: only these invoices; default all that are overdue
        :return: name, and the open file, at its start
        :rtype: tuple[str, file]
        """
        partner = partner.commercial_partner_id
        self._check_recoverer(partner if moves is None else moves, company)
        accounts = self._get_accounts(company, partner, on_date, moves)
        data = self._collect(company, partner, on_date, accounts)
        # closed by who reads it to the end
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        folder = Folder(file)
        self._add_originals(folder, data, accounts)
        self._add_reminders(folder, data)
        self._add_letters(folder, data)
        self._add_sheets(folder, data, accounts)
        folder.close()
        file.seek(0)
        # nobody writes the journal by himself
        journal_sudo = self.env["tpe.archive.access"].sudo()
        note = self.env._("Customer no. %s", partner.id)
        journal_sudo._note(company.id, "recovery", note=note)
        name = f"recouvrement_{plain(partner.name or '')}_{on_date}.zip"
        return name, file

    def _collect(self, company, partner, on_date, accounts):
        """:return: the whole file as plain data, see ``report/recovery_page.py``
        :rtype: dict"""
        move_ids = {claim.item.move_id for each in accounts for claim in each.claims}
        moves = self.env["account.move"].browse(sorted(move_ids))
        sections = [
            self._describe_account(company, account, on_date) for account in accounts
        ]
        days = [due["limitation_on"] for each in sections for due in each["dues"]]
        insolvency = self._describe_insolvency(partner, on_date)
        return {
            "made_on": to_day(fields.Date.context_today(self)),
            "as_of": to_day(on_date),
            "limitation_on": min(filter(None, days), default=""),
            "creditor": self._describe_creditor(company),
            "debtor": self._describe_debtor(partner, company),
            "insolvency": insolvency,
            "is_disputed": bool(moves._tpe_get_active_pauses("dispute")),
            "sections": sections,
            "reminders": [],
            "notices": self._describe_notices(moves),
            "words": self._describe_words(moves),
            "routes": self._describe_routes(
                company, partner, accounts, (on_date, bool(insolvency))
            ),
            "files": [],
            "missing": [],
        }

    def _describe_routes(self, company, partner, accounts, state):
        """:param tuple state: the day, and whether proceedings are open
        :return: the ways that are open
        :rtype: list[dict]"""
        on_date, is_insolvent = state
        euro, total = self.env.ref("base.EUR"), Decimal(0)
        for account in accounts:
            currency = self.env["res.currency"].browse(account.currency_id)
            sums = sum(account.totals[:2])
            total += Decimal(
                str(currency._convert(float(sums), euro, company, on_date))
            )
        routes = self.env["tpe.recovery.route"]._get_routes(
            partner.tpe_buyer_kind or "business", is_insolvent, total, on_date
        )
        return [
            {
                "code": route.code,
                "name": route.name_fr,
                "court": route.court_fr,
                "form": route.form or "",
                "months": months,
                "conditions": route.conditions_fr or "",
                "steps": route.steps_fr or "",
                "source": route.source_title,
            }
            for route, months in routes
        ]

    # === PAPERS === #

    def _add_originals(self, folder, data, accounts):
        """Add the originals of the invoices and of their credit notes, byte for byte;
        one by one, so that the memory holds one at a time.

        :param Folder folder: the zip
        :param dict data: the file, which learns of them
        :param list accounts: what is due
        """
        moves = self.env["account.move"]
        ids = [due["id"] for each in data["sections"] for due in each["dues"]]
        invoices = moves.browse(dict.fromkeys(ids))
        credited = invoices.line_ids.matched_credit_ids.credit_move_id.move_id
        credited |= moves.browse(c.move_id for each in accounts for c in each.credits)
        refunds = credited.filtered(lambda move: move.move_type == "out_refund")
        for move in invoices | refunds:
            try:
                original = move._tpe_get_original()
            except UserError as error:
                data["missing"].append([move.name, str(error)])
                continue
            if not original:
                reason = move._tpe_explain_print(move._tpe_get_print_kind())
                data["missing"].append([move.name, reason])
                continue
            name, content = original
            path, sha256 = folder.add(f"factures/{plain(name)}", content)
            move._tpe_note_access("recovery")
            number = move.sudo().tpe_archive_entry_id.number  # only named
            kind = "Avoir" if move in refunds else "Facture"
            label = f"{kind} {move.name}, original"
            if number:
                label += f" scellé, archive n° {number}, SHA-256 {sha256}"
            data["files"].append([path, label])

    def _add_reminders(self, folder, data):
        """Add what was sent about these invoices, with its proof.

        :param Folder folder: the zip
        :param dict data: the file, which learns of it
        """
        ids = [due["id"] for each in data["sections"] for due in each["dues"]]
        lines = self.env["tpe.reminder.line"].search(
            [
                ("move_id", "in", ids),
                ("reminder_id.state", "=", "sent"),
                ("date", "<=", data["as_of"]),
            ]
        )
        for reminder in lines.reminder_id.sorted(lambda each: (each.date, each.id)):
            digits = reminder.currency_id.decimal_places
            name, content = reminder._get_recovery_paper()
            path, sha256 = folder.add(f"relances/{name}", content)
            data["files"].append([path, f"Relance : {reminder.subject or ''}"])
            data["reminders"].append(
                {
                    "date": to_day(reminder.date),
                    "sent_at": to_day(reminder.sent_at),
                    "channel": reminder.channel,
                    "address": reminder.address or "",
                    "subject": reminder.subject or "",
                    "amount": f"{reminder.amount_due:.{digits}f}",
                    "delivery": reminder.delivery or "",
                    "proof": reminder._get_recovery_proof(),
                    "file": path,
                    "sha256": sha256,
                }
            )

    def _add_letters(self, folder, data):
        """Add formal notices and debit notes, as they were sealed.

        :param Folder folder: the zip
        :param dict data: the file, which learns of them
        """
        ids = [due["id"] for each in data["sections"] for due in each["dues"]]
        lines = self.env["tpe.claim.letter.line"].search(
            [
                ("move_id", "in", ids),
                ("letter_id.is_withdrawn", "=", False),
                ("letter_id.date", "<=", data["as_of"]),
            ]
        )
        titles = {"formal": "Mise en demeure", "debit": "Note de débit"}
        for letter in lines.letter_id.sorted("id"):
            entry_sudo = letter.entry_id.sudo()  # whoever has the letter has it
            name = f"{titles[letter.kind]} {letter.name}"
            try:
                content = entry_sudo._read_document()
            except UserError as error:
                data["missing"].append([name, str(error)])
                continue
            path, _sha256 = folder.add(f"lettres/{plain(name)}.pdf", content)
            label = f"{name} du {letter.date:%d/%m/%Y}, archive n° {entry_sudo.number}"
            if letter.received_on:
                label += f", reçue le {letter.received_on:%d/%m/%Y}"
            if letter.tracking_number:
                label += f", recommandé n° {letter.tracking_number}"
            data["files"].append([path, label])

    def _add_sheets(self, folder, data, accounts):
        """Add tables and pages; the first page last, when it knows all others.

        :param Folder folder: the zip
        :param dict data: the file
        :param list accounts: what is due
        """
        dues = [
            (due, claim.split.rows)
            for section, account in zip(data["sections"], accounts, strict=True)
            for due, claim in zip(section["dues"], account.claims, strict=True)
        ]
        sheets = {
            STATEMENT: recovery_sheets.write_statement(data["sections"]),
            INTEREST: recovery_sheets.write_interest(dues),
            DAYS: recovery_sheets.write_days(dues),
            SENT: recovery_sheets.write_reminders(data["reminders"]),
        }
        for name, content in sheets.items():
            folder.add(name, content)
            data["files"].append([name, LABELS[name]])
        data["files"] += [[name, LABELS[name]] for name in (REQUEST, DATA)]
        folder.add(REQUEST, recovery_page.write_request(data))
        text = json.dumps(data, ensure_ascii=False, indent=1)
        folder.add(DATA, text.encode())
        folder.add(INDEX, recovery_page.write_index(data))


class TpeReminder(models.Model):
    """A reminder as a paper of a recovery file."""

    _inherit = "tpe.reminder"

    def _get_recovery_paper(self):
        """:return: name and content: the sealed letter, or what the message said
        :rtype: tuple[str, bytes]"""
        self.ensure_one()
        entry_sudo = self.letter_entry_id.sudo()  # whoever has the reminder has it
        stem = plain(f"{self.date}-{self.subject or self.channel}")
        if entry_sudo:
            try:
                return f"{stem}.pdf", entry_sudo._read_document()
            except UserError as error:
                return f"{stem}.txt", str(error).encode("utf-8-sig")
        heading = (
            ("Date", to_day(self.sent_at or self.date)),
            ("Canal", recovery_page.CHANNELS.get(self.channel, self.channel)),
            ("À", self.address or ""),
            ("Objet", self.subject or ""),
            ("Preuve", self._get_recovery_proof()),
        )
        head = "".join(f"{label} : {text}\r\n" for label, text in heading)
        body = html2plaintext(self.body or "").replace("\n", "\r\n")
        return f"{stem}.txt", f"{head}\r\n{body}\r\n".encode("utf-8-sig")

    def _get_recovery_proof(self):
        """:return: what proves that a reminder left, in French
        :rtype: str"""
        proofs = []
        mail_sudo = self.mail_id.sudo()  # the queue belongs to nobody
        if mail_sudo.message_id:
            proofs.append(f"Message-ID {mail_sudo.message_id}")
        if self.tracking_number:
            proofs.append(f"recommandé n° {self.tracking_number}")
        entry_sudo = self.letter_entry_id.sudo()  # only named
        if entry_sudo:
            proofs.append(f"lettre scellée, archive n° {entry_sudo.number}")
        return " ; ".join(proofs)
