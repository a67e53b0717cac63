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
desk.service.stop()
end()
