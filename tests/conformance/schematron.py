# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run compiled Schematron sheets over XML files; findings go out as JSON.

A process of its own: Saxon's library breaks with threads and memory limits.

    python schematron.py < JOBS.json

A job is a pair of lists: compiled sheets, XML files.
"""

import json
import sys

import saxonche
from lxml import etree

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def check(sheets, paths):
    """:param list[str] sheets: compiled Schematron, named by file because the code
        lists beside them are read too
    :param list[str] paths: XML files
    :return: findings
    :rtype: list[dict]"""
    found = []
    with saxonche.PySaxonProcessor(license=False) as saxon:
        processor = saxon.new_xslt30_processor()
        for sheet in sheets:
            program = processor.compile_stylesheet(stylesheet_file=sheet)
            for path in paths:
                report = program.transform_to_string(source_file=path)
                root = etree.fromstring(report.encode())
                for node in root.iter(
                    f"{SVRL}failed-assert", f"{SVRL}successful-report"
                ):
                    text = "".join(node.find(f"{SVRL}text").itertext())
                    found.append(
                        {
                            "path": path,
                            "sheet": sheet,
                            "rule": node.get("id"),
                            "flag": node.get("flag"),
                            "text": " ".join(text.split()),
                            "place": node.get("location"),
                        }
                    )
    return found


if __name__ == "__main__":
    found = [
        row for sheets, paths in json.load(sys.stdin) for row in check(sheets, paths)
    ]
    json.dump(found, sys.stdout)
