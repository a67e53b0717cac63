# SPDX-License-Identifier: EUPL-1.2
"""Who asks and about whom: accounts of two centres, and the persons of the sample."""

import os
import re

from service import mitroa

PASSWORD = "ένα μακρύ συνθηματικό 42"

ACCOUNTS = {  # login: role, structure
    "kalamata": ("adviser", "KK-4401"),
    "trikala": ("adviser", "KK-2601"),
    "servia": ("adviser", "KK-1405"),
    "coordinator": ("coordinator", "PYLI-PELOPONNISOU"),
    "publisher": ("publisher", "DK-4401"),
    "approver": ("approver", "DK-4401"),
}


def tokens():
    """A bearer token of each account."""
    result = {}
    for login, (role, structure) in ACCOUNTS.items():
        mitroa("account", "add", login, "--role", role, "--structure", structure, "--name", f"Δοκιμή {login}",
               "--password-stdin", "--if-missing", stdin=PASSWORD + "\n")
        result[login] = mitroa("account", "token", login).split()[-1]
    return result


def persons():
    """Identifiers of the sample by what they show: AMKA, ΑΦΜ (or -)."""
    result = {}
    with open(os.path.join(os.environ["TEST_SAMPLE"], "identifiers.txt"), encoding="utf-8") as lines:
        for line in lines:
            found = re.match(r"([0-9]{11})\s+([0-9]{9}|-)\s+(.*)", line)
            if found:
                result[found[3]] = (found[1], found[2])
    wanted = {"kalamata": "Καλαμάτα: 70 ετών", "trikala": "Τρίκαλα μόνο", "both": "Δημότης Καλαμάτας, κάτοικος Τρικάλων",
              "disabled": "Οιχαλία", "nowhere": "Χωρίς κατοικία πουθενά", "nobody": "που δεν υπάρχει"}
    return {name: next(numbers for says, numbers in result.items() if part in says)
            for name, part in wanted.items()}
