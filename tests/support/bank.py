# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank: statements as it sends them, and their lines matched as a person does."""

import base64

from . import story

IBAN = "FR7630006000011234567890189"
ENTRY = """
   <Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>
    <NtryDtls><TxDtls><Refs><EndToEndId>{text}</EndToEndId></Refs>
     <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
BALANCE = """
   <Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>
    <Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Dt><Dt>{day}</Dt></Dt></Bal>"""
FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
 <GrpHdr><MsgId>{key}</MsgId><CreDtTm>{day}T20:00:00</CreDtTm></GrpHdr>
 <Stmt><Id>{key}</Id><CreDtTm>{day}T20:00:00</CreDtTm>
  <Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>{content}
 </Stmt></BkToCstmrStmt></Document>"""


def write_camt(key, day, credits, currency="EUR"):
    """Write a statement in CAMT.053.

    :param str key: of the statement
    :param str day: of its entries
    :param list credits: amount and words of each payment that came in
    :param str currency: of the account
    :rtype: bytes
    """
    total = sum(float(amount) for amount, _text in credits)
    common = {"day": day, "currency": currency}
    content = BALANCE.format(code="OPBD", amount="0.00", **common)
    content += BALANCE.format(code="CLBD", amount=f"{total:.2f}", **common)
    for amount, text in credits:
        content += ENTRY.format(amount=amount, text=text, **common)
    return FILE.format(key=key, iban=IBAN, content=content, **common).encode()


def write_cfonb(day, credits):
    """Write a statement in CFONB 120, in euros.

    :param date day: of its entries
    :param list credits: amount and words of each payment that came in
    :rtype: bytes
    """
    total = sum(float(amount) for amount, _text in credits)
    rows = [("01", "", 0), *(("04", text, float(n)) for n, text in credits)]
    lines = [
        f"{code}{IBAN[4:9]}    {IBAN[9:14]}EUR2 {IBAN[14:25]}  {day:%d%m%y}"
        f"{'':8}{text:<42.31}{_write_credit(amount)}{'':16}"
        for code, text, amount in (*rows, ("07", "", total))
    ]
    return "\n".join(lines).encode()


def _write_credit(amount):
    """:return: 14 signs, whose last digit says that the money came in
    :rtype: str"""
    digits = f"{round(amount * 100):014}"
    return digits[:-1] + "{ABCDEFGHI"[int(digits[-1])]


def import_statement(client, content, filename="releve.xml"):
    """Bring a statement in by the dialog.

    :param client: who may
    :param bytes content: of the file
    :param str filename: of the file
    :return: ids of its lines
    :rtype: list[int]
    """
    dialog = story.create(
        client,
        "account.statement.import",
        statement_file=base64.b64encode(content).decode(),
        statement_filename=filename,
    )
    lines = "account.bank.statement.line"
    before = client.call(lines, "search", domain=[])
    client.call("account.statement.import", "import_file_button", [dialog])
    return client.call(lines, "search", domain=[["id", "not in", before]], order="id")


def match(client, line, move):
    """Match a line with an invoice, as a person does on the page of reconciliation.

    :param client: who may
    :param int line: of the statement
    :param int move: the invoice
    """
    domain = [["move_id", "=", move], ["account_type", "=", "asset_receivable"]]
    (owed,) = client.call("account.move.line", "search", domain=domain)
    model = "account.bank.statement.line"
    data = story.read(client, model, line, "reconcile_data_info")["reconcile_data_info"]
    known = {
        number
        for part in data["data"]
        for number in part.get("counterpart_line_ids") or []
    }
    if owed not in known:
        answer = client.call(
            model,
            "onchange",
            [line],
            values={"add_account_move_line_id": owed},
            field_names=["add_account_move_line_id"],
            fields_spec={"reconcile_data_info": {}, "add_account_move_line_id": {}},
        )
        chosen = answer["value"]["reconcile_data_info"]
        client.call(model, "write", [line], vals={"reconcile_data_info": chosen})
    client.call(model, "reconcile_bank_line", [line])
