# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Downloads of the web client: which records are asked for, and files to keep."""

import base64

from odoo.http import content_disposition, request

from ..tools.copies import pack

ZIP = "application/zip"


def find_records(model_name, ids):
    """Find the records that a link names.

    :param str model_name: their model
    :param str ids: with commas
    :return: those that exist
    :raises NotFound: when there is none
    """
    numbers = dict.fromkeys(int(each) for each in ids.split(",") if each.isdigit())
    records = request.env[model_name].browse(numbers).exists()
    if not records:
        raise request.not_found()
    return records


def give_file(name, content, mimetype):
    """:param str name: of the file
    :param bytes content: of the file
    :param str mimetype: of the file
    :return: a file to keep
    :rtype: odoo.http.Response"""
    return request.make_response(
        content,
        headers=[
            ("Content-Type", mimetype),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store, private"),
        ],
    )


def give_papers(answers, zip_name):
    """:param list[dict] answers: each with ``filename`` and ``content`` (base64), PDF
    :param str zip_name: name of the zip, without ``.zip``
    :return: the paper, or a zip of several
    :rtype: odoo.http.Response"""
    files = [(each["filename"], base64.b64decode(each["content"])) for each in answers]
    if len(files) == 1:
        return give_file(*files[0], "application/pdf")
    return give_file(f"{zip_name}.zip", pack(files), ZIP)
