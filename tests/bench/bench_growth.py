# SPDX-License-Identifier: EUPL-1.2
"""How the cost of an answer grows: with programmes elsewhere, programmes here, municipalities in an area, and persons.

The last row of each series has the exponent p of n^p through its ends, the law that it amounts to, and the reason.
MITROA_BENCH_PERSONS=10000000 adds ten million persons, which takes an hour to import.
"""

import json
import math
import os
import random
import subprocess

import bench_answers
import world

HERE = "4401"
PROGRAMMES, QUICK_PROGRAMMES = (100, 1_000, 10_000), (100, 1_000)
AREAS = (1, 18, 332)
OF_AREAS = 200
PERSONS, QUICK_PERSONS = (10_000, 100_000, 1_000_000), (10_000, 50_000)
SECONDS, QUICK_SECONDS = 4, 1
ROUNDS = 3
FACTS = "age=40; members=3; adults=2; minors=1; dependent_children=1; income_year=6000; pension=0; real_estate=40000; deposits=600; " \
        "rent=280; legal_residence_years=20; local_residence_years=12; insurance=indirect; tenure=rented; tax_return=yes; unemployed_months=8"


def measure(bench):
    sample = bench.root / "importers/sample"
    bench.database("growth_places")
    bench.run("growth_places", "import", "places", str(sample / "places.csv"))
    others = [row["code"] for row in world.sample_rows(sample / "places.csv")
              if row["level"] == "municipality" and not row["valid_to"] and row["code"] != HERE]
    programmes = QUICK_PROGRAMMES if bench.quick else PROGRAMMES

    series(bench, "programmes that hold elsewhere, beside 50 here", programmes,
           lambda n: ["nationwide"] * 50 + [f"municipalities:{others[i % len(others)]}" for i in range(n)],
           0.1, "each municipality has the list of its candidates")
    series(bench, "programmes that hold here", programmes, lambda n: ["nationwide"] * n,
           1.1, "each candidate is judged; a criterion that several share is judged once")
    series(bench, f"municipalities in the areas of {OF_AREAS} programmes", AREAS,
           lambda n: ["municipalities:" + "|".join(sorted([HERE, *others[:n - 1]]))] * OF_AREAS,
           0.1, "areas became lists by municipality when the snapshot was loaded")
    by_persons(bench)


def told(bench, what, sizes, costs, unit, most, reason):
    p = math.log(costs[-1] / costs[0]) / math.log(sizes[-1] / sizes[0])
    law = "flat" if p < 0.1 else "logarithmic" if p < 0.4 else "linear" if p < 1.15 else "more than linear"
    for n, cost in zip(sizes, costs):
        bench.row(f"growth: {n:,} {what}", unit, cost)
    bench.row(f"growth: {what}, {sizes[0]:,} to {sizes[-1]:,}: {law}", "p of n^p", p, beside=reason, mark=most, at_most=True)


def series(bench, what, sizes, areas, most, reason):
    costs = []
    for n in sizes:
        bench.say(f"{n:,} {what}")
        bench.database("growth", template="growth_places")
        folder = bench.scratch / "growth"
        programmes(bench, folder, areas(n))
        bench.run("growth", "import", "programmes", *map(str, sorted(folder.glob("*.csv"))))
        costs.append(min(cost_us(bench) for _ in range(ROUNDS)))
    told(bench, what, sizes, costs, "us", most, reason)


def programmes(bench, folder, areas):
    chance = random.Random(3)
    folder.mkdir(exist_ok=True)
    lines, criteria = [], []
    for i, area in enumerate(areas):
        lines.extend(world.programme_rows(f"G{i:05}", f"Πρόγραμμα {i}", "municipal" if area != "nationwide" else "national", area, 1))
        criteria.extend(world.criteria_of(f"G{i:05}", chance))
    sample = bench.root / "importers/sample/programmes"
    world.write_with_sample(folder / "programmes.csv", sample / "programmes.csv", world.PROGRAMMES, lines)
    world.write_with_sample(folder / "criteria.csv", sample / "criteria.csv", world.CRITERIA, criteria)
    (folder / "parameters.csv").write_bytes((sample / "parameters.csv").read_bytes())


def cost_us(bench):
    """Of the processor, for judging and writing one answer; no service, no network."""
    printed = subprocess.run([str(bench.build / "tests/bench/measure_answer"), FACTS, str(QUICK_SECONDS if bench.quick else SECONDS), HERE],
                             check=True, capture_output=True, text=True, env={**bench.environment, "PGDATABASE": "growth"})
    answer = json.loads(printed.stdout)
    return answer["judging_us"] + answer["writing_us"]


def by_persons(bench):
    """Over HTTP, audited, one at a time: what reads a person is a look-up by index, what writes the entry an append."""
    sizes = list(QUICK_PERSONS if bench.quick else PERSONS)
    if os.environ.get("MITROA_BENCH_PERSONS"):
        sizes.append(int(os.environ["MITROA_BENCH_PERSONS"]))
    costs = []
    for n in sizes:
        bench.psql("postgres", "DROP DATABASE IF EXISTS answers WITH (FORCE)")
        made = bench_answers.register(bench, n)
        service = bench_answers.Service(bench, "answers")
        try:
            asked = bench_answers.questions(bench, service, made)
            costs.append(min(bench_answers.load(bench, service.port, asked["registered"], connections=1,
                                                seconds=QUICK_SECONDS * 2 if bench.quick else SECONDS)["answered_p50_us"]
                             for _ in range(ROUNDS)))
        finally:
            service.stop()
    told(bench, "persons, one audited answer at a time, p50", sizes, costs, "us", 0.1, "a person is found by index; the entry is appended")
