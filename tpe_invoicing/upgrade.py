# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the migrations of our addons share.

An upgrade never writes over what a person has changed. What nobody has changed follows
the release: words and settings that Odoo would leave as the first installation made
them (``noupdate``), and French that Odoo keeps even when its English was rewritten.
"""

from io import BytesIO

from lxml import etree

from odoo import SUPERUSER_ID
from odoo.tools import SQL, file_open
from odoo.tools.convert import convert_xml_import
from odoo.tools.translate import TranslationImporter


def refresh(env, addon, files=(), left=()):
    """Bring the records of an addon that nobody has changed to what it ships.

    :param Environment env: of the upgrade
    :param str addon: its name
    :param files: data files whose records are not updated by themselves
    :param left: names of more records to leave as they are, or as gone as they are
    """
    changed = _find_changed(env, addon).union(left)
    for name in files:
        _load(env, addon, name, changed)
    _load_french(env, addon, changed)


def find_names(addon, name, model):
    """Read a data file.

    :param str addon: whose it is
    :param str name: of the file
    :param str model: of the records looked for
    :return: names of these records
    :rtype: set[str]
    """
    with file_open(f"{addon}/{name}", "rb") as file:
        records = etree.parse(file).iter("record")
        return {each.get("id") for each in records if each.get("model") == model}


def _find_changed(env, addon):
    """:return: names of the records of an addon that a person has written
    :rtype: set[str]"""
    rows = env.execute_query(
        SQL("SELECT name, model, res_id FROM ir_model_data WHERE module = %s", addon)
    )
    by_model = {}
    for name, model, res_id in rows:
        by_model.setdefault(model, {})[res_id] = name
    changed = set()
    for model, names in by_model.items():
        if model not in env or not env[model]._log_access or not env[model]._auto:
            continue
        query = SQL(
            "SELECT id FROM %s WHERE id IN %s AND write_uid != %s",
            SQL.identifier(env[model]._table),
            tuple(names),
            SUPERUSER_ID,
        )
        changed |= {names[res_id] for (res_id,) in env.execute_query(query)}
    return changed


def _load(env, addon, name, changed):
    """Load a data file anew, without the records that a person has changed."""
    with file_open(f"{addon}/{name}", "rb") as file:
        tree = etree.parse(file)
    for record in list(tree.iter("record")):
        if record.get("id") in changed:
            record.getparent().remove(record)
    content = BytesIO(etree.tostring(tree))
    content.name = name
    convert_xml_import(env, addon, content, {}, mode="init", noupdate=True)


def _load_french(env, addon, changed):
    """Give records their French of this release."""
    names = env.execute_query(
        SQL("SELECT name FROM ir_model_data WHERE module = %s", addon)
    )
    xmlids = {f"{addon}.{name}" for (name,) in names} - {
        f"{addon}.{name}" for name in changed
    }
    importer = TranslationImporter(env.cr, verbose=False)
    for code, _label in env["res.lang"].get_installed():
        if code.startswith("fr"):
            importer.load_file(f"{addon}/i18n/fr.po", code, xmlids=xmlids)
    importer.save(overwrite=True, force_overwrite=True)
