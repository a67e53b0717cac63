# SPDX-License-Identifier: EUPL-1.2
"""Reminders: made once a month, sent by nobody unless told how, by SMTP or into a folder."""
import email
import email.policy
import os
import pathlib
import socket
import subprocess
import threading

from desk import Desk, check, end, mitroa, sql

desk = Desk()


class Post(threading.Thread):
    """A mail server that takes what comes, of a few lines."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.mails = self.listener.getsockname()[1], []

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            with connection, connection.makefile("rwb") as stream:
                self.talk(stream)

    def talk(self, stream):
        def say(line):
            stream.write(line.encode() + b"\r\n")
            stream.flush()
        say("220 test")
        while line := stream.readline():
            word = line[:4].upper()
            if word == b"DATA":
                say("354 go on")
                mail = b""
                while (line := stream.readline()) != b".\r\n":
                    mail += line
                self.mails.append(mail)
            say("221 bye" if word == b"QUIT" else "250 well")
            if word == b"QUIT":
                return


post = Post()
post.start()
address = "DK-4401"
sql("INSERT INTO publishing.outbox (structure, about, recipient, subject, body) SELECT structure, 'test', 'dimos@example.org', "
    "'Επιβεβαίωση στοιχείων: δοκιμή με μακρύ θέμα, που δεν χωρά σε μία λέξη', E'Καλημέρα.\\nΔοκιμή.\\n' "
    f"FROM registry.structure WHERE code = '{address}'")
off = subprocess.run([os.environ["MITROA"], "outbox", "send"], capture_output=True, text=True, check=False, timeout=60)
check("nothing is sent unless somebody says how", off.returncode == 2 and "κλειστή" in off.stderr, off.stderr)
mitroa("outbox", "send", "--to", f"smtp://127.0.0.1:{post.port}", "--from", "mitroa@example.org")
mail = email.message_from_bytes(post.mails[0], policy=email.policy.default) if post.mails else None
check("a message leaves by SMTP, whole and in Greek", mail and "dimos@example.org" in str(mail["To"])
      and "μακρύ θέμα" in mail["Subject"] and mail.get_content().startswith("Καλημέρα."), post.mails)
mitroa("outbox", "send", "--to", f"smtp://127.0.0.1:{post.port}", "--from", "mitroa@example.org")
check("and only once", len(post.mails) == 1, len(post.mails))
made = mitroa("outbox", "remind")
again = mitroa("outbox", "remind")
check("reminders are made once a month", again.endswith(": 0"), (made, again))
folder = pathlib.Path(os.environ["TEST_SCRATCH"]) / "mails"
folder.mkdir(exist_ok=True)
sql("INSERT INTO publishing.outbox (structure, about, recipient, subject, body) SELECT structure, 'test 2', 'dimos@example.org', 'Θέμα', 'Σώμα' "
    f"FROM registry.structure WHERE code = '{address}'")
broken = subprocess.run([os.environ["MITROA"], "outbox", "send", "--to", "smtp://127.0.0.1:9", "--from", "m@example.org"],
                        capture_output=True, text=True, check=False, timeout=60)
waits = sql("SELECT count(*) FROM publishing.outbox WHERE sent_at IS NULL AND tries = 1 AND fault IS NOT NULL")
check("what cannot be sent waits, with the reason", broken.returncode == 1 and int(waits) >= 1, (broken.stderr, waits))
sql("UPDATE publishing.outbox SET next_try = clock_timestamp()")
mitroa("outbox", "send", "--to", str(folder), "--from", "mitroa@example.org")
check("a folder takes mail as well", len(list(folder.glob("*.eml"))) >= 1)


# ---- what is made, for whom, and that it is made once ----------------------------------------

def mails(about):
    """Bodies of what was made about something, oldest first; `about` is the beginning of it."""
    text = sql("SELECT COALESCE(string_agg(recipient || E'\\n' || subject || E'\\n' || body, E'\\f' ORDER BY message), '') "
               f"FROM publishing.outbox WHERE about LIKE '{about}%'")
    return text.split("\f") if text else []


def days_go_by(days):
    """The same for what stands in the database as if so many days had gone by."""
    sql(f"UPDATE publishing.review SET review_by = review_by - {days}, confirmed_on = confirmed_on - {days}")
    sql(f"UPDATE publishing.reminded SET review_by = review_by - {days}, made_on = made_on - {days}")
    sql("UPDATE publishing.outbox SET about = about || ' long ago ' || message WHERE about !~ 'long ago'")


def write_to(structure, email):
    sql("SET session_replication_role = replica; "
        f"UPDATE registry.structure_version AS v SET email = '{email}' FROM registry.structure AS s "
        f"WHERE s.structure = v.structure AND v.until IS NULL AND s.code = '{structure}'")


def remind(*options):
    return int(mitroa("outbox", "remind", *options).rsplit(" ", 1)[1])


check("who has said no address is written to by nobody", made.endswith(": 0"), made)
write_to("DK-4401", "dimos@example.org")
sql("INSERT INTO publishing.review (kind, code, confirmed_on, review_by, confirmed_by) SELECT a.kind, a.code, registry.today() - 155, "
    "registry.today() + CASE a.code WHEN 'KP-4401-O' THEN 25 ELSE 100 END, 1 "
    "FROM publishing.alive((SELECT structure FROM registry.structure WHERE code = 'DK-4401')) AS a "
    "ON CONFLICT ON CONSTRAINT review_pkey DO UPDATE SET confirmed_on = EXCLUDED.confirmed_on, review_by = EXCLUDED.review_by")
sql("SET session_replication_role = replica; UPDATE registry.offer_version SET confirmed_on = NULL WHERE until IS NULL")
check("25 days before its day an offer is reminded of", remind() == 1, mails(""))
first = mails("before")
check("by its name, with the day", len(first) == 1 and first[0].startswith("dimos@example.org") and "KP-4401-O" in first[0]
      and sql("SELECT to_char(registry.today() + 25, 'DD/MM/YYYY')") in first[0], first)
days_go_by(1)
check("the next day it is not reminded of again", remind() == 0, mails("before"))
days_go_by(19)
check("five days before, it is, for the second time", remind() == 1 and len(mails("before 2")) == 2, mails("before"))
days_go_by(4)
check("and not a third time", remind() == 0, mails("before"))
days_go_by(2)
check("after its day it is told what waits", remind() == 1 and "μία εγγραφή" in mails("review")[-1], mails("review"))
days_go_by(0)
sql("UPDATE publishing.review SET confirmed_on = registry.today(), review_by = registry.today() + 20 WHERE code = 'KP-4401-O'")
check("confirmed anew, it is reminded of before its next day", remind() == 1, mails("before"))
sql("DELETE FROM publishing.reminded")
days_go_by(0)
check("how many days before is a setting", remind("--before", "10") == 0 and remind("--before", "3,60") == 1, mails("before"))
wrong = subprocess.run([os.environ["MITROA"], "outbox", "remind", "--before", "30;7"], capture_output=True, text=True, check=False,
                       timeout=60)
check("days that cannot be read are refused", wrong.returncode == 2 and "30,7" in wrong.stderr, wrong.stderr)

# ---- a joint programme waits for another municipality -----------------------------------------

write_to("KK-2601", "trikala@example.org")
sql("INSERT INTO publishing.draft (structure, title, state, made_by, editors, others) "
    "SELECT s.structure, 'Κοινό', 'submitted', 1, '{1}', publishing.places_of(t.structure) "
    "FROM registry.structure AS s, registry.structure AS t WHERE s.code = 'DK-4401' AND t.code = 'KK-2601'")
check("who has a part to confirm is told, once a week", remind() > 0 and remind() == 0 and len(mails("parts")) == 1, mails("parts"))
check("at its own address", mails("parts")[0].startswith("trikala@example.org"), mails("parts"))

# ---- referrals -------------------------------------------------------------------------------

write_to("KK-4401", "giver@example.org")
write_to("KP-4401", "taker@example.org")
sql("INSERT INTO registry.referral (from_structure, to_structure, offer, person, account, case_ref, agreed_special, due_on, changed_at) "
    "SELECT g.structure, t.structure, o.offer, (SELECT min(person::text)::uuid FROM registry.person), 1, 'ΚΚ-2026-00099', true, "
    "registry.today() + n.days, clock_timestamp() - interval '2 days' "
    "FROM registry.structure AS g, registry.structure AS t, registry.offer AS o, (VALUES (20), (20), (-1)) AS n (days) "
    "WHERE g.code = 'KK-4401' AND t.code = 'KP-4401' AND o.code = 'KP-4401-O'")
check("who has referrals waiting is told, and who waited in vain", remind() == 2, mails(""))
waiting, expired = mails("referrals")[-1], mails("expired")[-1]
check("how many wait", waiting.startswith("taker@example.org") and ": 2." in waiting, waiting)
check("how many have expired", expired.startswith("giver@example.org") and ": 1." in expired, expired)
private = ("ΚΚ-2026", "KP-4401", "Παντοπωλείο", "Κέντρο", "Παράρτημα", "Καλαμάτ")
check("and neither case, offer nor the other structure", not [w for w in private if w in waiting + expired], waiting + expired)
check("neither is told twice", remind() == 0)
days_go_by(0)
check("a week later what still waits is told again, what has expired is not", remind() > 0 and len(mails("referrals")) == 2
      and len(mails("expired")) == 1, mails("referrals"))
sent = mitroa("outbox", "send", "--to", f"smtp://127.0.0.1:{post.port}", "--from", "mitroa@example.org")
to = {str(email.message_from_bytes(m, policy=email.policy.default)["To"]).strip("<>") for m in post.mails}
check("all of them leave by SMTP", to >= {"dimos@example.org", "giver@example.org", "taker@example.org"}, (sent, to))
check("the tables of reminders are closed", "0" == sql(
    "SELECT count(*) FROM information_schema.table_privileges WHERE table_name = 'reminded' AND grantee LIKE 'mitroa%' "
    "AND grantee <> 'mitroa_owner'"))
sql("DELETE FROM publishing.review; DELETE FROM publishing.draft WHERE title = 'Κοινό'; UPDATE registry.referral SET state = 'withdrawn'")
desk.service.stop()
end()
