# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The apps around: what they invoice goes through our corridor, too."""

from datetime import date

import pytest
import requests
from support import bank, story

MODULES = (
    "sale_management,sale_stock,sale_crm,sale_timesheet,"
    "account_reconcile_oca,account_statement_import_camt,"
    "account_statement_import_fr_cfonb"
)
DAY = "2026-11-02"


@pytest.fixture(scope="module")
def around(module_servers):
    """A server with the apps that a small business adds."""
    server = module_servers(started=False)
    server.odoo.run(server.database.name, "-i", MODULES, what="The apps around")
    return server.start("--workers=0")


@pytest.fixture(scope="module")
def admin(around):
    """Who may sell, deliver and plan; dialogs answer what XML-RPC cannot say."""
    return around.json2("admin")


@pytest.fixture(scope="module")
def accountant(around, admin):
    """Who issues and reconciles; the bank has the company's account."""
    accountant = around.rpc("accountant")
    # whose the bank is, in Odoo
    (group,) = admin.call(
        "ir.model.data",
        "search_read",
        domain=[["module", "=", "account"], ["name", "=", "group_account_user"]],
        fields=["res_id"],
    )
    rights = {"group_ids": [(4, group["res_id"])]}
    admin.call("res.users", "write", [accountant.uid], vals=rights)
    (journal,) = admin.call(
        "account.journal", "search", domain=[["type", "=", "bank"]], limit=1
    )
    company = story.get_company(admin)
    partner = story.read(admin, "res.company", company, "partner_id")["partner_id"][0]
    number = [["acc_number", "=", bank.IBAN], ["partner_id", "=", partner]]
    found = admin.call("res.partner.bank", "search", domain=number)
    account = (
        found[0]
        if found
        else story.create(
            admin, "res.partner.bank", acc_number=bank.IBAN, partner_id=partner
        )
    )
    admin.call("account.journal", "write", [journal], vals={"bank_account_id": account})
    return accountant


@pytest.fixture(scope="module")
def bookkeeper(around, accountant):
    """The accountant at the bank, whose dialogs answer what XML-RPC cannot say."""
    return around.json2(accountant.login)


def make_order(client, partner, *lines, **values):
    """Make a quote of (product, price) and have it accepted.

    :return: id
    """
    order = story.create(
        client,
        "sale.order",
        partner_id=partner,
        order_line=[
            (0, 0, {"product_id": product, "product_uom_qty": 1, "price_unit": price})
            for product, price in lines
        ],
        **values,
    )
    client.call("sale.order", "action_confirm", [order])
    return order


def invoice_order(client, order, method="delivered", **values):
    """Invoice an order by the dialog of the button.

    :return: id of the draft
    """
    before = story.read(client, "sale.order", order, "invoice_ids")["invoice_ids"]
    dialog = story.create(
        client,
        "sale.advance.payment.inv",
        sale_order_ids=[(6, 0, [order])],
        advance_payment_method=method,
        **values,
    )
    client.call("sale.advance.payment.inv", "create_invoices", [dialog])
    after = story.read(client, "sale.order", order, "invoice_ids")["invoice_ids"]
    (made,) = set(after) - set(before)
    return made


def issue(accountant, move):
    """Check and issue a draft.

    :return: the answer
    """
    (check,) = accountant.call("account.move", "tpe_check", [move])
    assert check["ok"], check["findings"]
    (answer,) = accountant.call("account.move", "tpe_issue", [move])
    assert len(answer["sha256"]) == 64
    return answer


def deliver(client, order):
    """Send the goods of an order."""
    pickings = story.read(client, "sale.order", order, "picking_ids")["picking_ids"]
    for picking in pickings:
        moves = story.read(client, "stock.picking", picking, "move_ids")["move_ids"]
        for move in moves:
            wanted = story.read(client, "stock.move", move, "product_uom_qty")
            values = {"quantity": wanted["product_uom_qty"], "picked": True}
            client.call("stock.move", "write", [move], vals=values)
        client.call("stock.picking", "button_validate", [picking])
        state = story.read(client, "stock.picking", picking, "state")["state"]
        assert state == "done"


def read_move(client, move):
    """:return: what a test looks at of an invoice"""
    names = "name", "amount_total", "amount_residual", "payment_state"
    return story.read(client, "account.move", move, *names, "tpe_document_kind")


def count_mails(client, words):
    """:return: how many mails name these words"""
    domain = [["subject", "ilike", words]]
    return client.call("mail.mail", "search_count", domain=domain)


def get_sold(client, customer):
    """:return: what the figures say was sold to a customer"""
    company = story.get_company(client)
    code = "revenue_by_partner"
    answer = client.call("tpe.kpi", "tpe_values", company_id=company, codes=[code])
    sold = {row["label"]: row["value"] for row in answer[code]["rows"]}
    return float(sold[customer["name"]])


def read_orders(client, partner):
    """:return: the customer's page of his orders, as he reads it"""
    [answer] = client.call("res.partner", "tpe_account_url", [partner])
    page = requests.get(f"{answer['url']}/orders", timeout=60)
    assert page.status_code == 200
    return page.text


def test_a_customer_reads_how_far_his_delivery_is(admin, accountant):
    partner = story.make_customer(admin, lang="en_US")
    product = story.create(
        admin, "product.product", name="Volet", is_storable=True, list_price=80
    )
    order = make_order(admin, partner, (product, 80))
    page = read_orders(admin, partner)
    assert "To be delivered" in page
    assert "Delivery planned for" in page
    deliver(admin, order)
    page = read_orders(admin, partner)
    assert "To be delivered" not in page
    assert "Delivered on" in page
    assert "Invoiced" not in page
    issue(accountant, invoice_order(admin, order))
    assert "Invoiced" in read_orders(admin, partner)


def test_a_statement_of_a_french_bank_pays_its_invoice(admin, accountant, bookkeeper):
    move = story.make_invoice(accountant, story.make_customer(accountant), 100)
    issue(accountant, move)
    credits = [("120.00", "VIR BATI OUEST")]
    content = bank.write_cfonb(date.fromisoformat(DAY), credits)
    assert {len(line) for line in content.splitlines()} == {120}
    (line,) = bank.import_statement(bookkeeper, content, "releve.cfo")
    bank.match(bookkeeper, line, move)
    assert read_move(accountant, move)["payment_state"] == "paid"


def test_from_opportunity_to_money_in_the_bank(admin, accountant, bookkeeper):
    partner = story.make_customer(admin)
    lead = story.create(
        admin, "crm.lead", name="Escalier", type="opportunity", partner_id=partner
    )
    product = story.find_product(admin)
    order = make_order(admin, partner, (product, 1000), opportunity_id=lead)
    deposit = invoice_order(admin, order, "percentage", amount=30)
    issued = [issue(accountant, deposit)]
    assert read_move(accountant, deposit)["tpe_document_kind"] == "deposit"
    deliver(admin, order)
    balance = invoice_order(admin, order)
    issued.append(issue(accountant, balance))
    facts = [read_move(accountant, move) for move in (deposit, balance)]
    assert [fact["amount_total"] for fact in facts] == [360, 840]
    assert facts[1]["tpe_document_kind"] == "balance"
    names = [answer["name"] for answer in issued]
    # the words name no invoice, so that a person has to choose: what the number of an
    # invoice suggests on that page is booked on the customer, and not matched
    credits = [("360.00", "Virement acompte"), ("840.00", "Virement solde")]
    content = bank.write_camt(f"R-{order}", DAY, credits)
    lines = bank.import_statement(bookkeeper, content)
    assert len(lines) == 2
    for line, move in zip(lines, (deposit, balance), strict=True):
        bank.match(bookkeeper, line, move)
    for move in (deposit, balance):
        fact = read_move(accountant, move)
        assert (fact["amount_residual"], fact["payment_state"]) == (0, "paid")
    assert [count_mails(admin, name) for name in names] == [1, 1]
    assert (
        get_sold(accountant, story.read(admin, "res.partner", partner, "name")) == 1000
    )
    grade = story.read(accountant, "res.partner", partner, "tpe_payer_grade")
    seen = story.read(accountant, "sale.order", order, "tpe_payer_grade")
    assert seen["tpe_payer_grade"] == grade["tpe_payer_grade"]


def test_who_sells_is_told_how_the_customer_of_an_opportunity_pays(around, admin):
    seller, partner = around.json2("seller"), story.make_customer(admin)
    forms = seller.call("crm.lead", "get_views", views=[[False, "form"]])
    assert 'name="tpe_payer_note"' in forms["views"]["form"]["arch"]
    order = make_order(admin, partner, (story.find_product(admin), 10))
    warning = "tpe_payer_warning"  # what the form asks for
    for model, record in (("res.partner", partner), ("sale.order", order)):
        assert story.read(seller, model, record, warning)[warning] is False


def test_time_spent_on_a_project_is_invoiced_and_sealed(admin, accountant):
    service = story.create(
        admin,
        "product.product",
        name="Pose à l'heure",
        type="service",
        service_policy="delivered_timesheet",
        service_tracking="task_in_project",
        list_price=50,
    )
    order = make_order(admin, story.make_customer(admin), (service, 50))
    (line,) = story.read(admin, "sale.order", order, "order_line")["order_line"]
    task = story.read(admin, "sale.order.line", line, "task_id")["task_id"][0]
    domain = [["user_id.login", "=", admin.login]]
    people = admin.call("hr.employee", "search", domain=domain)
    (user,) = admin.call("res.users", "search", domain=[["login", "=", admin.login]])
    employee = (
        people[0]
        if people
        else story.create(admin, "hr.employee", name="Paul", user_id=admin.uid)
    )
    story.create(
        admin,
        "account.analytic.line",
        name="Pose",
        task_id=task,
        unit_amount=3,
        employee_id=employee,
        date=DAY,
    )
    move = invoice_order(admin, order)
    issue(accountant, move)
    assert read_move(accountant, move)["amount_total"] == 180


def test_an_invoice_in_dollars_is_issued_and_paid_in_euros(
    admin, accountant, bookkeeper
):
    (dollar,) = admin.call(
        "res.currency",
        "search",
        domain=[["name", "=", "USD"], ["active", "in", [True, False]]],
    )
    admin.call("res.currency", "write", [dollar], vals={"active": True})
    story.create(
        admin, "res.currency.rate", currency_id=dollar, name="2026-01-01", rate=1.25
    )
    move = story.make_invoice(
        accountant, story.make_customer(accountant), 100, currency_id=dollar
    )
    issue(accountant, move)
    assert read_move(accountant, move)["amount_total"] == 120
    content = bank.write_camt(f"D-{move}", DAY, [("96.00", "Virement dollars")])
    (line,) = bank.import_statement(bookkeeper, content)
    bank.match(bookkeeper, line, move)
    assert read_move(accountant, move)["payment_state"] == "paid"
