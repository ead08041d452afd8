# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether fr.po says everything that Odoo can show."""

from .layout import get_addons

SCRIPT = """
import io
from odoo.tools.translate import trans_export

for addon in {addons!r}:
    with open({folder!r} + "/" + addon + ".pot", "wb") as output:
        trans_export(False, [addon], output, "po", env)
"""


def find_missing(odoo, database):
    """Find sentences without French.

    :param Odoo odoo: where the addons are installed
    :param str database: its name
    :return: addon: sentences
    :rtype: dict[str, list[str]]
    """
    import polib  # only there in the environment of the server

    source = odoo.place.layout.source
    addons = get_addons(source)
    script = SCRIPT.format(addons=addons, folder=str(odoo.folder))
    odoo.run(database, script=script, what="Exporting the sentences")
    found = {}
    for addon in addons:
        template = polib.pofile(str(odoo.folder / f"{addon}.pot"))
        path = source / addon / "i18n" / "fr.po"
        french = polib.pofile(str(path)) if path.exists() else []
        known = {each.msgid for each in french if each.msgstr and not each.fuzzy}
        wanted = {each.msgid: each for each in template}
        missing = [text for text in wanted if text not in known]
        outdated = [
            each.msgid
            for each in french
            if each.msgid not in wanted and not each.obsolete
        ]
        found[addon] = [f"not translated: {text!r:.160}" for text in missing]
        found[addon] += _find_unplaced(wanted, french)
        found[addon] += [f"not used any more: {text!r:.160}" for text in outdated]
    return found


def _find_unplaced(wanted, french):
    """Find where a sentence stands that fr.po knows from other places only: Odoo loads
    the words of records, views and fields place by place.

    :param dict wanted: entries of the template by sentence
    :param french: entries of fr.po
    :rtype: list[str]
    """
    places = {
        each.msgid: {place for place, _line in each.occurrences} for each in french
    }
    return [
        f"not translated in {place}: {text!r:.80}"
        for text, each in wanted.items()
        for place, _line in each.occurrences
        if place.startswith("model") and place not in places.get(text, {place})
    ]
