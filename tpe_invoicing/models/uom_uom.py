# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models, tools

from ..tools.units import PIECE, find_unit_code


class UomUom(models.Model):
    """A unit of measure, whose code in the XML is looked up once."""

    _inherit = "uom.uom"

    @tools.ormcache("self.id")
    def _get_unece_code(self):
        # EXTENDS account: core reads the unit's external ids in the database for each
        # line of each invoice, a fifth of the time of making the documents. It knows
        # square metres by an id that they no longer have, and no unit that people add.
        code = super()._get_unece_code()
        if code != PIECE or self._tpe_is_piece():
            return code
        litre = self.env.ref("uom.product_uom_litre", False)
        is_volume = bool(litre) and self._has_common_reference(litre)
        french = self.env["res.lang"]._get_code("fr_FR")  # where it is installed
        return find_unit_code(self.with_context(lang=french).name, is_volume)

    def write(self, vals):
        # EXTENDS uom: the code may follow the name
        done = super().write(vals)
        if "name" in vals:
            self.env.registry.clear_cache()
        return done

    def _tpe_is_piece(self):
        """Tell whether a quantity of this unit is a plain number.

        :return: True also for no unit at all
        :rtype: bool
        """
        # without asking the database whether the record is there, as ref() does
        piece_id = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return not self or self.id == piece_id
