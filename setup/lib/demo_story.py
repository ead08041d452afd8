# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Six months of two companies, played through the public API.

Every step can be played again: what is there already is found by its reference, and a
step that was finished is not repeated.
"""

import datetime
import time
from collections import Counter

from . import demo_customers, demo_database, demo_plan
from .console import SetupError, say, step
from .demo_client import Client
from .demo_sales import Desk
from .demo_works import People, Works

COMPANIES = {"joiner": "Menuiserie Durand", "designer": "Camille Roux"}
PROMISE = "C012"


class Story:
    """The story of one database, and the people who play it."""

    def __init__(self, odoo, server, mails, today):
        self.odoo, self.server, self.mails, self.today = odoo, server, mails, today
        self.admin, self.owner, self.accountant, self.seller = (
            Client(server.url, server.database, login, login)
            for login in ("admin", "owner", "accountant", "seller")
        )
        found = self.owner.read("res.company", ["name"])
        ids = {company["name"]: company["id"] for company in found}
        self.companies = {key: ids[name] for key, name in COMPANIES.items()}

    def play(self):
        """Play what has not been played yet."""
        steps = [
            ("customers", self.import_customers),
            ("looks", self.choose_looks),
            *(
                (f"until_{end.isoformat()}", lambda s=start, e=end: self.live(s, e))
                for start, end in demo_plan.get_periods(self.today)
            ),
            ("promise", self.promise),
            ("reminders", self.remind_today),
            ("month", self.freeze_month),
            ("thanks", self.thank),
            ("verify", self.verify),
        ]
        for name, function in steps:
            key = f"tpe_demo.done.{name}"
            if not demo_database.get_parameter(self.odoo, key):
                function()
                demo_database.set_parameter(self.odoo, key, "1")

    def look(self, path):
        """Tell the reader where to see it.

        :param str path: path in the web client
        """
        say(f"         see {self.server.url}/odoo/{path}")

    # === STEPS === #

    def import_customers(self):
        """Read the customer file, first dry, then for good."""
        for key, company in self.companies.items():
            name = demo_customers.FILES[key]
            content = demo_customers.get_content(key)
            call = ("tpe_import", company, "partners", name, content, "any")
            with step(f"customer file {name}, tried, then read") as notes:
                trial = self.accountant.call("tpe.import", *call, True)["report"]
                report = self.accountant.call("tpe.import", *call, False)["report"]
                if trial["rejected"] != report["rejected"]:
                    raise SetupError("The trial of the import told another result.")
                notes.append(f"{report['read']} rows")
                notes.append(f"{report['created']} customers made")
                notes.append(f"{len(report['rejected'])} rejected")
            for rejected in report["rejected"]:
                say(f"         line {rejected['line']}: {rejected['reason']}")
        self.look("customers")

    def choose_looks(self):
        """Choose a design for each company, and for some kinds of customers."""
        with step("designs of the invoices, by company and by customer") as notes:
            for key, company in self.companies.items():
                looks = dict(demo_customers.LOOKS[key])
                owner = self.owner.within(company)
                usual = {"tpe_invoice_template_id": self.find_look(looks.pop("usual"))}
                owner.call("res.company", "write", [company], usual)
                kinds = demo_customers.get_kinds(key)
                for kind, design in looks.items():
                    codes = [code for code in kinds if kinds[code] == kind]
                    partners = owner.search("res.partner", ["ref", "in", codes])
                    chosen = {"tpe_invoice_template_id": self.find_look(design)}
                    owner.call("res.partner", "write", partners, chosen)
                notes.append(", ".join(demo_customers.LOOKS[key].values()))
        self.look("tpe-invoice-templates")

    def find_look(self, design):
        """Find the template that comes with the addon for a design.

        :param str design: its name
        :return: id
        :rtype: int
        """
        (template,) = self.owner.search(
            "tpe.invoice.template", ["design", "=", design], limit=1
        )
        return template

    def live(self, start, end):
        """Play one fortnight: sell, issue, mail, be paid, remind.

        :param date start: its first day
        :param date end: its last day
        """
        kinds = [demo_customers.get_kinds(key) for key in self.companies]
        sales = demo_plan.get_sales(self.today, *kinds)
        with step(f"{start:%d %b} to {end:%d %b %Y}") as notes:
            done = Counter()
            for key, company in self.companies.items():
                desk = Desk(self.accountant.within(company))
                own = [sale for sale in sales if sale.company == key]
                done.update(desk.issue([s for s in own if start <= s.day <= end]))
                done.update(desk.cash(own, start, end))
                if key == "joiner":
                    done.update(self.get_works(company).live(end))
                if end < self.today:
                    done.update(reminders=len(self.remind(company, end)["sent"]))
            notes += [f"{count} {what}" for what, count in done.items()]

    def get_works(self, company):
        """Give the works of the joiner to those who sell and invoice them.

        :param int company: his
        :rtype: Works
        """
        people = People(self.seller.within(company), self.accountant.within(company))
        return Works(people, demo_plan.get_periods(self.today))

    def promise(self):
        """Note that a customer has promised to pay in ten days."""
        until = self.today + datetime.timedelta(days=10)
        with step("a customer who is late promises to pay by") as notes:
            late = self.accountant.read(
                "account.move",
                ["name", "amount_residual"],
                ["partner_id.ref", "=", PROMISE],
                ["state", "=", "posted"],
                ["amount_residual", ">", 0],
                order="invoice_date_due",
                limit=1,
            )
            for invoice in late:
                self.accountant.call(
                    "account.move",
                    "tpe_pause",
                    [invoice["id"]],
                    "promise",
                    until.isoformat(),
                    f"{invoice['amount_residual']:.2f}",
                    "Promesse par téléphone",
                )
                notes.append(f"{invoice['name']}, until {until:%d %b}")

    def remind(self, company, day):
        """Send what is due on a day.

        :param int company: its id
        :param date day: that day
        :return: answer of the API
        :rtype: dict
        """
        day = day.isoformat()
        return self.accountant.call(
            "tpe.reminder.run", "tpe_run", company_id=company, on_date=day
        )

    def remind_today(self):
        """Ask first what would be sent today, then send it, and compare."""
        day = self.today.isoformat()
        for key, company in self.companies.items():
            with step(f"reminders of today, {COMPANIES[key]}") as notes:
                plan = self.accountant.call(
                    "tpe.reminder.run", "tpe_plan", company_id=company, on_date=day
                )
                run = self.remind(company, self.today)
                if run["sent"] and _summarize(plan["planned"]) != _summarize(
                    run["sent"]
                ):
                    raise SetupError("What was sent is not what had been announced.")
                notes.append(f"{len(plan['planned'])} announced")
                notes.append(f"{len(run['sent'])} sent, the same")
                notes.append(f"{len(plan['skipped'])} items left alone")
            for reminder in run["sent"]:
                invoices = ", ".join(line["invoice"] for line in reminder["lines"])
                amounts = f"{reminder['amount_due']} {reminder['currency']}"
                say(f"         level {reminder['level']}: {invoices}, {amounts} due")

    def freeze_month(self):
        """Freeze the last month and foresee the next, from then on by themselves."""
        with step("figures of last month frozen, and mailed") as notes:
            found = self.admin.read(
                "ir.model.data",
                ["res_id"],
                ["module", "=", "tpe_invoicing_kpi"],
                ["name", "in", ["ir_cron_freeze", "ir_cron_outlook"]],
            )
            jobs = [job["res_id"] for job in found]
            for job in jobs:
                self.admin.call("ir.cron", "method_direct_trigger", [job])
            # not before: the scheduler would do them at the same time
            self.admin.call("ir.cron", "write", jobs, {"active": True})
            notes.append(f"{self.owner.count('tpe.kpi.snapshot')} figures")
        self.look("tpe-kpi-months")

    def thank(self):
        """Let a late customer pay today: a receipt with thanks leaves by itself."""
        with step("a late customer pays, and is thanked") as notes:
            client = self.accountant.within(self.companies["joiner"])
            notes += Desk(client).cash_late(self.today)
            self.wait_for_mails()
            notes.append(f"{self.count_mails()} mails in the folder")
        say(f"         see {self.mails}")

    def verify(self):
        """Check the sealed archives: every hash, every signature; seal the result."""
        for key, company in self.companies.items():
            with step(f"sealed archive of {COMPANIES[key]} verified") as notes:
                owner = self.owner.within(company)
                answer = owner.call(
                    "tpe.archive.entry", "tpe_verify", company_id=company
                )
                if not answer["ok"]:
                    raise SetupError(f"The archive is damaged: {answer['problems']}")
                # the button's verification is an entry, which the state page shows
                dialog = owner.call("tpe.archive.verify", "create", [{}])
                owner.call("tpe.archive.verify", "action_verify", dialog)
                notes.append(f"{answer['checked']} documents, no problem")

    # === HELPERS === #

    def count_mails(self):
        """Count the mails that have left Odoo.

        :rtype: int
        """
        return len(list(self.mails.glob("*.eml")))

    def wait_for_mails(self, seconds=120):
        """Wait until Odoo's own queue has sent what waits in it.

        :param int seconds: how long at most
        """
        end = time.monotonic() + seconds
        while waiting := self.admin.count("mail.mail", ["state", "=", "outgoing"]):
            if time.monotonic() > end:
                raise SetupError(f"{waiting} mails do not leave: see {self.server.log}")
            time.sleep(0.5)


def _summarize(reminders):
    """Keep of reminders what must be the same before and after sending."""
    return sorted(
        (each["partner_id"], each["level"], each["channel"], each["amount_due"])
        for each in reminders
    )
