# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the cases of the matrix, many at once, as a client does."""

from support.clients import RemoteError
from support.story import create, make_consumer

from .matrix import DAY, SITUATIONS, Case
from .office import Office

BATCH = 40
RATES = {"USD": 1.1545, "JPY": 172.5}
# Odoo's precisions, wide enough for prices and quantities of five decimals
PRECISIONS = {"Product Price": 6, "Product Unit": 5}
ZERO_TAXES = {
    "building": ("AE", "VATEX-FR-AE"),
    "ic_goods": ("K", "VATEX-EU-IC"),
    "ic_services": ("AE", "VATEX-EU-AE"),
    "export": ("G", "VATEX-EU-G"),
    "world_services": ("O", "VATEX-EU-O"),
    "dom": ("G", "VATEX-EU-G"),
    "margin": ("E", "VATEX-EU-F"),
}


class Maker:
    """Makes drafts of cases; customers, taxes and terms are made once."""

    def __init__(self, server):
        self.office = Office(server)
        self.owner, self.accountant = self.office.owner, self.office.accountant
        self.admin = server.rpc("admin")
        self.sources = {}
        self._made = {}
        for name, digits in PRECISIONS.items():
            domain = [["name", "=", name]]
            found = self.admin.call("decimal.precision", "search", domain=domain)
            vals = {"digits": digits}
            self.admin.call("decimal.precision", "write", found, vals=vals)

    def once(self, kind, name):
        """Make something when it is first asked for.

        :param str kind: ``buyer``, ``tax``, ``product``, ``term``, ``currency`` or
            ``place``
        :param name: of it
        :return: its id
        :rtype: int
        """
        if (kind, name) not in self._made:
            self._made[kind, name] = getattr(self, f"_make_{kind}")(name)
        return self._made[kind, name]

    # === WHAT CASES ARE MADE OF === #

    def _make_buyer(self, name):
        office = self.office
        if name == "business":
            return office.business()
        if name == "consumer":
            return make_consumer(office.accountant)
        if name == "public":
            return office.business(
                name="Mairie de Rennes",
                company_registry="21350238800019",
                vat="FR74213502388",
                tpe_is_public_body=True,
            )
        if name in ("foreign", "german"):
            return office.foreigner("DE", vat="DE136695976")
        if name.startswith("american"):
            is_company = name == "american"
            return office.foreigner("US", is_company=is_company)
        place = {"zip": "97400", "city": "Saint-Denis"}
        place["country_id"] = office.country("RE")
        if name == "reunion":
            return office.business(**place)
        return make_consumer(office.accountant, **place)

    def _make_tax(self, key):
        vat_name, name, is_included = key
        if vat_name in ZERO_TAXES:
            category, reason = ZERO_TAXES[vat_name]
            return self.office.new_tax(
                name=f"0 {vat_name}",
                amount=0,
                ubl_cii_tax_category_code=category,
                ubl_cii_tax_exemption_reason_code=reason,
            )
        word = "TTC" if is_included else "HT"
        values = {"name": f"{name} % {word} {vat_name}"}
        if is_included:
            values["price_include_override"] = "tax_included"
        return self.office.new_tax(amount=float(name), **values)

    def _make_product(self, role):
        names = {"allowance": "Remise commerciale", "charge": "Frais de port"}
        return create(
            self.owner,
            "product.product",
            name=names[role],
            type="service",
            tpe_is_on_whole=True,
            taxes_id=[(5,)],
        )

    def _make_term(self, name):
        half = {"value": "percent", "value_amount": 30, "nb_days": 0}
        rest = {"value": "percent", "value_amount": 70, "nb_days": 30}
        whole = {"value": "percent", "value_amount": 100, "nb_days": 30}
        lines = [half, rest] if name == "instalments" else [whole]
        values = {}
        if name == "early_discount":
            values = {
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
            }
        return create(
            self.owner,
            "account.payment.term",
            name={"instalments": "30/70"}.get(name, "Escompte 2 % à 10 jours"),
            line_ids=[(0, 0, line) for line in lines],
            **values,
        )

    def _make_currency(self, name):
        currency = self.office.find("res.currency", ("name", "=", name))
        self.owner.call("res.currency", "write", [currency], vals={"active": True})
        known = [["currency_id", "=", currency]]
        if not self.owner.call("res.currency.rate", "search_count", domain=known):
            day = {"name": "2026-11-01", "rate": RATES[name]}
            create(self.owner, "res.currency.rate", currency_id=currency, **day)
        return currency

    def _make_place(self, key):
        buyer, city = key
        return self.office.site(self.once("buyer", buyer), city)

    # === CASES === #

    def describe(self, case, source_id=None):
        """Describe the draft of a case.

        :param Case case: the case
        :param int source_id: the invoice that it refers to
        :return: values of account.move
        :rtype: dict
        """
        situation = case.situation
        is_credit = situation.type_code in ("381", "503", "261")
        values = {
            "move_type": "out_refund" if is_credit else "out_invoice",
            "partner_id": self.once("buyer", case.buyer),
            "invoice_date": DAY,
            "invoice_line_ids": [
                (0, 0, self._describe_line(case, number, line))
                for number, line in enumerate(case.lines)
            ],
            **situation.values,
        }
        if situation.term:
            values["invoice_payment_term_id"] = self.once("term", situation.term)
        if case.currency != "EUR":
            values["currency_id"] = self.once("currency", case.currency)
        if is_credit:
            values["reversed_entry_id"] = source_id
        elif source_id:
            values["tpe_preceding_move_ids"] = [(6, 0, [source_id])]
        if case.buyer == "public":
            values |= {"tpe_service_code": "S-12", "tpe_engagement_number": "E-2026"}
        return values

    def _describe_line(self, case, number, line):
        marks = case.situation.marks
        if line.role in ("allowance", "charge"):
            product = self.once("product", line.role)
        else:
            is_service = case.vat.natures.get(line.tax) == "services"
            product = self.office.product("POSE" if is_service else "TABLE")
        tax = None
        if not case.vat.is_franchise:
            tax = self.once("tax", (case.vat_name, line.tax, "included" in marks))
        values = {
            "product_id": product,
            "name": f"Ouvrage n° {number + 1}",
            "quantity": line.quantity,
            "price_unit": line.price,
            "discount": line.discount,
            "tax_ids": [(6, 0, [tax] if tax else [])],
        }
        if "deliveries" in marks:
            city = ("Rennes", "Vannes")[number % 2]
            values["tpe_shipping_id"] = self.once("place", (case.buyer, city))
        if "period" in marks:
            values |= {"tpe_date_start": "2026-11-01", "tpe_date_end": "2026-11-30"}
        return values

    def get_source(self, case):
        """Describe the case that another one refers to.

        :param Case case: a case with a source
        :rtype: Case
        """
        name = case.situation.source
        # an invoice is replaced as a whole: no other case may have credited a part
        own = f"-{case.name}" if case.situation.type_code == "384" else ""
        title = f"{case.vat_name}-{case.buyer}-{name}-source{own}"
        return Case(title, case.vat_name, case.buyer, name)

    def make(self, cases, sources=None):
        """Make drafts, and pay before what is paid before.

        :param list[Case] cases: the cases
        :param dict sources: ids of what they refer to, by name of the source
        :return: ids, in order
        :rtype: list[int]
        """
        values = [
            self.describe(case, (sources or {}).get(self.get_source(case).name))
            for case in cases
        ]
        ids = []
        for start in range(0, len(values), BATCH):
            ids += self.accountant.call(
                "account.move", "create", vals_list=values[start : start + BATCH]
            )
        for case, move_id in zip(cases, ids, strict=True):
            if case.situation.paid:
                self._pay_online(case, move_id)
        return ids

    def _pay_online(self, case, move_id):
        """Let the customer pay by card before the invoice is issued."""
        provider = self._find_as_admin("payment.provider", "demo")
        method = self._find_as_admin("payment.method", "card")
        create(
            self.admin,
            "payment.transaction",
            provider_id=provider,
            payment_method_id=method,
            reference=f"matrix-{move_id}",
            amount=float(case.expected.paid),
            currency_id=self.office.find("res.currency", ("name", "=", case.currency)),
            partner_id=self.once("buyer", case.buyer),
            state="done",
            invoice_ids=[(6, 0, [move_id])],
        )

    def _find_as_admin(self, model, code):
        """:return: id of a record that only administrators look up
        :rtype: int"""
        domain = [["code", "=", code]]
        context = {"active_test": False}
        found = self.admin.call(model, "search", domain=domain, context=context)
        return found[0]

    def issue(self, ids):
        """Issue drafts; those that are refused say why.

        :param list[int] ids: the drafts
        :return: refusals by id
        :rtype: dict[int, str]
        """
        refused = {}
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            try:
                self.accountant.call("account.move", "tpe_issue", batch)
            except RemoteError:
                refused |= self._issue_one_by_one(batch)
        return refused

    def _issue_one_by_one(self, ids):
        refused = {}
        for move_id in ids:
            try:
                self.accountant.call("account.move", "tpe_issue", [move_id])
            except RemoteError as error:
                refused[move_id] = str(error)
        return refused


def make_all(maker, cases):
    """Make and issue cases, what they refer to first.

    :param Maker maker: of the server
    :param list[Case] cases: of one regime
    :return: ids by name, refusals by id
    :rtype: tuple[dict, dict]
    """
    known, refused = {}, {}
    for round_of in _in_rounds(maker, cases):
        ids = maker.make(round_of, known)
        refused |= maker.issue(ids)
        known |= zip((case.name for case in round_of), ids, strict=True)
    return known, refused


def _in_rounds(maker, cases):
    """:return: cases and their sources, none before what it refers to
    :rtype: list[list[Case]]"""
    rounds, wanted = [], {case.name: case for case in cases}
    while wanted:
        sources = [maker.get_source(c) for c in wanted.values() if c.situation.source]
        rounds.insert(0, wanted)
        wanted = {source.name: source for source in sources}
    done, ordered = set(), []
    for each in rounds:  # a source is made once, as early as it is asked for
        new = [case for name, case in each.items() if name not in done]
        done.update(each)
        ordered.append(new)
    return ordered


assert all(each.source in ("", *SITUATIONS) for each in SITUATIONS.values())
