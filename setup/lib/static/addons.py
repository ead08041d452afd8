# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of the addons as Odoo reads them: manifest, data, names, rights, words."""

import ast
import csv
import re
import xml.etree.ElementTree as ElementTree

from ..layout import ADDONS
from .tree import read

REQUIRED = "name summary version category license author website depends data".split()
KNOWN = {
    *REQUIRED,
    *"external_dependencies demo assets application installable auto_install".split(),
    *"pre_init_hook post_init_hook uninstall_hook post_load sequence".split(),
}
PYTHON_PLACE = re.compile(r"^#: code:\S+\.py\b", re.M)
FRAGMENTS = "DESCRIPTION CONTEXT INSTALL CONFIGURE USAGE DEVELOP HISTORY".split()
VIEW_KINDS = (
    "form|list|kanban|search|pivot|graph|calendar|activity|hierarchy|qweb|simplified"
)
NAMES = {
    "ir.ui.view": re.compile(rf"\w+_view_({VIEW_KINDS})(_\w+)?"),
    "ir.actions.act_window": re.compile(r"(\w+_)?action(_\w+)?"),
    "ir.rule": re.compile(r"\w+_rule_\w+"),
    "ir.cron": re.compile(r"ir_cron_\w+"),
    "res.groups": re.compile(r"group_tpe_\w+"),
    "mail.template": re.compile(r"(mail_template_\w+|\w+_mail_template(_\w+)?)"),
}


def _read_manifest(addon):
    return ast.literal_eval(read(addon / "__manifest__.py"))


def check_manifests(tree):
    """Find addons that are missing, and manifests that say too little or too much.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    present = {addon.name for addon in tree.addons}
    found = [f"{name}: no such addon" for name in ADDONS if name not in present]
    for addon in tree.addons:
        manifest = _read_manifest(addon)
        found += [f"{addon.name}: no {key}" for key in REQUIRED if key not in manifest]
        found += [f"{addon.name}: unknown key {key}" for key in set(manifest) - KNOWN]
        if manifest.get("license") != "AGPL-3":
            found.append(f"{addon.name}: the licence is AGPL-3")
        if not re.fullmatch(r"19\.0(\.\d+){3}", manifest.get("version", "")):
            found.append(f"{addon.name}: the version is 19.0.x.y.z")
        if not (addon / "pyproject.toml").exists():
            found.append(f"{addon.name}: no pyproject.toml to build a wheel from")
    return found


def check_data_files(tree):
    """Find data files that the manifest forgets, or names in vain.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for addon in tree.addons:
        manifest = _read_manifest(addon)
        named = {*manifest.get("data", []), *manifest.get("demo", [])}
        there = {
            path.relative_to(addon).as_posix()
            for folder in ("security", "data", "views", "report", "wizards", "demo")
            for path in (addon / folder).rglob("*")
            if path.suffix in (".xml", ".csv") and "files" not in path.parts
        }
        found += [f"{addon.name}: {name} is not loaded" for name in there - named]
        found += [
            f"{addon.name}: {name} does not exist"
            for name in named
            if not (addon / name).exists()
        ]
    return found


def check_record_names(tree):
    """Find records whose name does not say what they are.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for addon in tree.addons:
        for path in sorted(addon.rglob("*.xml")):
            if "static" in path.parts or tree.is_test(path):
                continue
            for record in ElementTree.fromstring(read(path)).iter("record"):
                pattern = NAMES.get(record.get("model"))
                name = record.get("id", "")
                # an inherited view keeps the name of the original
                if record.find("field[@name='inherit_id']") is not None:
                    continue
                if pattern and "." not in name and not pattern.fullmatch(name):
                    found.append(f"{tree.get_name(path)}: {record.get('model')} {name}")
            if 'position="replace"' in read(path):
                found.append(f"{tree.get_name(path)}: replaces a node of another view")
    return found


def check_access_rows(tree):
    """Find access rows without a group, or named by a number.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for addon in tree.addons:
        path = addon / "security" / "ir.model.access.csv"
        if not path.exists():
            found.append(f"{addon.name}: no ir.model.access.csv")
            continue
        for row in csv.DictReader(read(path).splitlines()):
            if not row.get("group_id:id"):
                found.append(f"{addon.name}: {row['id']} is open to everyone")
            if not re.fullmatch(r"access_[a-z_]+", row["id"]):
                found.append(f"{addon.name}: {row['id']} is no access_<model>_<role>")
    return found


def check_fragments(tree):
    """Find parts of the documentation that are missing.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for addon in tree.addons:
        for name in FRAGMENTS:
            path = addon / "readme" / f"{name}.rst"
            if not path.exists() or not read(path).strip():
                found.append(f"{addon.name}: no readme/{name}.rst")
    names = ["README.rst", *(f"{each.name}/README.rst" for each in tree.addons)]
    return found + [f"no {name}" for name in names if not (tree.root / name).exists()]


def check_translations(tree):
    """Find sentences that fr.po leaves empty or in doubt, or hides from the code.

    Whether a sentence is missing altogether is known only to a database: see the stage
    ``translations``.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    found = []
    for addon in tree.addons:
        path = addon / "i18n" / "fr.po"
        if not path.exists():
            found.append(f"{addon.name}: no i18n/fr.po")
            continue
        blocks = read(path).split("\n\n")[1:]
        found += [
            f"{tree.get_name(path)}: {_get_message(block)}"
            for block in blocks
            if "#, fuzzy" in block
            or re.search(r'msgstr ""\s*\Z', block.strip() + "\n")
            # Odoo takes for code only what bears this mark
            or (PYTHON_PLACE.search(block) and "#. odoo-python" not in block)
        ]
    return found


def _get_message(block):
    text = re.search(r'msgid ((?:"[^\n]*"\s*)+)', block)
    return " ".join(text.group(1).split())[:80] if text else block[:80]
