# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each addon's README.rst and index.html, made from the fragments in readme/.

``python setup/lib/readme.py`` writes them; the static gate finds what has drifted.
"""

import ast
import sys
from pathlib import Path

TITLES = {
    "DESCRIPTION": "",
    "CONTEXT": "Use Cases / Context",
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "DEVELOP": "For developers",
    "ROADMAP": "Known limits / Roadmap",
    "HISTORY": "Changelog",
}
LICENCE = (
    "SPDX-FileCopyrightText: 2026 TPE Invoicing contributors",
    "SPDX-License-Identifier: AGPL-3.0-or-later",
)
NOTICE = "Made from the fragments in readme/ by setup/lib/readme.py: change those."


def make_rst(addon):
    """Put the fragments of an addon together.

    :param Path addon: its folder
    :rtype: str
    """
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    comment = [f".. {line}" for line in (*LICENCE, NOTICE)]
    name = manifest["name"]
    parts = ["\n".join(comment), f"{'=' * len(name)}\n{name}\n{'=' * len(name)}"]
    parts.append(f"{manifest['summary']}.")
    for key, title in TITLES.items():
        path = addon / "readme" / f"{key}.rst"
        if not path.exists():
            continue
        lines = path.read_text().splitlines()
        text = "\n".join(line for line in lines if not line.startswith(".. SPDX-"))
        heading = [f"{title}\n{'=' * len(title)}"] if title else []
        parts += [*heading, text.strip()]
    return "\n\n".join(parts) + "\n"


def make_html(rst):
    """Turn the README into the page that Odoo shows in its list of apps.

    :param str rst: content of README.rst
    :rtype: str
    """
    from docutils.core import publish_parts  # only there beside Odoo

    settings = {"initial_header_level": 2, "report_level": 3, "halt_level": 3}
    # coloured code would depend on whether pygments happens to be there
    settings["syntax_highlight"] = "none"
    text = rst.partition(NOTICE)[2]
    parts = publish_parts(text, writer="html5", settings_overrides=settings)
    comment = "\n".join(f"<!-- {line} -->" for line in (*LICENCE, NOTICE))
    # pictures stand beside the page
    body = parts["html_body"].replace('src="static/description/', 'src="')
    return f"{comment}\n{body.strip()}\n"


def make_all(addon):
    """Make both files of an addon.

    :param Path addon: its folder
    :return: path -> content
    :rtype: dict
    """
    rst = make_rst(addon)
    page = addon / "static" / "description" / "index.html"
    return {addon / "README.rst": rst, page: make_html(rst)}


def check_drift(tree):
    """Find addons whose README is not what their fragments say.

    :param Tree tree: the checkout
    :rtype: list[str]
    """
    return [
        f"{tree.get_name(path)} has drifted: run python setup/lib/readme.py"
        for addon in tree.addons
        if (addon / "readme").is_dir()
        for path, text in make_all(addon).items()
        if not path.exists() or path.read_text() != text
    ]


def main():
    """Write the files of every addon that has fragments."""
    for folder in sorted(Path(__file__).resolve().parents[2].glob("*/readme")):
        for path, text in make_all(folder.parent).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
