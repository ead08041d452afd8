# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Databases to clone: Odoo with French books, and the same with our addons.

The first one depends on versions only; it is kept in the cache as a dump, because
installing Odoo takes a minute and restoring it five seconds.
"""

import subprocess
from pathlib import Path

from .console import SetupError, step
from .files import hash_texts, hash_tree
from .layout import ADDONS, get_addons
from .postgres import get_bin

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
BASE_MODULES = (
    "account,l10n_fr_account,sale,account_payment,contract,l10n_fr_siret,"
    "spreadsheet_dashboard,digest,payment_demo"
)


def read_script(name):
    """Read a script for Odoo's shell.

    :param str name: file name without extension
    :rtype: str
    """
    return (SCRIPTS / f"{name}.py").read_text()


def get_base(odoo):
    """Find the database of Odoo alone, with a French company.

    :param Odoo odoo: where to install it
    :return: its name
    :rtype: str
    """
    versions = (odoo.place.odoo.version, odoo.place.python.parts[-3])
    key = hash_texts(BASE_MODULES, read_script("french_company"), *versions)
    name = f"tpl_odoo_{key}"
    if odoo.postgres.exists(name):
        return name
    fresh = f"{name}_new"
    odoo.postgres.drop(fresh)
    dump = odoo.place.layout.cache / f"{name}.dump"
    if odoo.postgres.folder and dump.exists():
        with step("database of Odoo with French books (from the cache)"):
            _restore(odoo, dump, fresh)
    else:
        with step("database of Odoo with French books"):
            odoo.run(fresh, "-i", BASE_MODULES, what="Installing Odoo")
            odoo.run(fresh, script=read_script("french_company"), what="The company")
        if odoo.postgres.folder:
            _dump(odoo, fresh, dump)
    odoo.postgres.rename(fresh, name)
    return name


def get_template(odoo):
    """Find the database with our addons and the users of each role.

    :param Odoo odoo: where to install it
    :return: its name
    :rtype: str
    """
    base = get_base(odoo)
    source = odoo.place.layout.source
    texts = (read_script("roles"), base)
    folders = [source / addon for addon in ADDONS]
    name = f"tpl_tpe_{hash_texts(hash_tree(*folders), *texts)}"
    if odoo.postgres.exists(name):
        return name
    query = "SELECT datname FROM pg_database WHERE datname LIKE 'tpl\\_tpe\\_%'"
    for (old,) in odoo.postgres.run(query):
        odoo.postgres.drop(old)
    fresh = f"{name}_new"
    with step("the three addons, installed"):
        odoo.postgres.clone(base, fresh)
        addons = ",".join(get_addons(source))
        odoo.run(fresh, "-i", addons, what="Installing the addons")
        odoo.run(fresh, script=read_script("roles"), what="Creating the users")
    odoo.postgres.rename(fresh, name)
    return name


def get_sources_key(odoo):
    """Identify the code of the addons, to know when a database needs an upgrade.

    :param Odoo odoo: where it is installed
    :rtype: str
    """
    return hash_tree(*(odoo.place.layout.source / addon for addon in ADDONS))


def _dump(odoo, database, dump):
    fresh = dump.with_suffix(".new")
    dsn = odoo.postgres.get_dsn(database)
    _run("pg_dump", "--format=custom", "--compress=1", f"--file={fresh}", dsn)
    fresh.rename(dump)


def _restore(odoo, dump, database):
    odoo.postgres.run(f'CREATE DATABASE "{database}" TEMPLATE template0')
    dsn = odoo.postgres.get_dsn(database)
    _run("pg_restore", "--no-owner", "--jobs=2", f"--dbname={dsn}", str(dump))


def _run(command, *arguments):
    done = subprocess.run(
        [str(get_bin() / command), *arguments], capture_output=True, text=True
    )
    if done.returncode:
        raise SetupError(f"{command} failed:\n{done.stderr.strip()[-600:]}")
