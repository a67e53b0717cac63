# SPDX-License-Identifier: EUPL-1.2
"""Synthetic persons with valid check digits, and deliveries about them."""

import csv
import datetime

def ago(days):
    return (datetime.date.today() - datetime.timedelta(days=days)).isoformat()


def amka(birth, serial):
    """AMKA of a person born on that day; serials under 1000 keep out of the sample's way."""
    body = f"{birth:%d%m%y}{serial:04d}"
    total = sum(digit if place % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
                for place, digit in enumerate(map(int, body)))
    return f"{body}{-total % 10}"


def afm(number):
    body = f"{number:08d}"
    total = sum(int(digit) * 2 ** (8 - place) for place, digit in enumerate(body))
    return f"{body}{total % 11 % 10}"


class Person:
    def __init__(self, number):
        self.birth = datetime.date(1950, 1, 1) + datetime.timedelta(days=number % 18000)
        self.amka = amka(self.birth, (number % 18000 + number // 18000 * 37) % 1000)
        self.afm = afm(70000000 + number)

    def line(self, as_of, **cells):
        return {"amka": self.amka, "afm": self.afm, "as_of": as_of, **cells}


def write(path, lines):
    columns = list(dict.fromkeys(column for line in lines for column in line))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return path
