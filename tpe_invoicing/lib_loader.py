# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Give ``stdnum`` its own loader back, before anything imports its data files.

Odoo patches ``stdnum`` with an import hook whose loader cannot open the files of the
package ("Can't open orphan path"): ``stdnum.iban`` and, through it, ``facturx`` would
not import. Odoo's patch of ``stdnum.util`` stays.
"""

import importlib
from importlib.machinery import PathFinder


def restore_loader(name):
    """Put the ordinary loader of a package back.

    :param str name: name of the package
    """
    module = importlib.import_module(name)
    if not hasattr(module.__spec__.loader, "get_resource_reader"):
        loader = PathFinder.find_spec(name).loader
        module.__spec__.loader = module.__loader__ = loader


restore_loader("stdnum")
