# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The static gate: what can be known about the code without running it.

Each check is a function that takes a :class:`Tree` and gives its findings, one line
each. Nothing is needed but the checkout and the environment of the linters.
"""

from .. import readme
from . import addons, code, guide, law, linters, packages, texts
from .tree import Tree

QUICK = {
    "ruff: rules": linters.check_ruff,
    "ruff: format": linters.check_format,
    "functions of 40 lines at most": code.check_function_lengths,
    "functions of the web client": linters.check_scripts,
    "files of 400 lines at most": code.check_file_lengths,
    "tools import no Odoo": code.check_purity,
    "every module is imported": code.check_imports,
    "licence lines on every file": texts.check_headers,
    "no unfinished work": texts.check_forbidden_words,
    "no place of one machine": texts.check_machine_places,
    "no legal figure in code": law.check_figures,
    "every legal figure has a source": law.check_sources,
    "manifests": addons.check_manifests,
    "every data file is loaded": addons.check_data_files,
    "names of records": addons.check_record_names,
    "access rows": addons.check_access_rows,
    "read-me fragments": addons.check_fragments,
    "read-me files say what the fragments say": readme.check_drift,
    "French is complete where it is written": addons.check_translations,
    "packages: one exact version each": packages.check_pins,
    "packages: none that an advisory speaks against": packages.check_refused,
    "the guide says what the screens say": guide.check_guide,
}
THOROUGH = {
    "pylint-odoo": linters.check_pylint,
    "oca-checks: modules": linters.check_oca_modules,
    "oca-checks: translations": linters.check_oca_translations,
}

__all__ = ["QUICK", "THOROUGH", "Tree"]
