# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.envelope import CertificateError, describe_certificate, read_certificate


class ResCompany(models.Model):
    """To whom exports of the archive are encrypted: the accountant's certificate."""

    _inherit = "res.company"

    tpe_export_certificate = fields.Binary(
        string="Accountant's certificate",
        attachment=False,
        groups="account.group_account_invoice",
        help="Ask your accountant for the certificate of his encrypted mail (S/MIME: a "
        ".pem, .crt, .cer or .p7b file, without any secret). Exports of the archive "
        "can then be encrypted so that he alone can open them, with no password to "
        "pass on: with his mail program, or with openssl cms -decrypt.",
    )
    tpe_export_certificate_name = fields.Char(string="File name of the certificate")
    tpe_export_certificate_info = fields.Char(
        string="Certificate of",
        compute="_compute_tpe_export_certificate_info",
        groups="account.group_account_invoice",
    )

    @api.depends("tpe_export_certificate")
    def _compute_tpe_export_certificate_info(self):
        for company in self.with_context(bin_size=False):
            said = False
            if content := company.tpe_export_certificate:
                try:
                    certificate = read_certificate(
                        company._tpe_decode_certificate(content)
                    )
                except CertificateError as error:
                    said = company._tpe_say_certificate(error)
                else:
                    said = company._tpe_describe_certificate(certificate)
            company.tpe_export_certificate_info = said

    @api.constrains("tpe_export_certificate")
    def _check_tpe_export_certificate(self):
        for company in self.with_context(bin_size=False):
            if content := company.tpe_export_certificate:
                try:
                    read_certificate(company._tpe_decode_certificate(content))
                except CertificateError as error:
                    raise ValidationError(
                        company._tpe_say_certificate(error)
                    ) from error

    @api.model
    def _tpe_decode_certificate(self, content):
        """:param bytes content: what the field holds
        :return: the file
        :rtype: bytes"""
        try:
            return base64.b64decode(content or b"")
        except (binascii.Error, ValueError):
            return b""

    def _tpe_describe_certificate(self, certificate):
        """:return: whose certificate it is, until when, and how it is recognised
        :rtype: str"""
        about = describe_certificate(certificate)
        return self.env._(
            "%(subject)s, valid until %(until)s, SHA-256 %(sha256)s",
            subject=about["subject"],
            until=fields.Date.to_string(about["until"].date()),
            sha256=about["sha256"],
        )

    def _tpe_say_certificate(self, error):
        """:param CertificateError error: why a certificate is of no use
        :return: what the user can do about it
        :rtype: str"""
        texts = {
            "certificate_unreadable": self.env._(
                "This file holds no certificate. Ask your accountant for a .pem, .crt, "
                ".cer or .p7b file."
            ),
            "certificate_no_rsa": self.env._(
                "The key of this certificate cannot encrypt files. Ask your accountant "
                "for a certificate with an RSA key."
            ),
            "certificate_weak": self.env._(
                "The key of this certificate is too short to be safe. Ask your "
                "accountant for a newer one."
            ),
        }
        return texts[str(error)]
