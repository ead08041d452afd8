# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents of every French case, issued once by the running server."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from conformance import cases, making, matrix, validators
from conformance import cases_situation as _works  # noqa: F401  registers its cases
from conformance import combined as _combined  # noqa: F401  registers its cases
from conformance.issued import HEADS, ROWS, Issued, keep
from conformance.office import Office


@pytest.fixture(scope="session")
def documents(server, tmp_path_factory):
    """Issue one document of each case; its PDF and XML are files."""
    folder = tmp_path_factory.mktemp("documents")
    office = Office(server)
    accountant = server.rpc("accountant")
    issued = {}
    for name in cases.CASES:
        with office.in_regime(name):
            move_id = cases.CASES[name](office)
            accountant.call("account.move", "tpe_issue", [move_id])
        (answer,) = accountant.call("account.move", "tpe_document", [move_id])
        issued[name] = keep(folder, name, answer)
    return issued


@pytest.fixture(scope="session")
def maker(server):
    """Make drafts of cases."""
    return making.Maker(server)


@pytest.fixture(scope="session")
def matrix_documents(documents, maker, tmp_path_factory):
    """Issue the cases of the matrix in batches; a refusal stands instead."""
    folder = tmp_path_factory.mktemp("matrix")
    ids, refused = {}, {}
    for regime in ("normal", "franchise"):
        is_franchise = regime == "franchise"
        some = [c for c in matrix.CASES.values() if c.vat.is_franchise == is_franchise]
        with maker.office.in_regime(regime):
            found = making.make_all(maker, some)
        ids |= found[0]
        refused |= found[1]
    issued = {name: refused.get(ids[name]) for name in matrix.CASES}
    names = {ids[name]: name for name in matrix.CASES if issued[name] is None}
    wanted = list(names)
    for start in range(0, len(wanted), making.BATCH):
        batch = wanted[start : start + making.BATCH]
        answers = maker.accountant.call("account.move", "tpe_document", batch)
        for answer in answers:
            name = names[answer["id"]]
            issued[name] = keep(folder, name, answer)
    return issued


@pytest.fixture(scope="session")
def problems(documents, matrix_documents):
    """What the validators of others find, by file: all documents in one run of each."""
    made = [*documents.values(), *matrix_documents.values()]
    made = [each for each in made if isinstance(each, Issued)]
    checks = (
        (validators.check_verapdf, "pdf"),
        (validators.check_schematron, "xml"),
        (validators.check_xsd, "xml"),
    )
    with ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(check, [getattr(each, kind) for each in made])
            for check, kind in checks
        ]
        found = [problem for run in runs for problem in run.result()]
    for each in made:
        found += [
            validators.Problem(str(each.pdf), *problem)
            for problem in validators.check_container(each.pdf)
        ]
    by_path = {}
    for problem in found:
        by_path.setdefault(problem.path, []).append(problem)
    return by_path


@pytest.fixture(scope="session")
def ledger(server, matrix_documents):
    """What the entries of the matrix say, read by a reader, by case."""
    made = {n: d.move_id for n, d in matrix_documents.items() if isinstance(d, Issued)}
    rows = server.rpc("reader").call(
        "account.move",
        "read",
        list(made.values()),
        fields=["amount_untaxed", "amount_tax", "amount_total", "amount_tax_signed"],
    )
    by_id = {row["id"]: row for row in rows}
    return {name: by_id[move_id] for name, move_id in made.items()}


def pytest_terminal_summary(terminalreporter):
    """Print the matrix, one row a case."""
    if not ROWS:
        return
    rows = [HEADS, *ROWS]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    terminalreporter.section(f"{len(ROWS)} cases of the matrix")
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        terminalreporter.write_line("  ".join(cells).rstrip())
