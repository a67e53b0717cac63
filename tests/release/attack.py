#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Attacks on a protected release.

    attack.py STATE DATABASE ATTACK [--weakened]

The attacker has all that is published, the law of the noise, and everything about everybody but one thing about one
person. Games are played with the functions of the database that protect the real releases, so many times that luck
does not decide. Ends with 0 if the attack stays within what is stated below - with --weakened, against a release that
is protected less, if it does not: so it is seen that the attack would find a weakness.
"""
import collections
import functools
import math
import os
import random
import subprocess
import sys

TRIALS = 6000
LUCK = 3.5  # standard deviations that chance may bring
LEVELS = 4  # municipality, regional unit, prefecture, region: a person is counted once in each
QUARTERS = 4

# What is stated: how often, of a hundred, somebody guesses right who does not know one thing about one person, where
# not knowing anything is right 50 times. By the law; exact for one cell and for all levels, by enumeration.
STATED = {("special", 1): 56.6, ("special", LEVELS): 62.2, ("special", LEVELS * QUARTERS): 74.8,
          ("ordinary", 1): 59.8, ("ordinary", LEVELS): 67.6}
# Whether two counts are of the very same persons (nobody who is entitled is served; all of them are in a group).
STATED_SAME_SET = 68.0
# Of the exact counts behind the shown cells, how many the best guess from all tables that hold the same set hits.
STATED_EXACT = 20.0

LAWS = {1: "ordinary", 2: "special"}
TREE = os.environ["TEST_ROOT"]
state, database, attack = sys.argv[1:4]
weakened = "--weakened" in sys.argv


def rows(statement):
    said = subprocess.run([f"{TREE}/api/cluster", "psql", state, "-d", database, "-XqAt", "-F", " ", "-c", statement],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if said.returncode:
        sys.exit(said.stderr)
    return [line.split(" ") for line in said.stdout.splitlines()]


def read_laws():
    laws = {}
    for law, error, weight in rows("SELECT law, error, weight FROM release.law_weight"):
        laws.setdefault(int(law), {})[int(error)] = int(weight) / 2 ** 32
    return laws


laws = read_laws()


def shown(count):
    return count // 5 * 5 if count % 5 < 3 else count // 5 * 5 + 5


def told(count):
    return shown(count) if count >= 10 else None


@functools.cache
def likelihood(law, count):
    """How probable each published value is, of so many persons."""
    chances = collections.defaultdict(float)
    for error, chance in laws[law].items():
        chances[told(count + error)] += chance
    return chances


def luck(trials):
    return LUCK * 50 / math.sqrt(trials)


def end(accuracy, stated, allowance, what):
    print(f"{what}: {accuracy:.1f}, stated {stated:.1f}")
    beaten = accuracy > stated + allowance
    sys.exit(0 if beaten == weakened else 1)


# What one person's presence does to cells of so many others: the database draws, the attacker guesses.
GAME = """
WITH trial AS MATERIALIZED (
    SELECT i, (random() < 0.5)::integer AS there, (random() * 2.0 ^ 60)::bigint AS person
    FROM generate_series(1, {trials}) AS i
), cell AS MATERIALIZED (
    SELECT t.i, c, t.there, (random() * 2.0 ^ 60)::bigint + t.there * t.person AS cell_key
    FROM trial AS t
    CROSS JOIN generate_series(1, {cells}) AS c
)
SELECT e.i, e.there, string_agg(({count} + e.there + {noise})::text, ',' ORDER BY e.c)
FROM cell AS e
CROSS JOIN release.secret AS x
CROSS JOIN (SELECT l.*, release.law_cuts(l.law) AS cuts FROM release.law AS l WHERE l.law = {law}) AS l
GROUP BY e.i, e.there
"""
NOISE = "release.noise(x.noise, e.cell_key, 5::smallint, 0::smallint, l.cuts, l.spread)"


def played(law, cells, count, noise=NOISE):
    """(there, the values published) of many games."""
    text = GAME.format(trials=TRIALS, cells=cells, count=count, law=law, noise=noise)
    for _, there, sums in rows(text):
        yield int(there), [told(int(value)) for value in sums.split(",")]


def add_one(law, cells):
    """The person is counted in so many cells, or in none of them."""
    count = {1: {1: 57, 2: 49}, LEVELS: {1: 10, 2: 11}, LEVELS * QUARTERS: {1: 24, 2: 24}}[cells][law]
    without, with_one = likelihood(law, count), likelihood(law, count + 1)
    right = 0
    # Rounded and nothing else, as a list that is made in a hurry would be.
    noise = "0" if weakened else NOISE
    if weakened:
        count = 57
        without, with_one = {told(57): 1.0}, {told(58): 1.0}
    for there, values in played(law, cells, count, noise):
        odds = math.prod(with_one.get(value, 0) for value in values) - math.prod(
            without.get(value, 0) for value in values)
        right += (odds > 0) == there if odds else 0.5
    end(100 * right / TRIALS, STATED[LAWS[law], cells], luck(TRIALS),
        f"one person more or less, {LAWS[law]} law, {cells} cells: right of 100")


SAME = """
WITH trial AS MATERIALIZED (
    SELECT i, (random() < 0.5)::integer AS differ FROM generate_series(1, {trials}) AS i
), cell AS MATERIALIZED (
    SELECT t.i, t.differ, (random() * 2.0 ^ 60)::bigint AS cell_key, (random() * 2.0 ^ 60)::bigint AS person
    FROM trial AS t
    CROSS JOIN generate_series(1, {levels})
)
SELECT e.i, e.differ, string_agg(
           (60 + release.noise(x.noise, e.cell_key, 4::smallint, 0::smallint, l.cuts, l.spread)) || ':'
           || (60 - e.differ + release.noise(x.noise, e.cell_key - e.differ * e.person, {domain}::smallint,
                                             0::smallint, l.cuts, l.spread)), ',')
FROM cell AS e
CROSS JOIN release.secret AS x
CROSS JOIN (SELECT l.*, release.law_cuts(l.law) AS cuts FROM release.law AS l WHERE l.law = 2) AS l
GROUP BY e.i, e.differ
"""


def same_set():
    """All who are entitled are unserved, or all but one: do the two tables give it away by agreeing?"""
    # Weakened: both tables draw the same noise for the same persons.
    text = SAME.format(trials=TRIALS, levels=LEVELS, domain=4 if weakened else 6)
    seen = collections.Counter()
    games = []
    for _, differ, pairs in rows(text):
        agree = sum(told(int(one)) == told(int(other)) for one, other in (p.split(":") for p in pairs.split(",")))
        below = sum(int(other) - int(one) for one, other in (p.split(":") for p in pairs.split(",")))
        games.append((int(differ), agree, shown(below)))
    # The best that can be learnt from how many tables agree and by how much they differ.
    for differ, *sign in games:
        seen[(*sign, differ)] += 1
    right = sum(max(seen[agree, below, 0], seen[agree, below, 1])
                for agree, below in {(agree, below) for _, agree, below in games})
    end(100 * right / len(games), STATED_SAME_SET, luck(len(games)) + 1,
        "whether two tables count the same persons: right of 100")


def read_cells():
    """Published and exact, by measure, programme and detail; the truth only says how well the attack did."""
    tables = collections.defaultdict(dict)
    for measure, programme, detail, place, law, persons, value in rows(
            "SELECT e.measure, e.programme, e.detail, e.place, e.law, e.persons, COALESCE(c.value, 0)"
            " FROM release.exact AS e LEFT JOIN release.cell AS c ON (c.release, c.measure, c.programme, c.detail, c.place)"
            " = (e.release, e.measure, e.programme, e.detail, e.place)"
            " JOIN release.measure AS m ON m.measure = e.measure"
            " WHERE e.release = 1 AND e.detail = 0 AND m.key IN ('registered', 'eligible', 'unserved')"):
        tables[measure, programme, detail][int(place)] = (int(law), int(persons), int(value))
    return tables


def read_tree():
    """Families: a place and all that it is made of, of both trees."""
    families = collections.defaultdict(list)
    units = {}
    for place, unit, prefecture, region in rows(
            "SELECT place, regional_unit, prefecture, region FROM release.place WHERE release = 1 AND level = 1"):
        families[int(unit)].append(int(place))
        families[int(prefecture)].append(int(place))
        units[int(unit)] = int(region)
    for unit, region in units.items():
        families[region].append(unit)
    return families


def interval(law, value):
    """What the exact count may be, of a published value; 0: hidden."""
    if weakened:  # small counts are left out and the others told, as in many a table
        return [value, value] if value else [0, 9]
    spread = max(laws[law])
    return [value - 2 - spread, value + 2 + spread] if value else [0, 9 + spread]


def narrow(bounds, families):
    """Parents less siblings, over and over, until nothing gets narrower; what LP would give on these trees."""
    changed = True
    while changed:
        changed = False
        for parent, children in families.items():
            low = sum(bounds[child][0] for child in children)
            high = sum(bounds[child][1] for child in children)
            changed |= cut(bounds[parent], low, high)
            for child in children:
                changed |= cut(bounds[child], bounds[parent][0] - (high - bounds[child][1]),
                               bounds[parent][1] - (low - bounds[child][0]))


def cut(bound, low, high):
    before = list(bound)
    bound[0], bound[1] = max(bound[0], low, 0), min(bound[1], high)
    return bound != before


def subtraction():
    """No hidden count may be pinned by its parents and siblings."""
    families = read_tree()
    places = set(families) | {child for children in families.values() for child in children}
    pinned = hidden = 0
    for table in read_cells().values():
        law = next(iter(table.values()))[0]
        truth = {place: table.get(place, (law, 0, 0))[1] for place in places}
        published = {place: table.get(place, (law, 0, 0))[2] for place in places}
        if weakened:
            published = {place: count if count >= 10 else 0 for place, count in truth.items()}
        bounds = {place: interval(law, published[place]) for place in places}
        # Below what is drafted a count is none: what such a cell holds is not in the tables of the test.
        narrow(bounds, families)
        for place in places:
            if published[place] == 0 and truth[place] > 1:
                hidden += 1
                pinned += bounds[place][0] == bounds[place][1] == truth[place]
    print(f"of {hidden} hidden counts, pinned: {pinned}")
    sys.exit(0 if (pinned > 0) == weakened and hidden > 500 else 1)


def averaging():
    """All tables that hold the same persons, taken together."""
    sets = collections.defaultdict(set)
    sizes = {}
    for key, persons, law, domain, detail, value in rows(
            "SELECT e.cell_key, e.persons, e.law, m.domain, e.detail, c.value FROM release.exact AS e"
            " JOIN release.measure AS m ON m.measure = e.measure"
            " JOIN release.cell AS c ON (c.release, c.measure, c.programme, c.detail, c.place)"
            " = (e.release, e.measure, e.programme, e.detail, e.place) WHERE e.release = 1"):
        sets[key].add((domain, detail, int(law), int(value)))
        sizes[key] = int(persons)
    names = random.sample(sorted(sets), min(len(sets), 200 if weakened else 5000))
    if weakened:  # drawn anew for each question, and asked two hundred times
        sets = {key: [("", 0, 2, told(sizes[key] + error) or 0) for error in random.choices(
            list(laws[2]), laws[2].values(), k=200)] for key in names}
    right = 0
    for key in names:
        published = collections.Counter((law, value or None) for *_, law, value in sets[key])
        values = [value for _, value in published if value]
        if values:
            guesses = range(max(2, min(values) - 12), max(values) + 12)
            right += max(guesses, key=lambda count: sum(
                times * math.log(likelihood(law, count).get(value, 1e-300))
                for (law, value), times in published.items())) == sizes[key]
    asked = len(names)
    end(100 * right / asked, STATED_EXACT, 100 * LUCK * math.sqrt(0.25 / asked) / 2,
        f"exact counts of {asked} sets from all their tables: right of 100")


ATTACKS = {
    "one-cell": lambda: add_one(2, 1),
    "one-cell-ordinary": lambda: add_one(1, 1),
    "levels": lambda: add_one(2, LEVELS),
    "levels-ordinary": lambda: add_one(1, LEVELS),
    "quarters": lambda: add_one(2, LEVELS * QUARTERS),
    "same-set": same_set,
    "subtraction": subtraction,
    "averaging": averaging,
}
ATTACKS[attack]()
