# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold at the end of the year, rule by rule, with counts."""

from dataclasses import dataclass, field

from .. import outage, story
from . import messages, money

CHANGED = (
    "SELECT entry.name FROM tpe_archive_entry entry "
    "JOIN account_move move ON move.tpe_archive_entry_id = entry.id "
    "WHERE entry.amount_total != move.amount_total OR entry.name != move.name "
    "OR entry.date != move.invoice_date"
)
NUMBERS = (
    "SELECT sequence_prefix, max(sequence_number), count(*) FROM account_move "
    "WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund') "
    "AND tpe_archive_entry_id IS NOT NULL AND tpe_is_imported IS NOT TRUE "
    "GROUP BY journal_id, sequence_prefix "
    "HAVING max(sequence_number) != count(*) OR min(sequence_number) != 1"
)
FAILED_JOBS = "SELECT cron_name, failure_count FROM ir_cron WHERE failure_count > 0"


@dataclass
class Rule:
    """A rule of the design: what was counted, and what breaks it."""

    code: str
    words: str
    problems: list = field(default_factory=list)


def check(world):
    """Hold the year against the rules.

    :param World world: of the year, its server started
    :rtype: list[Rule]
    """
    parts = (
        *(check_originals, check_bytes, check_seals, check_archive),
        messages.check_law,
        *(messages.check_steps, messages.check_reasons, messages.check_bursts),
        *(money.check_sums, money.check_figures, check_records, check_roles),
        *(messages.check_surprises, money.check_payments, money.check_contracts),
        *(messages.check_mails, check_clients),
    )
    return [part(world, Rule) for part in parts]


def check_originals(world, rule):
    """R1: each posted document has its original, and nothing confirmed is lost."""
    run = world.server.database.run
    problems = [
        *(f"posted without original, or sealed draft: {row}" for row in run(BROKEN)),
        *(f"original without document: {row}" for row in run(outage.ALONE)),
        *(f"hole in the archive of company {row}" for row in run(outage.HOLES)),
        *(f"hole in the numbers: {row}" for row in run(NUMBERS)),
    ]
    rows = run(
        "SELECT move.id, move.name, entry.sha256 FROM account_move move "
        "JOIN tpe_archive_entry entry ON entry.move_id = move.id"
    )
    there = {move: (name, sha256) for move, name, sha256 in rows}
    issued = world.book.get_issued()
    lost = [b.name for b in issued if there.get(b.move_id) != (b.name, b.sha256)]
    problems += [f"confirmed and lost: {name}" for name in lost]
    words = f"{len(there)} originals, {len(issued)} confirmed to clients"
    return rule("R1", words, problems)


BROKEN = outage.BROKEN_OFF


def check_bytes(world, rule):
    """R2: who asked got the bytes that were sealed."""
    words = f"{world.compared} documents compared by clients and visitors"
    return rule("R2", words, [f"other bytes: {name}" for name in world.different])


def check_seals(world, rule):
    """R3: what is sealed is what is booked."""
    tried = world.recorder.refusals["sealed is changed"]
    rows = world.server.database.run(CHANGED)
    return rule("R3", f"{tried} changes refused", [f"changed: {row}" for row in rows])


def check_archive(world, rule):
    """R4: the archive is whole; a clock that went back is told, and nothing else."""
    client, get = world.server.rpc("accountant"), world.server.database.get
    answer = client.call("tpe.archive.entry", "tpe_verify", company_id=world.company)
    told = [each for each in answer["problems"] if each["kind"] == "clock"]
    problems = [each for each in answer["problems"] if each["kind"] != "clock"]
    if len(told) > world.troubles.counts["clock goes back"]:
        problems += told
    closings = get("SELECT count(*) FROM tpe_archive_entry WHERE kind = 'closing'")
    words = f"{answer['checked']} entries verified, {closings} closings"
    if told:
        words += f", {len(told)} times the clock is told to have gone back"
    return rule("R4", words, problems)


def check_records(world, rule):
    """R11: what was wrong was left out and named; the scheduler goes on."""
    run = world.server.database.run
    rejected = world.server.database.get(
        "SELECT coalesce(sum(jsonb_array_length(report->'rejected')), 0) "
        "FROM tpe_import"
    )
    jobs = run(FAILED_JOBS)
    words = f"{rejected} wrong rows of files left out and named"
    return rule("R11", words, [f"failing job: {job}" for job in jobs])


def check_roles(world, rule):
    """R12: what is not allowed was refused."""
    refusals = world.recorder.refusals
    words = ", ".join(f"{count} x {kind}" for kind, count in sorted(refusals.items()))
    client, stranger = world.server.rpc("accountant"), world.server.rpc("stranger")
    domain = [["company_id", "=", story.get_company(client)]]
    seen = stranger.call("account.move", "search_count", domain=domain)
    problems = [f"another company's accountant sees {seen} entries"] if seen else []
    return rule("R12", f"refused: {words}", problems)


def check_clients(world, rule):
    """Nothing went wrong that no fault explains."""
    problems = [*world.recorder.unexplained, *world.broken]
    return rule("calls", "errors that nothing explains", problems)
