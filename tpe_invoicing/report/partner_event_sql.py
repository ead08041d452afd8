# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has happened with a customer, each kind out of the records that know it."""

ISSUED = """
    SELECT move.id, entry.sealed_at AS date, 'issued' AS kind,
           move.commercial_partner_id AS partner_id, move.company_id,
           'account.move' AS res_model, move.id AS res_id, move.name AS detail,
           CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
           * move.amount_total AS amount, move.currency_id
      FROM account_move move
      JOIN tpe_archive_entry entry ON entry.id = move.tpe_archive_entry_id
     WHERE move.move_type IN ('out_invoice', 'out_refund')
"""
OPENED = """
    SELECT access.id, access.done_at, 'opened',
           move.commercial_partner_id, move.company_id,
           'account.move', move.id, entry.name, NULL::numeric, NULL::integer
      FROM tpe_archive_access access
      JOIN tpe_archive_entry entry
        ON entry.company_id = access.company_id
       AND entry.number BETWEEN access.first_number AND access.last_number
      JOIN account_move move ON move.tpe_archive_entry_id = entry.id
     WHERE access.action IN ('page', 'portal')
       AND access.first_number = access.last_number
"""
# mails of our own; those that Odoo notifies by are told by their notification
MAILED = """
    SELECT mail.id, message.date,
           CASE WHEN mail.tpe_came_back_at IS NOT NULL THEN 'bounced'
                WHEN mail.state = 'exception' THEN 'failed' ELSE 'sent' END,
           COALESCE(move.commercial_partner_id, partner.commercial_partner_id),
           COALESCE(move.company_id, contract.company_id, message.record_company_id),
           message.model, message.res_id, message.subject,
           NULL::numeric, NULL::integer
      FROM mail_mail mail
      JOIN mail_message message ON message.id = mail.mail_message_id
      LEFT JOIN account_move move
        ON message.model = 'account.move' AND move.id = message.res_id
      LEFT JOIN contract_contract contract
        ON message.model = 'contract.contract' AND contract.id = message.res_id
      LEFT JOIN res_partner partner
        ON partner.id = CASE message.model WHEN 'res.partner' THEN message.res_id
                             ELSE contract.partner_id END
     WHERE mail.state IN ('sent', 'exception')
       AND message.model IN ('account.move', 'contract.contract', 'res.partner')
       AND NOT EXISTS (SELECT FROM mail_notification notice
                        WHERE notice.mail_message_id = message.id
                          AND notice.notification_type = 'email')
"""
NOTIFIED = """
    SELECT notice.id, message.date,
           CASE notice.notification_status WHEN 'bounce' THEN 'bounced'
                WHEN 'exception' THEN 'failed' ELSE 'sent' END,
           partner.commercial_partner_id, message.record_company_id,
           message.model, message.res_id, message.subject,
           NULL::numeric, NULL::integer
      FROM mail_notification notice
      JOIN mail_message message ON message.id = notice.mail_message_id
      JOIN res_partner partner ON partner.id = notice.res_partner_id
     WHERE notice.notification_type = 'email'
       AND notice.notification_status IN ('sent', 'pending', 'bounce', 'exception')
       AND message.model IN ('account.move', 'res.partner', 'sale.order')
"""
# by mail, or written on the portal and on his page
ANSWERED = """
    SELECT message.id, message.date, 'answered', author.commercial_partner_id,
           message.record_company_id, message.model, message.res_id,
           CASE message.message_type WHEN 'email' THEN message.subject
                ELSE LEFT(REGEXP_REPLACE(message.body, '<[^>]*>', ' ', 'g'), 200) END,
           NULL::numeric, NULL::integer
      FROM mail_message message
      JOIN res_partner author ON author.id = message.author_id
     WHERE message.message_type = 'email' AND message.model IS NOT NULL
        OR message.message_type = 'comment' AND author.partner_share
       AND message.model IN ('account.move', 'res.partner', 'sale.order')
"""
PAID = """
    SELECT line.id, line.date::timestamp, 'paid', line.partner_id, line.company_id,
           'account.move', line.move_id, line.move_name,
           -line.amount_currency, line.currency_id
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
      JOIN account_move move ON move.id = line.move_id
      JOIN account_journal journal ON journal.id = line.journal_id
     WHERE account.account_type = 'asset_receivable' AND line.amount_currency < 0
       AND line.parent_state = 'posted' AND move.move_type = 'entry'
       AND (journal.type IN ('bank', 'cash') OR line.payment_id IS NOT NULL)
"""
RATED = """
    SELECT rating.id, rating.rated_on, 'rated', rating.partner_id,
           rating.parent_res_id, rating.res_model, rating.res_id,
           rating.rating::integer || '/5 ' || COALESCE(rating.feedback, ''),
           NULL::numeric, NULL::integer
      FROM rating_rating rating
     WHERE rating.consumed AND rating.res_model = 'account.move'
"""
ASKED = """
    SELECT proposal.id, proposal.create_date, 'asked', proposal.partner_id,
           proposal.company_id, 'tpe.partner.proposal', proposal.id,
           proposal.changes, NULL::numeric, NULL::integer
      FROM tpe_partner_proposal proposal
"""
# renewals that were told by letter
POSTED = """
    SELECT notice.id, notice.told_on::timestamp, 'sent', partner.commercial_partner_id,
           notice.company_id, 'contract.contract', contract.id, contract.name,
           NULL::numeric, NULL::integer
      FROM tpe_contract_notice notice
      JOIN contract_contract contract ON contract.id = notice.contract_id
      JOIN res_partner partner ON partner.id = contract.partner_id
     WHERE notice.by_hand = 'posted'
"""
# the place of each is a part of the ids: it never changes
SOURCES = (ISSUED, OPENED, MAILED, NOTIFIED, ANSWERED, PAID, RATED, ASKED, POSTED)
DEPENDS = {
    "account.move": ["tpe_archive_entry_id", "name", "amount_total", "state"],
    "account.move.line": ["date", "amount_currency", "parent_state", "partner_id"],
    "contract.contract": ["company_id", "name", "partner_id"],
    "mail.mail": ["state", "mail_message_id", "tpe_came_back_at"],
    "mail.message": ["body", "date", "model", "res_id", "subject", "message_type"],
    "mail.notification": ["notification_status", "res_partner_id"],
    "rating.rating": [
        "consumed",
        "feedback",
        "parent_res_id",
        "partner_id",
        "rated_on",
        "rating",
        "res_id",
        "res_model",
    ],
    "res.partner": ["commercial_partner_id", "partner_share"],
    "tpe.contract.notice": ["by_hand", "told_on"],
    "tpe.partner.proposal": ["changes", "partner_id"],
}
