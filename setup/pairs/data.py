# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posted invoices in any number: a few by Odoo, the rest copied by SQL."""

from odoo import Command
from odoo.tools import SQL

ORIGINALS = 40
LINES = 10
CUSTOMERS = 20
LABELS = "Table Chaise Porte Volet Plan Tiroir Rampe Marche Cadre Pose".split()
# what a copy has of its own; everything else is the original's
MOVE_OWN = ("id", "payment_reference", "access_token", "inalterable_hash")


def build(env, invoices):
    """Create customers and posted invoices.

    :param env: of the database
    :param int invoices: how many
    """
    company = env.company
    company.write({"email": "compta@menuiserie.example", "phone": "02 99 00 00 00"})
    account = {"acc_number": "FR7630006000011234567890189", "allow_out_payment": True}
    company.partner_id.bank_ids = [Command.create(account)]
    partners = _make_customers(env)
    product = env["product.product"].create({"name": "Ouvrage", "type": "consu"})
    count = min(invoices, ORIGINALS)
    moves = env["account.move"].create(
        [_prepare_invoice(env, partners, product, number) for number in range(count)]
    )
    moves._post(soft=False)
    if invoices > count:
        env.flush_all()
        copy(env, moves, invoices - count)
    env.cr.execute("ANALYZE account_move, account_move_line")


def use_disk(env):
    """Keep files on the disk, as Odoo does: the data of the benchmarks came without.

    :param env: of the database
    """
    env["ir.config_parameter"].set_param("ir_attachment.location", "file")
    env.cr.commit()


def close(env):
    """Commit what was made, and tidy up as PostgreSQL does by itself within a minute.

    Until then its indexes still hold what many rows were before they were settled,
    which no database that is in use does.

    :param env: of the database
    """
    env.cr.commit()
    env.cr._cnx.autocommit = True  # it refuses to do so inside a transaction
    try:
        env.cr.execute("VACUUM ANALYZE")
    finally:
        env.cr._cnx.autocommit = False
    env.invalidate_all()


def find(env, count):
    """Find posted invoices of the data set, made by Odoo itself.

    :param env: of the database
    :param int count: how many; some come twice when there are fewer
    :return: list of records
    """
    domain = [("move_type", "=", "out_invoice"), ("state", "=", "posted")]
    moves = list(env["account.move"].search(domain, order="id", limit=ORIGINALS))
    return [moves[number % len(moves)] for number in range(count)]


def read_again(invoice):
    """Bring what an invoice is printed from into the cache of records.

    :param invoice: record
    """
    lines = invoice.line_ids
    products, taxes = lines.product_id, lines.tax_ids
    partners = invoice.partner_id | invoice.company_id.partner_id
    for records in (
        *(invoice, lines, invoice.invoice_line_ids, products, products.product_tmpl_id),
        *(taxes, taxes.repartition_line_ids, lines.product_uom_id, lines.account_id),
        *(partners, partners.country_id, invoice.company_id, invoice.journal_id),
        *(invoice.currency_id, invoice.partner_bank_id),
    ):
        fields = records._fields.items()
        names = [name for name, field in fields if field.store and not field.groups]
        for lang in (None, "fr_FR"):
            records.with_context(lang=lang).read(names)


def _make_customers(env):
    return env["res.partner"].create(
        [
            {
                "name": f"Client {number}",
                "is_company": True,
                "street": "1 rue du Port",
                "zip": "29200",
                "city": "Brest",
                "country_id": env.ref("base.fr").id,
                "company_registry": "55210055400013",
                "vat": "FR96552100554",
                "email": f"client{number}@example.com",
                "invoice_edi_format": "facturx",
            }
            for number in range(CUSTOMERS)
        ]
    )


def _prepare_invoice(env, partners, product, number):
    return {
        "move_type": "out_invoice",
        "partner_id": partners[number % CUSTOMERS].id,
        "invoice_date": f"2026-{1 + number % 10:02}-15",
        "invoice_line_ids": [
            Command.create(
                {
                    "product_id": product.id,
                    "name": LABELS[each % len(LABELS)],
                    "quantity": 1 + each,
                    "price_unit": 10 + number + each,
                }
            )
            for each in range(LINES)
        ],
    }


def copy(env, moves, count, prefix="COPY/"):
    """Copy posted invoices with their entries, in two statements.

    :param env: of the database
    :param moves: the originals
    :param int count: how many copies
    :param str prefix: of their names, which follow those that have it already
    """
    ((last,),) = env.execute_query(SQL("SELECT max(id) FROM account_move"))
    named = count_named(env, prefix)
    pairs = SQL(
        "(SELECT n, %s + n AS new_id, (ARRAY[%s])[1 + n %% %s] AS old_id "
        "FROM generate_series(1, %s) n) pairs",
        last,
        SQL(", ").join(moves.ids),
        len(moves),
        count,
    )
    number = SQL("(pairs.n + %s)", named)
    own = {"id": SQL("pairs.new_id"), **prepare_name(prefix, number)}
    copy_rows(env, "account_move", MOVE_OWN, own, pairs)
    own = {"move_id": SQL("pairs.new_id"), "move_name": own["name"]}
    copy_rows(env, "account_move_line", ("id",), own, pairs)
    env.cr.execute("SELECT setval('account_move_id_seq', max(id)) FROM account_move")
    env.invalidate_all()


def count_named(env, prefix):
    """Count the copies that have such a name.

    :param env: of the database
    :param str prefix: of the names
    """
    return env["account.move"].search_count([("sequence_prefix", "=", prefix)])


def prepare_name(prefix, number):
    """Prepare a name that Odoo goes on from when it posts the next invoice.

    :param str prefix: of the name
    :param SQL number: of the copy
    :return: columns of account_move
    :rtype: dict[str, SQL]
    """
    return {
        "name": SQL("%s || %s", prefix, number),
        "sequence_prefix": SQL("%s", prefix),
        "sequence_number": number,
    }


def copy_rows(env, table, left_out, own, pairs):
    """Copy rows of a table, with own values in some columns."""
    kept = _get_columns(env, table, {*left_out, *own})
    link = SQL.identifier("old", "move_id" if table == "account_move_line" else "id")
    env.execute_query(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s JOIN %s old ON %s = pairs.old_id "
            "RETURNING 1",
            SQL.identifier(table),
            SQL(", ").join(SQL.identifier(each) for each in (*own, *kept)),
            SQL(", ").join(
                [*own.values(), *(SQL.identifier("old", each) for each in kept)]
            ),
            pairs,
            SQL.identifier(table),
            link,
        )
    )


def _get_columns(env, table, own):
    """Columns of a table to copy as they are, links to the archive apart."""
    rows = env.execute_query(
        SQL(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND is_generated = 'NEVER'",
            table,
        )
    )
    return [name for (name,) in rows if name not in own and "archive" not in name]
