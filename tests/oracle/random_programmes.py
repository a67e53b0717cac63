#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Writes a folder of random programmes, as an officer would hand it in, that use every fact and operator.

    random_programmes.py FOLDER SEED COUNT

The real programmes ask for half of the facts, and mostly with one operator each; these ask for all,
with scales, tables, exclusions, asks and programmes that lean on others.
"""
import csv
import pathlib
import random
import sys

YES_NO = ["has_amka", "public_insured", "roma", "needs_care", "lives_alone", "children_enrolled", "couple",
          "one_parent", "luxury", "tax_return", "mechanical_support", "mountain", "disadvantaged",
          "island", "remote", "child", "elderly", "disabled", "homeless", "destitute"]
WHOLE = {"age": (0, 90), "legal_residence_years": (0, 20), "local_residence_years": (0, 10),
         "disability_pct": (0, 100), "unemployed_months": (0, 36), "insured_days": (0, 400),
         "members": (1, 6), "adults": (1, 4), "minors": (0, 4), "dependent_children": (0, 4),
         "unprotected_children": (0, 2), "partner_age": (18, 90), "max_disability_pct": (0, 100)}
# Period of each, and the largest figure that makes sense.
MONEY = {"pension": ("month", 900), "partner_pension": ("month", 900), "rent": ("month", 600),
         "personal_income_year": ("year", 15000), "income_year": ("year", 30000),
         "equivalent_income": ("year", 15000), "income_6m": ("6 months", 6000),
         "guaranteed_6m": ("6 months", 6000), "real_estate": ("once", 200000),
         "movable_property": ("once", 20000), "deposits": ("once", 20000), "vehicles": ("once", 10000)}
CHOICES = {"nationality": ["greek", "ethnic_greek", "eu", "third_country", "stateless"],
           "disability_certificate": ["valid", "pending", "expired", "none"],
           "employment": ["employed", "self_employed", "unemployed_registered", "unemployed", "inactive",
                          "retired", "student"],
           "insurance": ["direct", "indirect", "uninsured"],
           "homelessness": ["no", "street", "unsuitable", "hostel", "precarious", "shelter"],
           "institution": ["none", "care", "mental_health", "monastery", "prison"],
           "studies": ["none", "school", "university", "training"],
           "tenure": ["owned", "rented", "hosted", "free", "none"]}
SETS = {"residence_basis": ["registered", "resident", "present"],
        "disability_kind": ["motor", "visual", "hearing", "intellectual", "blood", "renal", "chronic"],
        "child_ages": [str(age) for age in range(20)]}
MUNICIPALITIES = ["4401", "4406", "2601", "0101", "7001"]
REAL = ["EEE", "A21", "UNINSURED_ELDERLY", "FREE_CARE", "HEATING"]

PROGRAMME_COLUMNS = "code title kind level authority area valid_from valid_to universal law".split()
CRITERION_COLUMNS = "programme block kind fact operator value parameter set document law text".split()
PARAMETER_COLUMNS = ("code valid_from valid_to base per_adult per_minor per_member per_child per_unprotected "
                     "one_parent_first_minor cap per adults minors children value law").split()


class Folder:
    def __init__(self, seed, count):
        self.random = random.Random(seed)
        self.parameters = []
        self.criteria = []
        self.programmes = []
        self.codes = [f"RANDOM_{number:03}" for number in range(count)]
        for number in range(count):
            self.add_programme(number)

    def some(self, values, most=3):
        return self.random.sample(values, self.random.randint(1, min(most, len(values))))

    def chance(self, share):
        return self.random.random() < share

    def scale(self, period, top):
        """A parameter of its own: a number, a linear scale or a table. Returns its code."""
        code = f"RANDOM.figure_{len(self.parameters):04}"
        dates = {"valid_from": "2015-01-01", "law": "τυχαία παράμετρος", "code": code, "per": period}
        if self.chance(0.1):
            dates["valid_to"] = "2024-06-30"  # expired on later days
        if self.chance(0.1):
            dates["per"] = ""
        step = max(1, top // 10)
        if self.chance(0.15):
            first = self.random.choice(["", "adult", "minor"])
            for adults in range(1, self.random.randint(3, 5)):
                for minors in range(self.random.randint(1, 5)):
                    self.parameters.append({**dates, "adults": adults, "minors": minors,
                                            "one_parent_first_minor": first,
                                            "value": self.random.randint(1, top)})
            return code
        row = {**dates, "base": self.random.randint(1, top)}
        for rate in ("per_adult", "per_minor", "per_member", "per_child", "per_unprotected"):
            if self.chance(0.35):
                row[rate] = self.random.randint(0, step)
        if self.chance(0.4):
            row["one_parent_first_minor"] = self.random.choice(["adult", "minor", "unprotected"])
        if self.chance(0.3):
            row["cap"] = row["base"] + self.random.randint(0, 4) * step
        self.parameters.append(row)
        return code

    def ordered(self, low, high):
        """An operator with a value between the two ends."""
        operator = self.random.choice(["=", "≠", "<", "≤", ">", "≥", "between"])
        one, other = sorted(self.random.randint(low, high) for _ in range(2))
        return {"operator": operator, "value": f"{one}..{other}" if operator == "between" else other}

    def money(self):
        fact, (period, top) = self.random.choice(list(MONEY.items()))
        if self.chance(0.5):
            return {"fact": fact, **self.ordered(0, top)}
        return {"fact": fact, "operator": self.random.choice(["<", "≤", ">", "≥"]),
                "parameter": self.scale(period, top)}

    def whole(self):
        fact, ends = self.random.choice(list(WHOLE.items()))
        return {"fact": fact, **self.ordered(*ends)}

    def choice(self):
        fact, codes = self.random.choice(list(CHOICES.items()))
        if self.chance(0.5):
            return {"fact": fact, "operator": self.random.choice("=≠"), "value": self.random.choice(codes)}
        return {"fact": fact, "operator": self.random.choice(["in", "not in"]), "set": "|".join(self.some(codes))}

    def a_set(self):
        fact, codes = self.random.choice(list(SETS.items()))
        return {"fact": fact, "operator": self.random.choice(["in", "not in"]), "set": "|".join(self.some(codes))}

    def place(self):
        return {"fact": "municipality", "operator": self.random.choice(["in", "not in"]),
                "set": "|".join(self.some(MUNICIPALITIES))}

    def yes_no(self):
        return {"fact": self.random.choice(YES_NO), "operator": self.random.choice("=≠"),
                "value": self.random.choice(["yes", "no"])}

    def leaning(self, number):
        """On verdicts of earlier programmes only, so that no circle closes."""
        fact = self.random.choice(["receives", "meets"])
        known = REAL + (self.codes if fact == "receives" else self.codes[:number])
        return {"fact": fact, "operator": self.random.choice(["in", "not in"]), "set": "|".join(self.some(known))}

    def row(self, number):
        kinds = [self.money, self.money, self.whole, self.whole, self.choice, self.a_set, self.yes_no,
                 self.yes_no, self.place, lambda: self.leaning(number)]
        return self.random.choice(kinds)()

    def add_rows(self, number, kind, blocks, rows):
        for block in blocks:
            for _ in range(self.random.randint(1, rows)):
                self.criteria.append({"programme": self.codes[number], "block": block, "kind": kind,
                                      "text": "τυχαίο κριτήριο", **self.row(number)})

    def add_programme(self, number):
        self.programmes.append({
            "code": self.codes[number], "title": f"Τυχαίο πρόγραμμα {number}", "kind": "benefit",
            "level": "national", "authority": "κανείς", "valid_from": "2016-01-01", "law": "κανένας",
            "area": self.random.choice(["nationwide"] * 6 + ["unknown", "municipalities:4401|2601",
                                                             "regions:Πελοποννήσου|Θεσσαλίας",
                                                             "units:Μεσσηνίας"])})
        if not self.chance(0.1):
            self.add_rows(number, "condition", range(1, self.random.randint(2, 4)), 3)
        if self.chance(0.5):
            self.add_rows(number, "exclusion", range(1, self.random.randint(2, 3)), 2)
        # Asks of a block, of a block of their own, and of the programme as a whole.
        for block in self.some(["1", "7", ""]):
            self.criteria.append({"programme": self.codes[number], "block": block, "kind": "ask",
                                  "text": "Τι δεν ξέρει κανένα μητρώο;"})

    def write(self, folder):
        for name, columns, rows in (("programmes", PROGRAMME_COLUMNS, self.programmes),
                                    ("criteria", CRITERION_COLUMNS, self.criteria),
                                    ("parameters", PARAMETER_COLUMNS, self.parameters)):
            with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
                sheet = csv.DictWriter(file, columns)
                sheet.writeheader()
                sheet.writerows(rows)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    Folder(int(sys.argv[2]), int(sys.argv[3])).write(folder)


main()
