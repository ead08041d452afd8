# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import says about a file or a row, in words of the person who reads it."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# columns that a file must have
COLUMNS = {
    "number": _lt("number"),
    "date": _lt("date"),
    "name": _lt("customer or product"),
    "total": _lt("amount"),
}
MESSAGES = {
    # the file
    "content_not_base64": _lt("The file did not arrive whole. Send it again."),
    "file_empty": _lt("The file is empty."),
    "file_not_text": _lt(
        "The file is not readable text. Save it as CSV (UTF-8) or XLSX and try again."
    ),
    "file_is_pdf": _lt(
        "The file is a PDF. Choose the kind “Past documents” to bring PDFs in."
    ),
    "file_is_zip": _lt(
        "The file is a zip. Choose the kind “Past documents”, or unpack it first."
    ),
    "workbook_broken": _lt(
        "The spreadsheet cannot be opened. Save it again as XLSX or CSV."
    ),
    "archive_broken": _lt("The zip file cannot be opened. Make it again."),
    "archive_too_large": _lt(
        "The file is too large, or unpacks to too much. Part it into smaller ones."
    ),
    "archive_locked": _lt("The zip file has a password. Make it again without one."),
    "member_broken": _lt("“%(name)s” in the zip file is damaged."),
    "heading_missing": _lt(
        "No row of headings was found. The first row must name the columns, such as "
        "“Nom”, “SIRET”, “Adresse”, or “Numéro”, “Date”, “Client”, “Total TTC”."
    ),
    "column_missing": _lt("The file has no column for: %(columns)s."),
    "column_unknown": _lt(
        "The file has no column for: %(columns)s. If it has one under another name, "
        "say which with “Check the columns”."
    ),
    # the row
    "row_quote": _lt("A quotation mark is opened and never closed."),
    "row_long": _lt("The row has %(found)s cells, the heading has %(width)s."),
    "row_short": _lt("The row has only %(found)s cells, the heading has %(width)s."),
    "row_refused": _lt("The database refuses this row."),
    "amount_invalid": _lt("“%(value)s” is not an amount."),
    "rate_invalid": _lt("“%(value)s” is not a VAT rate."),
    "date_invalid": _lt("“%(value)s” is not a date."),
    "twice_in_file": _lt("The same as on line %(first)s."),
    # customers
    "name_missing": _lt("The name is missing."),
    "number_rounded": _lt(
        "The spreadsheet has rounded the number %(value)s. Format the column as text, "
        "and save the file again."
    ),
    "siret_invalid": _lt("The SIRET %(number)s is wrong: check its 14 digits."),
    "siren_invalid": _lt("The SIREN %(number)s is wrong: check its 9 digits."),
    "siret_other_siren": _lt(
        "The SIRET %(number)s does not begin with the SIREN %(siren)s."
    ),
    "vat_invalid": _lt("The VAT number %(number)s is wrong: check its digits."),
    "vat_other_siren": _lt(
        "The VAT number %(number)s does not end with the SIREN %(siren)s."
    ),
    "email_invalid": _lt("“%(value)s” is not an e-mail address."),
    "country_unknown": _lt("No country is called “%(value)s”."),
    "customer_known": _lt("This customer is there already."),
    "customer_ambiguous": _lt(
        "Several customers are called “%(name)s”: add their code, SIRET or e-mail."
    ),
    # products
    "product_known": _lt("This product is there already."),
    # invoices
    "number_missing": _lt("The number of the invoice is missing."),
    "sum_alone": _lt("This is a row of totals, and no document."),
    "sum_differs": _lt(
        "The row of totals says %(given)s for “%(column)s”, the rows above come to "
        "%(computed)s."
    ),
    "currency_digits": _lt(
        "%(number)s: amounts in %(currency)s have %(digits)s decimals, which this "
        "document cannot keep: enter it by hand."
    ),
    "number_twice": _lt(
        "The number %(number)s stands on line %(first)s already, for another document."
    ),
    "number_taken": _lt(
        "The number %(number)s is there already, with another date or amount."
    ),
    "invoice_known": _lt("The document %(number)s is there already."),
    "invoice_known_open": _lt(
        "The document %(number)s is there already, with %(known)s left to pay; the "
        "file says %(given)s."
    ),
    "document_spoilt": _lt(
        "Another line of the document %(number)s is wrong, so the document stays out."
    ),
    "document_draft": _lt("%(number)s is a draft of the former software."),
    "document_cancelled": _lt("%(number)s was cancelled in the former software."),
    "not_an_invoice": _lt("“%(value)s” is neither an invoice nor a credit note."),
    "date_missing": _lt("The date is missing."),
    "customer_missing": _lt("The customer is missing."),
    "customer_unknown": _lt(
        "No customer has the code “%(name)s”: bring the customers in first."
    ),
    "tax_missing": _lt(
        "%(number)s has a total with tax only: add its VAT, its VAT rate or its total "
        "before tax."
    ),
    "amount_missing": _lt("%(number)s has no amount."),
    "rate_missing": _lt("The VAT rate is missing."),
    "untaxed_differs": _lt(
        "%(number)s: the lines add up to %(computed)s before tax, the total says "
        "%(given)s."
    ),
    "tax_differs": _lt(
        "%(number)s: the VAT of the lines adds up to %(computed)s, the total says "
        "%(given)s."
    ),
    "total_differs": _lt(
        "%(number)s: total before tax and VAT make %(computed)s, the total says "
        "%(given)s."
    ),
    "date_ahead": _lt(
        "%(number)s is dated %(day)s, which is still to come: correct the date, or "
        "leave the document to the software that issues it."
    ),
    "date_old": _lt(
        "%(number)s is dated %(day)s, more than %(years)s years ago: correct the year."
    ),
    "due_far": _lt(
        "%(number)s is due on %(day)s, more than %(years)s years after its date: "
        "correct the due date."
    ),
    "due_before": _lt(
        "%(number)s falls due on %(due)s, before its date: it is taken to fall due on "
        "%(day)s."
    ),
    "paid_ahead": _lt(
        "%(number)s was paid on %(day)s, which is still to come: correct the day of "
        "payment, or leave it blank."
    ),
    "open_beyond_total": _lt(
        "%(number)s: %(given)s is left to pay, of a total of %(total)s."
    ),
    "paid_missing": _lt("%(number)s is paid in part: add the amount paid."),
    "currency_unknown": _lt("The currency “%(value)s” is unknown or not in use."),
    # documents
    "not_documents": _lt("The file is neither a PDF, nor an XML, nor a zip of these."),
    "member_path": _lt("“%(name)s” in the zip file points outside of it."),
    "member_kind": _lt("“%(name)s” in the zip file is neither a PDF nor an XML."),
    "pdf_locked": _lt("The PDF has a password."),
    "pdf_broken": _lt("The PDF is damaged."),
    "xml_refused": _lt("The XML is too large or declares entities: it is not read."),
    "xml_broken": _lt("The XML is damaged."),
    "xml_unknown": _lt("The XML is no invoice in the CII format of Factur-X."),
    "document_without_data": _lt(
        "“%(name)s” holds no data, and its name bears the number of no past invoice. "
        "Bring the invoices in first, and name the PDF after its number."
    ),
    "other_seller": _lt("The document was issued by %(name)s, not by your company."),
    "paper_lost": _lt(
        "%(number)s: its PDF “%(name)s” cannot be read any more. Put the file back "
        "from your backup, or delete the attachment, then start again."
    ),
    # accounting entries
    "fec_heading": _lt(
        "The file is no FEC: its first line must name the 18 columns, from JournalCode "
        "to Idevise."
    ),
    "account_missing": _lt("The account number is missing."),
    "entry_unbalanced": _lt(
        "The entry %(entry)s does not balance: debit less credit is %(amount)s."
    ),
    "carried_on": _lt("The file whose accounts open on %(day)s carries it on."),
    "opening_known": _lt("%(amount)s of this opening balance is there already."),
    "opening_differs": _lt(
        "%(name)s: the opening says %(given)s, of which %(known)s was there; %(rest)s "
        "comes in on top."
    ),
    "opening_lacks": _lt(
        "%(name)s: %(known)s was open before the accounts of this file opened, which "
        "hold nothing of it: it stays owed. Enter what he has paid, if he has."
    ),
    "opening_lacks_all": _lt(
        "Customers of whom this file knows nothing (%(count)s) owe %(amount)s of "
        "before its accounts opened: it stays owed. Enter what they have paid, if "
        "they have."
    ),
    "opening_holds": _lt(
        "%(number)s: %(amount)s is left to pay, which the accounts of “%(name)s” hold "
        "since they opened on %(day)s: it comes in as settled, and nothing is owed "
        "twice."
    ),
    "paid_outside": _lt(
        "%(name)s: payments of %(amount)s are there already, of which this file knows "
        "nothing: they stay."
    ),
    "payment_known": _lt("This payment is there already."),
    "zero_total": _lt("%(number)s amounts to nothing."),
}
