# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, config

from ..tools import law_update

_lt = LazyTranslate(__name__)

PUBLISHERS = Path(__file__).parent.parent / "data" / "files" / "law_publishers.txt"
PROBLEMS = {
    "not_update": _lt("This file is no update of the law."),
    "too_long": _lt("This file is too long to be an update of the law."),
    "key_unknown": _lt(
        "This update is signed by a key that this server does not know (%s): only "
        "updates of a known publisher can be applied."
    ),
    "signature_wrong": _lt(
        "The signature of this update is wrong: the file was changed after it was "
        "published. Get it again from where it was published."
    ),
    "newer_format": _lt(
        "This update needs a newer TPE Invoicing: install its new version first."
    ),
    "row_wrong": _lt("This update cannot be read: %s."),
}
# kind of row: its model, and the record that it belongs to
MODELS = {
    "figures": ("tpe.legal.parameter.value", "parameter_id", "tpe.legal.parameter"),
    "texts": ("tpe.mention.text", "mention_id", "tpe.mention"),
    "changes": ("tpe.law.change", None, None),
    "duties": ("tpe.law.duty", None, None),
}


class TpeLawUpdate(models.Model):
    """A signed update of the law that was applied: which one, when and by whom.

    Kept with its file, so that anybody can verify its signature again. Never changes.
    """

    _name = "tpe.law.update"
    _description = "Update of the law"
    _order = "number desc"

    number = fields.Integer(required=True, readonly=True)
    published_on = fields.Date(required=True, readonly=True)
    title_fr = fields.Char(string="French title", required=True, readonly=True)
    title_en = fields.Char(string="English title", required=True, readonly=True)
    name = fields.Char(compute="_compute_name")
    key_name = fields.Char(string="Key of the publisher", readonly=True)
    sha256 = fields.Char(string="Fingerprint of the file", readonly=True)
    content = fields.Binary(string="File", attachment=False, readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)

    _number_unique = models.UniqueIndex("(number)", "This update is applied already.")

    @api.depends("title_fr", "title_en")
    @api.depends_context("lang")
    def _compute_name(self):
        is_french = (self.env.lang or "").startswith("fr")
        for update in self:
            update.name = update.title_fr if is_french else update.title_en

    # === READING === #

    @api.model
    def _get_publishers(self):
        """Return the public keys whose updates are trusted.

        The key of those who publish this addon ships with it; ``tpe_law_publishers`` of
        the server's configuration names a file with more of them.

        :return: public keys in hexadecimal
        :rtype: list[str]
        """
        text = PUBLISHERS.read_text()
        if own := config.get("tpe_law_publishers"):
            text += "\n" + Path(own).read_text()
        lines = (line.strip() for line in text.splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    @api.model
    def _read_file(self, file):
        """Read a signed update that can be applied here.

        :param bytes file: the file
        :return: what it says, see ``tools/law_update.py``
        :rtype: dict
        :raises UserError: saying why it is not trusted, too old, or unknown
        """
        try:
            content = law_update.read(file, self._get_publishers())
        except law_update.LawFileError as error:
            words = self.env._(PROBLEMS[error.code])
            if "%s" in words:
                words = words.replace("%s", error.detail)
            raise UserError(words) from error
        last = self.search([], limit=1)
        if content["number"] <= last.number:
            raise UserError(
                self.env._(
                    "Update %(number)s is no newer than update %(last)s, which was "
                    "applied here.",
                    number=content["number"],
                    last=last.number,
                )
            )
        self._check_owners(content)
        return content

    @api.model
    def _check_owners(self, content):
        """:param dict content: an update
        :raises UserError: when it speaks of a figure or mention that is not here"""
        for kind, (_model, link, owner) in MODELS.items():
            codes = {row["code"] for row in content.get(kind, ()) if link}
            known = set()
            if codes:
                domain = [("code", "in", list(codes))]
                if owner == "tpe.mention":
                    domain.append(("company_id", "=", False))
                # the law is the same for every user, whatever his rights
                known = set(self.env[owner].sudo().search(domain).mapped("code"))
            if codes - known:
                raise UserError(
                    self.env._(
                        "This update speaks of “%s”, which this version of TPE "
                        "Invoicing does not know: install its new version first.",
                        sorted(codes - known)[0],
                    )
                )

    # === WRITING === #

    @api.model
    def _write_rows(self, content):
        """Write the rows of an update as the addon's own.

        Each bears the name by which a release will ship it. Until that release is
        installed an upgrade leaves it alone, see :meth:`_yield_to_release`.

        :param dict content: an update
        """
        names = self.env["ir.model.data"].sudo()  # the administrator's
        for kind, (model, link, owner) in MODELS.items():
            for row in content.get(kind, ()):
                # rows of the law are written by the addon, never by a user
                rows_sudo = self.env[model].sudo().with_context(active_test=False)
                values = self._prepare_row(row, link, owner)
                record = self._find_row(rows_sudo, f"tpe_invoicing.{row['id']}", values)
                if record:
                    record.write(values)
                else:
                    record = rows_sudo.create(values)
                name = f"tpe_invoicing.{row['id']}"
                names._update_xmlids([{"xml_id": name, "record": record}])
                names.search(
                    [("module", "=", "tpe_invoicing"), ("name", "=", row["id"])]
                ).noupdate = True
        self.env.registry.clear_cache()

    def _prepare_row(self, row, link, owner):
        values = {name: value for name, value in row.items() if name != "id"}
        if "value" in values:
            values["value"] = float(values["value"])
        if link:
            domain = [("code", "=", values.pop("code"))]
            if owner == "tpe.mention":
                domain.append(("company_id", "=", False))
            # the law is the same for every user, whatever his rights
            values[link] = self.env[owner].sudo().search(domain, limit=1).id
            values["company_id"] = False
        return values

    def _find_row(self, rows_sudo, name, values):
        """:return: the row that bears the name, or that says the same thing already
        :rtype: models.Model"""
        record = self.env.ref(name, raise_if_not_found=False)
        if record and record._name == rows_sudo._name:
            return rows_sudo.browse(record.id)
        if rows_sudo._name == "tpe.law.change":
            return rows_sudo
        keys = [key for key in ("parameter_id", "mention_id", "code") if key in values]
        keys += ["date_from", "company_id"] if "company_id" in values else []
        return rows_sudo.search([(key, "=", values[key]) for key in keys], limit=1)

    @api.model
    def _apply(self, file):
        """Apply a signed update for good.

        :param bytes file: the file
        :return: the record of it
        :rtype: tpe.law.update
        """
        content = self._read_file(file)
        self._write_rows(content)
        # nobody may write these records; this method is where they come from
        return self.sudo().create(
            {
                **{name: content[name] for name in sorted(law_update.HEAD)},
                "key_name": content["key"],
                "sha256": hashlib.sha256(file).hexdigest(),
                "content": base64.b64encode(file),
                "row_count": sum(len(content.get(kind, ())) for kind in MODELS),
            }
        )

    @api.model
    def _yield_to_release(self, number):
        """Let a release of the addon write the rows that it has taken over.

        Called while the addon is installed or upgraded, before its rows are read.

        :param int number: the last update whose rows the release ships
        """
        last = self.search([], limit=1).number
        if last <= number:
            models_ = [model for model, _link, _owner in MODELS.values()]
            self.env["ir.model.data"].sudo().search(
                [
                    ("module", "=", "tpe_invoicing"),
                    ("model", "in", models_),
                    ("noupdate", "=", True),
                ]
            ).noupdate = False
