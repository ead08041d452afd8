# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, models

from ..tools.import_problem import ImportProblem
from ..tools.import_product import ProductReader, product_keys


class TpeImport(models.Model):
    """Products and services out of a file."""

    _inherit = "tpe.import"

    def _plan_products(self, data, report):
        """Read a file of products.

        :param bytes data: the file
        :param dict report: takes what is known of it before any row comes in
        :return: what to bring, and the rows
        :rtype: Iterator[tuple[str, list]]
        """
        table = self._find_table("products", data)
        report["read"] = len(table.rows)
        reader, known, products = ProductReader(table), self._get_known_products(), []
        for row in table.rows:
            try:
                product = reader.read(row) | {"line": row.line}
            except ImportProblem as problem:
                self._reject_problem(report, problem)
                continue
            keys = product_keys(product)
            twin = next((known[key] for key in keys if key in known), None)
            if twin is not None:
                code = "twice_in_file" if twin else "product_known"
                self._skip(report, row.line, product["name"], code, first=twin)
                continue
            known.update(dict.fromkeys(keys, row.line))
            products.append(product)
        yield "products", products

    def _bring_products(self, products, report):
        """Create products.

        :param list products: see ``ProductReader``
        :param dict report: takes what happened
        """
        done = self._create_all(products, self._create_products, report)
        report["created"] = len(done)
        report["totals"] = {"products": len(done)}

    def _get_known_products(self):
        """:return: 0 by key of each product of the company
        :rtype: dict[tuple, int]"""
        templates = self.env["product.template"].with_context(active_test=False)
        domain = [("company_id", "in", (False, self.company_id.id))]
        rows = templates.search_read(domain, ["name", "default_code", "barcode"])
        known = {}
        for row in rows:
            product = {
                "code": row["default_code"] or "",
                "barcode": row["barcode"] or "",
                "name": row["name"],
            }
            known.update(dict.fromkeys(product_keys(product), 0))
        return known

    def _create_products(self, products):
        """:param list products: see ``ProductReader``
        :return: the products
        :rtype: product.template"""
        owner_id = self._get_owner_id()
        templates = self.env["product.template"].create(
            [
                self._prepare_product_vals(product) | {"company_id": owner_id}
                for product in products
            ]
        )
        self._remember(
            "product.template",
            [
                (product["line"], template.id)
                for product, template in zip(products, templates, strict=True)
            ],
        )
        return templates

    def _prepare_product_vals(self, product):
        """:return: values of a product
        :rtype: dict"""
        vals = {
            "name": product["name"],
            "default_code": product["code"] or False,
            "barcode": product["barcode"] or False,
            "description_sale": product["description"] or False,
            "type": "service" if product["is_service"] else "consu",
            "list_price": float(product["price"] or 0),
            "standard_price": float(product["cost"] or 0),
        }
        if product["rate"] is not None:
            scope = "service" if product["is_service"] else "consu"
            tax = self._find_tax(product["rate"], scope)
            # the chart keeps the rarer rates archived until somebody sells at them
            tax.filtered(lambda tax: not tax.active).active = True
            vals["taxes_id"] = [Command.set(tax.ids)]
        return vals
