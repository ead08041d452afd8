# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs in Odoo's shell: kills a run of reminders before one statement after another.

Each run is a process of its own, on connections of its own, that dies of SIGKILL just
before its N-th statement. Then a second one does the work. What the two have left is
compared with what must be there.
"""

SCRIPT = """
import json, os, signal
from odoo import api, sql_db
from odoo.modules.registry import Registry

DAY, STEP, COMPANY = {day!r}, {step!r}, {company!r}
database = env.cr.dbname
user = env.ref("base.user_admin").id
execute = sql_db.Cursor.execute

def work(cut):
    count = 0
    def counted(self, query, params=None, log_exceptions=True):
        nonlocal count
        count += 1
        if count == cut:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, query, params, log_exceptions)
    sql_db.Cursor.execute = counted
    with Registry(database).cursor() as cr:
        own = api.Environment(cr, user, {{"allowed_company_ids": [COMPANY]}})
        own["tpe.reminder.run"].tpe_run(COMPANY, DAY)
        cr.commit()
        own["mail.mail"].process_email_queue(batch_size=100)
    return count

def fork(cut):
    "Work in a process of its own: how many statements it made, None when killed."
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writer, str(work(cut)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    told = b"".join(iter(lambda: os.read(reader, 64), b""))
    os.close(reader)
    _pid, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else int(told)

def ask(query):
    with sql_db.db_connect(database).cursor() as cr:
        cr.execute(query)
        rows = cr.fetchall() if cr.description else []
    sql_db.close_all()
    return rows

def forget():
    ask("DELETE FROM tpe_reminder_line; UPDATE tpe_reminder SET mail_id = NULL;"
        "DELETE FROM mail_mail; DELETE FROM tpe_reminder; DELETE FROM tpe_reminder_run")

LOOK = (
    "SELECT r.partner_id, r.state, r.delivery, m.state,"
    " (SELECT count(*) FROM tpe_reminder_line l WHERE l.reminder_id = r.id"
    "  AND l.is_counted)"
    " FROM tpe_reminder r LEFT JOIN mail_mail m ON m.id = r.mail_id"
)
LONE = (
    "SELECT count(*) FROM mail_mail m WHERE NOT EXISTS"
    " (SELECT FROM tpe_reminder r WHERE r.mail_id = m.id)"
)
env.cr.rollback()
env.cr.close()
sql_db.close_all()
answer = {{"cuts": 0, "torn": [], "rows": []}}
cut = {first!r}
while True:
    forget()
    marker = "cut" + str(cut)
    done = fork(cut)
    if done is not None:
        break
    answer["cuts"] += 1
    for row in ask(LOOK):
        if row[4] != 1 or row[3] is None:
            answer["torn"].append([cut, "after the cut", *row])
    if ask(LONE)[0][0]:
        answer["torn"].append([cut, "a mail without its event"])
    if fork(0) is None:
        answer["torn"].append([cut, "the second run died"])
    answer["rows"].append([cut, [list(row) for row in ask(LOOK)]])
    cut += STEP
answer["statements"] = done
print("ANSWER" + json.dumps(answer))
os._exit(0)
"""


def make_script(company, day, first, step):
    """Write the script.

    :param int company: whose customers are reminded
    :param str day: of the run
    :param int first: the first statement to die before
    :param int step: how many statements further each time
    :rtype: str
    """
    return SCRIPT.format(company=company, day=day, first=first, step=step)
