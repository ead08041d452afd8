# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError

OWNER = "account.group_account_manager"


class TpeIdea(models.Model):
    """What somebody of the team would do better. The owner says what becomes of it."""

    _name = "tpe.idea"
    _description = "Idea of the team"
    _order = "state, supporter_count desc, id desc"

    name = fields.Char(string="Idea", required=True)
    description = fields.Text(string="Why, and how")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [
            ("a_new", "New"),
            ("b_planned", "Planned"),
            ("c_done", "Done"),
            ("d_declined", "Not now"),
        ],
        required=True,
        default="a_new",
    )
    answer = fields.Text(help="What the owner says of it.")
    supporter_ids = fields.Many2many(
        "res.users", string="Supported by", readonly=True, copy=False
    )
    supporter_count = fields.Integer(
        string="Votes", compute="_compute_supporter_count", store=True
    )

    @api.depends("supporter_ids")
    def _compute_supporter_count(self):
        for idea in self:
            idea.supporter_count = len(idea.supporter_ids)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_owner_words(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_owner_words([vals])
        return super().write(vals)

    @api.model
    def _check_owner_words(self, vals_list):
        """:raises AccessError: when somebody else speaks for the owner"""
        spoken = {"answer"} & {name for vals in vals_list for name in vals}
        is_moved = any(vals.get("state", "a_new") != "a_new" for vals in vals_list)
        if (spoken or is_moved) and not (self.env.su or self.env.user.has_group(OWNER)):
            raise AccessError(self.env._("The owner says what becomes of an idea."))

    def action_support(self):
        """Support these ideas, or no longer.

        :return: True
        :rtype: bool
        """
        self.check_access("read")
        for idea_sudo in self.sudo():  # a vote is all that somebody else may change
            is_with = self.env.user in idea_sudo.supporter_ids
            idea_sudo.supporter_ids = [(3 if is_with else 4, self.env.uid)]
        return True
