# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database of the demo: made once, upgraded when the sources change."""

import shutil

from .console import say, step
from .layout import get_addons
from .templates import get_sources_key, get_template, read_script

NAME = "tpe_demo"
SOURCES = "tpe_demo.sources"


def prepare(odoo, fresh):
    """Make the database of the demo, or bring it up to date.

    :param Odoo odoo: where it is
    :param bool fresh: start over
    """
    if fresh:
        remove(odoo)
    key = get_sources_key(odoo)
    if odoo.postgres.exists(NAME):
        _upgrade(odoo, key)
        return
    template = get_template(odoo)
    with step("two French companies: a SARL and a micro-entrepreneur"):
        shutil.rmtree(odoo.data_dir, ignore_errors=True)
        odoo.data_dir.mkdir(parents=True)
        unfinished = f"{NAME}_new"
        odoo.postgres.clone(template, unfinished)
        for name in ("demo_companies", "roles"):
            odoo.run(unfinished, script=read_script(name), what=f"The script {name}")
        set_parameter(odoo, SOURCES, key, unfinished)
        odoo.postgres.rename(unfinished, NAME)


def _upgrade(odoo, key):
    if get_parameter(odoo, SOURCES) == key:
        return
    with step("the addons have changed: database upgraded"):
        names = ",".join(get_addons(odoo.place.layout.source))
        odoo.run(NAME, "-i", names, "-u", names, what="Upgrading the addons")
        set_parameter(odoo, SOURCES, key)


def remove(odoo):
    """Forget the demo: database, files, mails.

    :param Odoo odoo: where it is
    """
    odoo.postgres.drop(NAME)
    for folder in (odoo.data_dir, odoo.folder / "mails"):
        shutil.rmtree(folder, ignore_errors=True)
    odoo.data_dir.mkdir(parents=True, exist_ok=True)
    say("         the former demo is removed")


def connect_outside(odoo, url, mail_port):
    """Tell the database, before the server starts, its address and its mail server.

    :param Odoo odoo: where it is
    :param str url: address of the web client
    :param int mail_port: port of the mail sink
    """
    set_parameter(odoo, "web.base.url", url)
    set_parameter(odoo, "web.base.url.freeze", "True")
    statement = "UPDATE ir_mail_server SET smtp_port = %s WHERE name = %s"
    odoo.postgres.run(statement, (mail_port, "Demo mail sink"), NAME)


def get_parameter(odoo, key):
    """Read one of Odoo's parameters while no server runs.

    :param Odoo odoo: where the database is
    :param str key: name
    :rtype: str or None
    """
    query = "SELECT value FROM ir_config_parameter WHERE key = %s"
    rows = odoo.postgres.run(query, (key,), NAME)
    return rows[0][0] if rows else None


def set_parameter(odoo, key, value, database=NAME):
    """Write one of Odoo's parameters while no server runs.

    :param Odoo odoo: where the database is
    :param str key: name
    :param str value: value
    :param str database: its name
    """
    statement = (
        "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    odoo.postgres.run(statement, (key, value), database)
