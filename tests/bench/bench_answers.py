# SPDX-License-Identifier: EUPL-1.2
"""Answers a second, and how long one takes, beside Node.js with PostgreSQL, pgbench and libmicrohttpd."""

import csv
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request

import world

PERSONS, QUICK_PERSONS = 1_000_000, 20_000
CONNECTIONS = 64
QUESTIONS = 4000
SECONDS, QUICK_SECONDS = 15, 6
ROUNDS, QUICK_ROUNDS = 3, 1  # each figure is the median of so many, taken in turns
FACTS = {"members": 3, "adults": 2, "minors": 1, "dependent_children": 1, "couple": True, "income_year": 6000, "pension": 0,
         "real_estate": 40000, "deposits": 600, "rent": 280, "legal_residence_years": 20, "local_residence_years": 12,
         "insurance": "indirect", "tenure": "rented", "tax_return": True, "unemployed_months": 8, "disability_pct": 0}


def measure(bench):
    persons = QUICK_PERSONS if bench.quick else PERSONS
    seconds = QUICK_SECONDS if bench.quick else SECONDS
    made = register(bench, persons)
    service = Service(bench, "answers")
    asked = questions(bench, service, made)
    peers = Peers(bench)
    try:
        compare(bench, service, peers, asked, seconds)
        alone(bench, service, asked)
        under_load(bench, service, asked, seconds)
        swap(bench, service, asked, seconds)
        flood(bench, service, asked, seconds)
        bench.row("answers: from the start to the first ready", "s", service.start_s, mark=3, at_most=True)
        bench.row(f"answers: memory of the service, {made['versions']:,} versions, {made['offers']:,} offers, "
                  f"{persons:,} persons", "MiB", service.memory_mib(), mark=256, at_most=True)
    finally:
        peers.stop()
        service.stop()


# ---- the register ----


def register(bench, persons):
    bench.say(f"making a register of {persons:,} persons")
    bench.database("answers")
    sample, folder = bench.root / "importers/sample", bench.scratch / "world"
    made = world.make(bench, folder)
    bench.run("answers", "import", "places", str(sample / "places.csv"))
    bench.run("answers", "import", "programmes", *map(str, sorted((folder / "programmes").glob("*.csv"))))
    bench.run("answers", "import", "providers", *map(str, sorted((folder / "providers").glob("*.csv"))))
    population = bench.scratch / "population"
    bench.run("postgres", "sample", "--persons", str(persons), "--seed", "1", "--output", str(population))
    for feed in ("tax", "insurance", "welfare", "institution", "centre"):
        bench.say(f"importing what {feed} says")
        bench.run("answers", "import", "beneficiaries", "--feed", feed, str(population / f"{feed}.csv"))
    bench.psql("answers", "VACUUM (ANALYZE)")
    return made


class Service:
    def __init__(self, bench, database):
        self.bench = bench
        environment = {**bench.environment, "PGDATABASE": database}
        began = time.monotonic()
        self.process = subprocess.Popen([bench.mitroa, "serve", "--port", "0", "--heads", str(bench.scratch / "heads")],
                                        stdout=subprocess.PIPE, stderr=open(bench.scratch / "serve.log", "w"), text=True,
                                        stdin=subprocess.DEVNULL, env=environment)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - began > 120:
                raise SystemExit((bench.scratch / "serve.log").read_text())
            time.sleep(0.005)
        self.start_s = time.monotonic() - began

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def memory_mib(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


# ---- what is asked ----


def http(target, body, token=None):
    body = json.dumps(body).encode()
    head = f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (head + (f"Authorization: Bearer {token}\r\n" if token else "") + "\r\n").encode() + body


def write_requests(path, requests):
    with open(path, "wb") as file:
        for request in requests:
            file.write(b"%d\n%b\n" % (len(request), request))
    return str(path)


def questions(bench, service, made):
    """Files of requests: about registered persons by advisers of their own centres, with typed facts, and for the peers."""
    bench.say("accounts and questions")
    population = bench.scratch / "population"
    by_place = {}
    with open(population / "tax.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["amka"]:
                by_place.setdefault(row["municipality"], []).append(row["amka"])
    centres = sorted((c for c in made["centres"] if len(by_place.get(c[3:], [])) >= 5),
                     key=lambda c: -len(by_place[c[3:]]))[:world.ADVISERS]
    registered, typed, flooding, others, peer = [], [], [], [], []
    for centre in centres:
        login, place = f"adviser-{centre[3:]}", centre[3:]
        bench.run("answers", "account", "add", login, "--role", "adviser", "--structure", centre, "--name", login, "--no-password", "--if-missing")
        token = bench.run("answers", "account", "token", login)[2].split()[-1]
        mine = [http("/v1/entitlements", {"person": {"amka": amka}, "place": {"municipality": place}}, token)
                for amka in by_place[place][:QUESTIONS // len(centres)]]
        registered += mine
        typed.append(http("/v1/entitlements", {"person": {"facts": FACTS}, "place": {"municipality": place}}, token))
        (flooding if centre == centres[0] else others).extend(mine)
        references = bench.psql("answers", "SELECT s.person FROM registry.residence AS r JOIN registry.state AS s USING (person) "
                                f"JOIN registry.place AS p USING (place) WHERE p.code = '{place}' LIMIT {len(mine)}").split()
        peer += [http("/v1/entitlements", {"person": {"reference": one}, "place": {"municipality": place}})
                 for one in references]
    shutil.rmtree(population)
    return {name: write_requests(bench.scratch / f"{name}.requests", requests) for name, requests in
            (("registered", registered), ("typed", typed), ("flooding", flooding), ("others", others), ("peer", peer))}


def load(bench, port, files, connections=CONNECTIONS, seconds=SECONDS, rate=0.0):
    printed = subprocess.run([str(bench.build / "tests/bench/measure_load"), str(port), str(connections), str(seconds), str(rate),
                              *([files] if isinstance(files, str) else files)], check=True, capture_output=True, text=True).stdout
    answers = [json.loads(line) for line in printed.splitlines()]
    return answers[0] if isinstance(files, str) else answers


# ---- the peers ----


class Peers:
    def __init__(self, bench):
        self.bench = bench
        self.servers = []
        bench.say("the peer's tables")
        with open(bench.here / "peer/schema.sql", encoding="utf-8") as schema:
            bench.psql("answers", schema.read())
        bench.psql("answers", "GRANT USAGE ON SCHEMA peer TO mitroa_owner; GRANT ALL ON ALL TABLES IN SCHEMA peer TO mitroa_owner; "
                   "GRANT ALL ON ALL SEQUENCES IN SCHEMA peer TO mitroa_owner")
        self.folder = bench.build / "bench-peer"
        self.folder.mkdir(exist_ok=True)
        for file in ("package.json", "package-lock.json", "server.js"):
            shutil.copy(bench.here / "peer" / file, self.folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL)

    def environment(self):
        return {**self.bench.environment, "PGDATABASE": "answers", "PGUSER": "mitroa_owner"}

    def serve(self, way):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(["node", "server.js", str(port), "2", way], cwd=self.folder, stdout=subprocess.PIPE,
                                  text=True, env=self.environment())
        self.servers.append(server)
        if server.stdout.readline().strip() != "ready":
            raise SystemExit("the peer does not start")
        return port

    def stop(self):
        for server in self.servers:
            server.terminate()
            server.wait(20)
        self.servers = []

    def pgbench(self, script, clients, seconds, log=None):
        path = self.bench.scratch / "pgbench.sql"
        path.write_text(script)
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds), "-f", str(path)]
        if log:
            command += ["-l", "--log-prefix", str(log)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment()).stdout
        return float(next(line for line in printed.splitlines() if line.startswith("tps")).split()[2])

    def constant(self, size):
        server = subprocess.Popen([str(self.bench.build / "tests/bench/measure_constant"), str(size)], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        return server, int(server.stdout.readline())


LOOKUP = "SELECT facts FROM peer.person WHERE person = (SELECT person FROM peer.numbered WHERE n = :n);"
INSERT = "INSERT INTO peer.audit (account, person, purpose) SELECT 1, person, 'information' FROM peer.numbered WHERE n = :n;"


def median(values):
    return sorted(values)[len(values) // 2]


def compare(bench, service, peers, asked, seconds):
    """All of them in turns, so that what else the machine does meets all alike; each alone while it is measured."""
    n = int(bench.psql("answers", "DROP TABLE IF EXISTS peer.numbered; CREATE TABLE peer.numbered AS SELECT row_number() OVER ()::integer AS n, person FROM peer.person; "
                       "ALTER TABLE peer.numbered ADD PRIMARY KEY (n); ANALYZE peer.numbered; "
                       "GRANT SELECT ON peer.numbered TO mitroa_owner; SELECT count(*) FROM peer.numbered"))
    both = f"\\set n random(1, {n})\n{LOOKUP}\n{INSERT}\n"
    figures = {}

    def keep(name, value):
        figures.setdefault(name, []).append(value)

    # 64 clients, if the cluster lets so many in beside the service.
    room = min(64, int(bench.psql("answers", "SELECT current_setting('max_connections')::integer - 5 - count(*) "
                                             "FROM pg_stat_activity WHERE backend_type = 'client backend'")))
    size = load(bench, service.port, asked["typed"], seconds=2)["bytes"]
    for _ in range(QUICK_ROUNDS if bench.quick else ROUNDS):
        bench.say("a round of everybody")
        for name in ("registered", "typed"):
            got = load(bench, service.port, asked[name], seconds=seconds)
            if set(got["status"]) != {"200"} or got["broken"]:
                raise SystemExit(f"{name}: {got}")
            keep(name, got["answered_per_second"])
            keep(f"{name} bytes", got["bytes"])
        for way in ("rows", "clauses"):
            port = peers.serve(way)
            got = load(bench, port, asked["peer"], seconds=seconds)
            peers.stop()
            if set(got["status"]) != {"200"} or got["broken"]:
                raise SystemExit(f"peer {way}: {got}")
            keep(way, got["answered_per_second"])
            keep(f"{way} bytes", got["bytes"])
        for clients in (16, room):
            keep(f"pgbench {clients}", peers.pgbench(both, clients, seconds))
        server, port = peers.constant(round(size))
        keep("constant", load(bench, port, asked["typed"], seconds=seconds)["answered_per_second"])
        server.stdin.close()
        server.wait(20)

    figure = {name: median(values) for name, values in figures.items()}
    for name, values in figures.items():
        bench.say(f"{name}: " + " ".join(f"{value:,.0f}" for value in values))
    kib = figure["registered bytes"] / 1024
    ours = f"answers: registered persons, audited, {kib:.0f} KiB"
    bench.row(ours, "/s", figure["registered"], f"Node.js, rules as rows, {figure['rows bytes'] / 1024:.0f} KiB", figure["rows"], 20)
    bench.row(ours, "/s", figure["registered"], f"Node.js, wide clauses, {figure['clauses bytes'] / 1024:.0f} KiB",
              figure["clauses"], 10)
    bench.row(ours, "/s", figure["registered"], f"pgbench, look-up and insert, best of 16 and {room}",
              max(figure["pgbench 16"], figure[f"pgbench {room}"]), 1)
    bench.row(f"answers: facts only, {figure['typed bytes'] / 1024:.0f} KiB", "/s", figure["typed"],
              "libmicrohttpd, a constant as long", figure["constant"], 0.3)


def alone(bench, service, asked):
    """One after the other, on an idle service."""
    bench.say("one at a time")
    n = int(bench.psql("answers", "SELECT count(*) FROM peer.numbered"))
    peers = Peers.__new__(Peers)
    peers.bench = bench
    log = bench.scratch / "look-up"
    peers.pgbench(f"\\set n random(1, {n})\nSELECT person FROM peer.numbered WHERE n = :n;\n", 1, 3, log)
    times = sorted(int(line.split()[2]) for path in bench.scratch.glob("look-up.*") for line in path.read_text().splitlines())
    for name, words in (("typed", "facts only"), ("registered", "audited")):
        got = load(bench, service.port, asked[name], connections=1, seconds=4)
        bench.row(f"answers: one at a time, {words}, p50", "us", got["answered_p50_us"], "SELECT by primary key, p50",
                  times[len(times) // 2], 4, at_most=True)


def under_load(bench, service, asked, seconds):
    """At a constant rate, whatever comes back: what waits is counted."""
    bench.say("at four fifths of what it can")
    most = load(bench, service.port, asked["registered"], seconds=seconds)["answered_per_second"]
    got = load(bench, service.port, asked["registered"], seconds=seconds, rate=0.8 * most)
    bench.row(f"answers: p99 at {0.8 * most:,.0f}/s, open loop", "us", got["answered_p99_us"], "its own p50", got["answered_p50_us"], 5,
              at_most=True)


def swap(bench, service, asked, seconds):
    """The registers are loaded again, and taken over, while questions come at a constant rate."""
    bench.say("a new snapshot under load")
    rate = 0.4 * load(bench, service.port, asked["registered"], seconds=4)["answered_per_second"]
    calm = load(bench, service.port, asked["registered"], seconds=seconds, rate=rate)
    loading = subprocess.Popen([str(bench.build / "tests/bench/measure_load"), str(service.port), str(CONNECTIONS), str(seconds),
                                str(rate), asked["registered"]], stdout=subprocess.PIPE, text=True)
    for part in (0.3, 0.4):
        time.sleep(seconds * part)
        bench.psql("answers", "NOTIFY mitroa_register")
    got = json.loads(loading.communicate()[0])
    if set(got["status"]) != {"200"} or got["broken"]:
        raise SystemExit(f"swap: {got}")
    bench.row("answers: p99 while snapshots are swapped", "us", got["answered_p99_us"], "p99 without", calm["answered_p99_us"], 2,
              at_most=True)


def flood(bench, service, asked, seconds):
    """One centre asks from 600 connections; eight connections of others go on."""
    bench.say("a flood from one centre")
    before = load(bench, service.port, asked["others"], connections=8, seconds=seconds)
    rate = before["answered_per_second"] * 0.5
    calm = load(bench, service.port, asked["others"], connections=8, seconds=seconds, rate=rate)
    flooding = subprocess.Popen([str(bench.build / "tests/bench/measure_load"), str(service.port), "600", str(seconds + 2), "0",
                                 asked["flooding"]], stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    got = load(bench, service.port, asked["others"], connections=8, seconds=seconds, rate=rate)
    flooded = json.loads(flooding.communicate()[0])
    bench.say(f"the flood: {flooded['status']}, p50 of a 503 {flooded['refused_p50_us']} us, p99 {flooded['refused_p99_us']} us, "
              f"broken {flooded['broken']}")
    bench.row("flood: answers of other centres", "/s", got["answered_per_second"], "without it", calm["answered_per_second"], 0.9)
    bench.row("flood: a 503, p50", "us", flooded["refused_p50_us"], mark=5000, at_most=True)
