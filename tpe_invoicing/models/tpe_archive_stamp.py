# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import logging
import time
from datetime import timedelta
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, LazyTranslate

from ..tools import stamps
from ..tools.stamp_roots import StampError, read_roots

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

TIMEOUT = 10  # seconds
MOST_BYTES = 2**17
PATIENCE = timedelta(days=3)
HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
}
STAMP_ERRORS = {
    "bad_signature": _lt("the signature of the authority is wrong"),
    "expired": _lt("the certificate of the authority was not valid then"),
    "no_certificate": _lt("the certificate of the authority is not in its answer"),
    "no_root": _lt("the certificate of the authority leads to no root you trust"),
    "no_stamp": _lt("the answer is no time-stamp"),
    "other_hash": _lt("the stamp is about another hash"),
    "other_request": _lt("the stamp answers another request"),
    "other_use": _lt("the certificate is not one of time-stamps"),
    "refused": _lt("it refuses: %(detail)s"),
    "unknown_way": _lt("it signs in a way that is not known here: %(detail)s"),
}


class ResCompany(models.Model):
    """Which authority dates the closings of the archive, if any."""

    _inherit = "res.company"

    tpe_stamp_url = fields.Char(
        string="Time-stamping authority",
        groups="account.group_account_manager,base.group_system",
        copy=False,
        help="Address of an authority of RFC 3161. It receives the fingerprint of each "
        "closing and nothing else, and signs when it saw it.",
    )
    tpe_stamp_roots = fields.Text(
        string="Root certificates of the authority",
        groups="account.group_account_manager,base.group_system",
        copy=False,
        help="In PEM, as the authority publishes them. A time-stamp is accepted only "
        "when its certificate leads to one of them. Without any, whatever certificate "
        "comes with the time-stamp is taken, and the archive says so.",
    )
    tpe_stamp_failed_at = fields.Datetime(
        string="Time-stamps fail since", readonly=True, copy=False
    )
    tpe_stamp_error = fields.Char(
        string="Last error of the authority", readonly=True, copy=False
    )

    @api.constrains("tpe_stamp_url")
    def _check_tpe_stamp_url(self):
        for company in self:
            url = urlsplit(company.tpe_stamp_url or "https://none")
            if url.scheme not in ("http", "https") or not url.hostname:
                raise ValidationError(
                    self.env._(
                        "The address of the time-stamping authority begins with "
                        "https:// or http://."
                    )
                )

    @api.constrains("tpe_stamp_roots")
    def _check_tpe_stamp_roots(self):
        for company in self:
            try:
                read_roots(company.tpe_stamp_roots)
            except StampError as error:
                raise ValidationError(
                    self.env._(
                        "The root certificates of the time-stamping authority are "
                        "wanted in PEM: the lines from “BEGIN CERTIFICATE” to “END "
                        "CERTIFICATE”."
                    )
                ) from error

    def _tpe_note_stamp_failure(self, error):
        """Remember that the authority does not answer; tell the owner in the end.

        :param Exception error: what went wrong
        """
        now = fields.Datetime.now()
        owner, in_owner_lang = self._tpe_speak_to(self)
        said = in_owner_lang._tpe_describe_stamp_error(error)
        self.tpe_stamp_error = said
        self.tpe_stamp_failed_at = self.tpe_stamp_failed_at or now
        if now - self.tpe_stamp_failed_at < PATIENCE:
            return
        partner = in_owner_lang.partner_id
        summary = in_owner_lang.env._("The closings are not time-stamped any more")
        known = self.env["mail.activity"].search_count(
            [
                ("res_model", "=", partner._name),
                ("res_id", "=", partner.id),
                ("summary", "=", summary),
            ],
            limit=1,
        )
        if not known:
            note = in_owner_lang.env._(
                "The authority does not answer as it should: %s. The archive is "
                "sealed all the same. Check its address on the page about the "
                "safety of the archive.",
                said,
            )
            partner._tpe_ask(owner, summary, note)

    def _tpe_describe_stamp_error(self, error):
        """:param Exception error: of an authority
        :return: what went wrong; an authority that refuses says it in its own words
        :rtype: str"""
        _ = self.env._
        if isinstance(error, requests.Timeout):
            return _("it does not answer in time")
        if isinstance(error, requests.ConnectionError):
            return _("it cannot be reached")
        if isinstance(error, StampError):
            said = _(STAMP_ERRORS[error.code])
            return said % {"detail": error.detail or "-"}
        return str(error)


class TpeArchiveEntry(models.Model):
    """Time-stamps of closings: asked for in the background, kept as entries."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _cron_stamp_closings(self):
        """Have the closings stamped that are not yet, in every company."""
        companies = self.env["res.company"].search([("tpe_stamp_url", "!=", False)])
        if not companies or not companies._tpe_may_tell_outside():
            return
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._stamp_company(company)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _stamp_company(self, company):
        """Have the closings of a company stamped, the oldest first.

        :param res.company company: whose archive
        """
        for number, entry_hash in self._get_unstamped(company):
            try:
                with self.env.cr.savepoint():
                    self._stamp_closing(company, number, entry_hash)
            except (StampError, OSError) as error:
                _logger.warning("company %s: no time-stamp: %s", company.id, error)
                company._tpe_note_stamp_failure(error)
                return
            except Exception:  # another company's closings are stamped all the same
                _logger.exception("company %s: no time-stamp", company.id)
                return
        if company.tpe_stamp_failed_at:
            company.write({"tpe_stamp_failed_at": False, "tpe_stamp_error": False})

    @api.model
    def _get_unstamped(self, company):
        """:return: number and hash of the closings of months and years that came after
            the last one that was stamped; the last one alone when none was
        :rtype: list[tuple[int, str]]"""
        return self.env.execute_query(
            SQL(
                """
                WITH closings AS (
                    SELECT number, entry_hash FROM tpe_archive_entry
                     WHERE company_id = %(company)s AND kind = 'closing'
                       AND meta::json->>'period' IN ('month', 'year')
                ), stamped AS (
                    SELECT max((meta::json->>'number')::int) AS last
                      FROM tpe_archive_entry
                     WHERE company_id = %(company)s AND kind = 'stamp'
                )
                SELECT number, entry_hash FROM closings, stamped
                 WHERE number > COALESCE(
                       last, (SELECT max(number) - 1 FROM closings))
                 ORDER BY number
                """,
                company=company.id,
            )
        )

    @api.model
    def _stamp_closing(self, company, number, entry_hash):
        """Have one closing stamped and keep the answer as an entry.

        Nothing is locked while the authority is waited for.

        :param res.company company: whose archive
        :param int number: of the closing
        :param str entry_hash: of the closing
        :return: the new entry
        :rtype: tpe.archive.entry
        """
        request, nonce = stamps.ask(entry_hash)
        answer = self._post_stamp(company.tpe_stamp_url, request)
        roots = read_roots(company.tpe_stamp_roots)
        stamp = stamps.read(answer, entry_hash, nonce, roots)
        return self._seal_documents(
            [
                {
                    **dict.fromkeys(
                        ("move_id", "partner_id", "pdf", "xml", "filename")
                    ),
                    "kind": "stamp",
                    "company_id": company.id,
                    "name": f"RFC 3161 {number}",
                    "date": stamp.at.date(),
                    "meta": {
                        "number": number,
                        "entry_hash": entry_hash,
                        "authority": stamp.authority,
                        "root": stamp.root,
                        "at": stamp.at.isoformat(),
                        "serial": str(stamp.serial),
                        "token": base64.b64encode(answer).decode(),
                    },
                }
            ]
        )

    @api.model
    def _post_stamp(self, url, request):
        """:param str url: of the authority
        :param bytes request: in DER
        :return: its answer in DER
        :rtype: bytes
        :raises OSError: when it cannot be reached or does not answer in time"""
        # no redirect: the address is the one that the owner has entered
        with requests.post(
            url,
            data=request,
            headers=HEADERS,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise OSError(f"HTTP {response.status_code}")
            answer, end = bytearray(), time.monotonic() + TIMEOUT
            # each byte alone: the time-out of a connection is that of its next byte
            for byte in response.iter_content(1):
                answer += byte
                if len(answer) > MOST_BYTES or time.monotonic() > end:
                    raise requests.Timeout("no end of the answer")
        return bytes(answer)
