# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..language import in_user_language
from ..tools import copies, epc

HASH = re.compile(r"[0-9a-f]{64}")
LANGUAGES = {"fr": "fr_FR", "en": "en_US"}


class TpeArchiveEntry(models.Model):
    """The certificate of integrity of a sealed file, and the question it answers."""

    _inherit = "tpe.archive.entry"

    _sha256_index = models.Index("(sha256) WHERE sha256 IS NOT NULL")
    _xml_sha256_index = models.Index("(xml_sha256) WHERE xml_sha256 IS NOT NULL")

    # === PUBLIC API === #

    @in_user_language
    def tpe_certificate(self):
        """Certify that files stand in the archive as they were sealed.

        Each file is read again first. The same entry gives the same certificate, in
        the language of the customer; the journal notes that it was made.

        :return: for each entry ``id``, ``filename``, ``mimetype``, ``sha256`` (of the
            certificate) and ``content`` (base64)
        :rtype: list[dict]
        :raises UserError: when an entry has no file, or its file was damaged
        """
        self.check_access("read")
        return [copies.describe(entry.id, *entry._make_certificate()) for entry in self]

    # === ACTION METHODS === #

    def action_certificate(self):
        """:return: what the browser downloads
        :rtype: dict"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/tpe/certificates/entry?ids={self.id}",
            "target": "download",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _is_known(self, sha256, company_ids):
        """Tell whether a file is in the archive, and nothing else.

        :param str sha256: of the file, 64 hexadecimal digits
        :param list[int] company_ids: whose archives
        :rtype: bool
        """
        if not HASH.fullmatch(sha256 or ""):
            return False
        values = {"sha256": sha256, "companies": list(company_ids)}
        return self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM tpe_archive_entry
                                WHERE sha256 = %(sha256)s
                                  AND company_id = ANY(%(companies)s))
                    OR EXISTS (SELECT FROM tpe_archive_entry
                                WHERE xml_sha256 = %(sha256)s
                                  AND company_id = ANY(%(companies)s))
                """,
                **values,
            )
        )[0][0]

    def _make_certificate(self):
        """:return: name and content of the certificate
        :rtype: tuple[str, bytes]"""
        self.ensure_one()
        if not self.sha256:
            raise UserError(
                self.env._("%s has no file: there is nothing to certify.", self.name)
            )
        self._read_document()
        entry = self.with_context(lang=self._get_certificate_lang())
        company = entry.company_id
        title = entry.env._("Certificate of integrity")
        content = entry._set_paper(
            company,
            entry.sealed_at,
            title,
            entry._get_certificate_blocks(),
            subtitle=entry.name,
            code=epc.draw(company._tpe_get_check_url()),
        )
        self.env["tpe.archive.access"]._note(
            company.id,
            "certificate",
            first_number=self.number,
            last_number=self.number,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        return f"{title} {entry.name}.pdf".replace("/", "_"), content

    def _get_certificate_lang(self):
        """:return: language of who reads it
        :rtype: str"""
        if self.kind in ("invoice", "credit_note") and self.move_id:
            short = self.move_id._tpe_get_document_lang()
        else:
            partner = self.partner_id or self.company_id.partner_id
            short = "fr" if (partner.lang or "fr").startswith("fr") else "en"
        return self.company_id._tpe_get_lang(LANGUAGES[short])

    # === BLOCKS === #

    def _get_certificate_blocks(self):
        """:return: what a certificate shows
        :rtype: list[dict]"""
        _ = self.env._
        return [
            {
                "kind": "text",
                "text": _(
                    "%(company)s keeps the file described below in a sealed archive. "
                    "Its fingerprint identifies it: had one character of the file been "
                    "changed since it was sealed, the fingerprint would be another. "
                    "The file was read again to make this certificate, and is the one "
                    "that was sealed.",
                    company=self.company_id.name,
                ),
            },
            {"kind": "heading", "text": _("The file")},
            self._get_file_facts(),
            {"kind": "heading", "text": _("The seal")},
            self._get_seal_facts(),
            {"kind": "heading", "text": _("How to check it")},
            *self._get_check_blocks(),
            {"kind": "heading", "text": _("What this certificate is not")},
            {
                "kind": "text",
                "text": _(
                    "It is made by the company itself from its own archive, not by a "
                    "third party. The seal is an electronic signature of the archive; "
                    "it is not a qualified signature, seal or time stamp in the sense "
                    "of Regulation (EU) No 910/2014, and the date is that of the "
                    "company's server."
                ),
            },
        ]

    def _get_file_facts(self):
        _ = self.env._
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        rows = [
            [_("Document"), f"{kinds[self.kind]} {self.name}"],
            [_("Date"), self._write_day(self.date.isoformat())],
        ]
        if self.currency_id:
            total = self.currency_id._tpe_format(self.amount_total)
            amount = self._write_amount(total, self.currency_id.name)
            rows.append([_("Total"), amount])
        rows += [
            [_("File"), self.filename or ""],
            [_("Size in bytes"), str(self.size)],
            [_("Fingerprint (SHA-256)"), self.sha256, "mono"],
        ]
        if self.xml_sha256:
            rows.append([_("Of the XML inside"), self.xml_sha256, "mono"])
        return {"kind": "facts", "rows": rows}

    def _get_seal_facts(self):
        _ = self.env._
        key_sudo = self.key_id.sudo()  # its public half, for whoever reads the entry
        return {
            "kind": "facts",
            "rows": [
                [_("Sealed on"), self._write_seal_time()],
                [_("Archive number"), str(self.number)],
                [_("Fingerprint of the entry"), self.entry_hash, "mono"],
                [_("Hash of the entry before"), self.previous_hash, "mono"],
                [_("Signature (Ed25519)"), self.signature, "mono"],
                [_("Signed with the key"), key_sudo.name, "mono"],
                [_("Public key"), key_sudo.public_key, "mono"],
            ],
        }

    def _get_check_blocks(self):
        _ = self.env._
        url = self.company_id._tpe_get_check_url()
        return [
            {
                "kind": "code",
                "alt": url,
                "lines": [
                    _("Drop the PDF that you received on this page:"),
                    url,
                    _("It says whether the file is known. The file stays with you."),
                ],
            },
            {
                "kind": "text",
                "text": _(
                    "Or compute the fingerprint yourself and compare it with the one "
                    "above: certutil -hashfile FILE SHA256 (Windows), shasum -a 256 "
                    "FILE (macOS), sha256sum FILE (Linux)."
                ),
            },
        ]
