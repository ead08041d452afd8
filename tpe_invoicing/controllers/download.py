# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Downloads of the web client: which records are asked for, and files to keep."""

import base64
import os

from werkzeug.wsgi import wrap_file

from odoo.http import Response, content_disposition, request

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


def _get_headers(name, size, mimetype):
    """:return: headers of a file to keep, which no cache may hold
    :rtype: list[tuple]"""
    return [
        ("Content-Type", mimetype),
        ("Content-Length", size),
        ("Content-Disposition", content_disposition(name)),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store, private"),
    ]


def give_file(name, content, mimetype):
    """:param str name: of the file
    :param bytes content: of the file
    :param str mimetype: of the file
    :return: a file to keep
    :rtype: odoo.http.Response"""
    headers = _get_headers(name, len(content), mimetype)
    return request.make_response(content, headers=headers)


def give_stream(name, file, mimetype):
    """:param str name: of the file
    :param file: open for reading; it is never whole in the memory
    :param str mimetype: of the file
    :return: a file to keep
    :rtype: odoo.http.Response"""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(0)
    return Response(
        wrap_file(request.httprequest.environ, file),
        headers=_get_headers(name, size, mimetype),
        direct_passthrough=True,
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
