# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page of figures asks the server: its pivots, lists and charts."""

import json


def find_requests(env, name):
    """Read what the browser asks for when it shows a page.

    :param env: of the database with our addons
    :param str name: of the dashboard
    :return: the requests
    :rtype: list[tuple]
    """
    page = env.ref(f"tpe_invoicing_kpi.{name}")
    content = json.loads(page.spreadsheet_data)
    return [
        *map(_read_pivot, content.get("pivots", {}).values()),
        *map(_read_list, content.get("lists", {}).values()),
        *(
            _read_chart(figure["data"])
            for sheet in content["sheets"]
            for figure in sheet["figures"]
            if figure["data"]["type"].startswith("odoo_")
        ),
    ]


def answer(env, requests):
    """Answer the requests of a page.

    :param env: of the database with our addons
    :param list requests: of :func:`find_requests`
    """
    for model, context, domain, call in requests:
        call(env[model].with_context(**context), domain)


def _read_pivot(pivot):
    groups = [each["fieldName"] for each in (*pivot["rows"], *pivot["columns"])]
    measures = [each["id"] for each in pivot["measures"]]
    return _group(
        pivot["model"], pivot.get("context", {}), pivot["domain"], groups, measures
    )


def _read_chart(chart):
    ask, about = chart["searchParams"], chart["metaData"]
    measure = about["measure"]
    measures = [measure if measure == "__count" else f"{measure}:sum"]
    return _group(
        about["resModel"], ask["context"], ask["domain"], ask["groupBy"], measures
    )


def _group(model, context, domain, groups, measures):
    return (
        model,
        context,
        domain,
        lambda records, domain: records.formatted_read_group(domain, groups, measures),
    )


def _read_list(content):
    def call(records, domain):
        order = ", ".join(
            f"{each['name']} {'asc' if each['asc'] else 'desc'}"
            for each in content["orderBy"]
        )
        fields = {name: {} for name in content["columns"]}
        return records.web_search_read(domain, fields, limit=20, order=order)

    return content["model"], content.get("context", {}), content["domain"], call
