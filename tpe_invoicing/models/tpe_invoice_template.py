# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ..tools import page, pictures, signs
from ..tools.template_choice import Rule

# what makes the look of a document: each change is a new version
LOOK = (
    "design",
    "accent_color",
    "font",
    "logo",
    "logo_place",
    "logo_height",
    "window",
    "header_space",
    "show_code",
    "show_position",
    "show_subtotals",
    "show_bank",
    "show_qr",
    "show_pay_link",
    "intro",
    "closing",
    "footer",
    "terms",
    "source",
)
# ticks of the form -> kinds of document
KINDS = {
    "is_for_invoice": "invoice",
    "is_for_deposit": "deposit",
    "is_for_balance": "balance",
    "is_for_situation": "situation",
    "is_for_credit_note": "credit_note",
    "is_for_proforma": "proforma",
    "is_for_quote": "quote",
}


class TpeInvoiceTemplate(models.Model):
    """A look of invoices: a design, options, and the documents that take it.

    Six come with the addon and belong to no company; an owner changes them or adds
    his own. Every change of the look is kept as a version. Sealed documents name the
    template and the version that they were made with, and never change.
    """

    _name = "tpe.invoice.template"
    _description = "Invoice template"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=50, help="When the rules of several templates fit, the first one wins."
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        default=lambda self: False if self.env.su else self.env.company,
        help="Leave it empty to share the template between all your companies.",
    )
    version = fields.Integer(
        readonly=True,
        copy=False,
        default=0,
        help="Goes up with each change of the look. The archive notes it with every "
        "document.",
    )

    # === LOOK === #

    design = fields.Selection(
        [
            ("classic", "Classic"),
            ("modern", "Modern"),
            ("works", "Works and crafts"),
            ("minimal", "Minimal"),
            ("letterhead", "Pre-printed paper"),
            ("retail", "Retail"),
            ("own", "My own design"),
        ],
        required=True,
        default="classic",
        help="How the page is laid out. Every design shows all that the law asks.",
    )
    accent_color = fields.Char(
        string="Colour",
        help="Of titles and rules. Leave it empty to take the colour of the company.",
    )
    accent_note = fields.Char(
        string="Colour that is printed", compute="_compute_accent_note"
    )
    font = fields.Selection(
        [
            ("Open Sans", "Open Sans"),
            ("Lato", "Lato"),
            ("Roboto", "Roboto"),
            ("Montserrat", "Montserrat"),
            ("Raleway", "Raleway"),
            ("Oswald", "Oswald"),
        ],
        required=True,
        default="Open Sans",
        help="The letters of the document. They travel inside the PDF.",
    )
    logo = fields.Image(
        max_width=1280,
        max_height=640,
        help="Leave it empty to take the logo of the company. PNG, JPEG or SVG.",
    )
    logo_place = fields.Selection(
        [("left", "Left"), ("center", "Centre"), ("right", "Right")],
        string="Place of the logo",
        required=True,
        default="left",
        help="Where the logo stands at the top of the first page.",
    )
    logo_height = fields.Integer(
        string="Height of the logo",
        default=20,
        help="Height of the logo in millimetres, 10 to 40.",
    )
    window = fields.Selection(
        [("right", "Right"), ("left", "Left")],
        string="Envelope window",
        required=True,
        default="right",
        help="The side where your envelopes show the address. Right in France.",
    )
    header_space = fields.Integer(
        string="Blank space at the top",
        help="Millimetres left blank at the top of the first page, for paper that "
        "bears your heading already. 0 to 80.",
    )
    show_code = fields.Boolean(
        string="Product references",
        default=True,
        help="Show the reference of each product.",
    )
    show_position = fields.Boolean(
        string="Line numbers", help="Number the lines: 1, 2, 3..."
    )
    show_subtotals = fields.Boolean(
        string="Subtotals", default=True, help="Add up each section of the invoice."
    )
    show_bank = fields.Boolean(
        string="Bank details",
        default=True,
        help="Show the account to which the customer pays.",
    )
    show_qr = fields.Boolean(
        string="QR code for transfers",
        default=True,
        help="A code that the customer's banking app reads to prepare the transfer.",
    )
    show_pay_link = fields.Boolean(
        string="Link to pay online",
        help="A link to the page where the customer reads and pays the invoice.",
    )
    intro = fields.Html(
        string="Text before the lines", help="For instance a word of thanks."
    )
    closing = fields.Html(
        string="Text after the totals", help="For instance the next steps of the work."
    )
    footer = fields.Text(
        string="Text at the foot",
        help="Added at the foot of each page, after what the law asks.",
    )
    terms = fields.Html(
        string="Terms and conditions",
        help="Printed on pages of their own, at the end of the document.",
    )

    # === RULE === #

    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        domain=[("type", "=", "sale")],
        check_company=True,
        help="Only documents of these journals. Empty: all of them.",
    )
    is_for_invoice = fields.Boolean(string="Invoices")
    is_for_deposit = fields.Boolean(string="Deposit invoices")
    is_for_balance = fields.Boolean(string="Final invoices after a deposit")
    is_for_situation = fields.Boolean(string="Progress invoices")
    is_for_credit_note = fields.Boolean(string="Credit notes")
    is_for_proforma = fields.Boolean(string="Drafts and pro forma")
    is_for_quote = fields.Boolean(string="Quotes and orders")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        check_company=True,
        help="Only documents to these customers and their contacts. Empty: everyone.",
    )
    partner_tag_ids = fields.Many2many(
        "res.partner.category",
        string="Customer tags",
        help="Only documents to customers with one of these tags. Empty: everyone.",
    )
    lang = fields.Selection(
        [("fr", "French"), ("en", "English")],
        string="Language",
        help="Only documents written in this language. Empty: both.",
    )

    rule_summary = fields.Char(string="Used for", compute="_compute_rule_summary")

    _logo_height_range = models.Constraint(
        "CHECK (logo_height BETWEEN 10 AND 40)",
        "A logo is 10 to 40 millimetres high.",
    )
    _header_space_range = models.Constraint(
        "CHECK (header_space BETWEEN 0 AND 80)",
        "The blank space at the top is 0 to 80 millimetres.",
    )

    @api.depends("accent_color")
    def _compute_accent_note(self):
        for template in self:
            template.accent_note = template._get_color_note(template.accent_color)

    def _get_color_note(self, color):
        """:param str color: as somebody chose it, may be blank
        :return: what is printed instead when it could not be read; blank otherwise
        :rtype: str"""
        used = pictures.readable(color or "")
        if not pictures.is_color(color) or used.lower() == color.lower():
            return ""
        return self.env._(
            "%(color)s is too pale to be read on white: %(used)s is printed instead.",
            color=color,
            used=used,
        )

    @api.depends("journal_ids", "partner_ids", "partner_tag_ids", "lang", *KINDS)
    def _compute_rule_summary(self):
        titles = self.fields_get([*KINDS, "lang"], ["string", "selection"])
        langs = dict(titles["lang"]["selection"])
        for template in self:
            parts = [titles[name]["string"] for name in KINDS if template[name]]
            parts += template.journal_ids.mapped("name")
            parts += template.partner_ids.mapped("display_name")[:3]
            parts += template.partner_tag_ids.mapped("name")
            parts += [langs[template.lang]] if template.lang else []
            template.rule_summary = ", ".join(map(str, parts)) or False

    @api.constrains("accent_color")
    def _check_accent_color(self):
        for template in self:
            color = template.accent_color
            if color and not pictures.is_color(color):
                raise ValidationError(
                    self.env._("“%s” is no colour: write it as #RRGGBB.", color)
                )

    @api.constrains("intro", "closing", "footer", "terms")
    def _check_texts(self):
        self.env["account.move"]._tpe_prepare_pages()
        for template in self:
            for name in ("intro", "closing", "footer", "terms"):
                text = html2plaintext(template[name] or "")
                _dropped, lost = signs.find_unprintable(text, page.is_printable)
                if lost:
                    raise ValidationError(
                        self.env._(
                            "No font shows these signs: %(signs)s. Write “%(text)s” "
                            "without them.",
                            signs=" ".join(lost),
                            text=text[:60],
                        )
                    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._after_change(set(LOOK))
        return templates

    def write(self, vals):
        result = super().write(vals)
        self._after_change(vals.keys())
        return result

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        # EXTENDS: the archive notes the name in the language of who issues
        result = super()._update_field_translations(
            field_name, translations, digest, source_lang
        )
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_clear_rules(self):
        self.env.registry.clear_cache()

    def copy_data(self, default=None):
        rows = super().copy_data(default)
        for template, vals in zip(self, rows, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", template.name)
        return rows

    def _after_change(self, names):
        """Keep what follows from a change up to date. Extend it with ``super()``.

        :param names: names of the fields that were written
        """
        self.env.registry.clear_cache()

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache("company_id")
    def _get_rules(self, company_id):
        """Return what the templates of a company ask of documents.

        :param int company_id: id of the company
        :return: rules in their order
        :rtype: tuple[odoo.addons.tpe_invoicing.tools.template_choice.Rule]
        """
        # the choice is the same whoever issues
        templates_sudo = self.sudo().search([("company_id", "in", (False, company_id))])
        rules = (
            Rule(
                template.id,
                frozenset(template.journal_ids.ids),
                frozenset(kind for name, kind in KINDS.items() if template[name]),
                frozenset(template.partner_ids.ids),
                frozenset(template.partner_tag_ids.ids),
                template.lang or "",
            )
            for template in templates_sudo
        )
        return tuple(rule for rule in rules if rule.asks)

    def _is_usable(self, company):
        """:param res.company company: of a document
        :return: whether the document may take this template
        :rtype: bool"""
        if not self:
            return False
        facts = self._get_facts()
        return facts["is_active"] and facts["company_id"] in (False, company.id)

    # === WHAT DOCUMENTS READ === #

    def _get_facts(self):
        """Return what every document reads of a template, which is nothing that its
        own data or its customer change. Extend :meth:`_read_facts` with ``super()``.

        :return: not to be changed
        :rtype: dict
        """
        is_saved = len(self) == 1 and isinstance(self.id, int)
        return self._get_saved_facts() if is_saved else self._read_facts()

    @tools.ormcache("self.id", "self.env.lang")
    def _get_saved_facts(self):
        """:return: see :meth:`_get_facts`; every change of a template forgets them
        :rtype: dict"""
        return self._read_facts()

    def _read_facts(self):
        """:return: see :meth:`_get_facts`
        :rtype: dict"""
        return {
            "is_active": bool(self.active),
            "company_id": self.company_id.id,
            "label": f"{self.name} v{self.version} (#{self.id})" if self else "",
        }
