# SPDX-License-Identifier: EUPL-1.2
"""Start, and memory: with the registers of a country and its official borders, with many open connections, under load.

MITROA_BENCH_MINUTES=30 makes the load last so long.
"""

import os
import resource
import socket
import time
import urllib.request

import bench_answers
from bench_geo import borders

PERSONS, QUICK_PERSONS = 1_000_000, 20_000
ROUNDS = 3
OPEN, QUICK_OPEN = 10_000, 2_000
MINUTES, QUICK_MINUTES = 3, 0.5
WARM_SHARE = 0.2  # of the load: caches fill, and every size of answer was once made
GROWTH = 1.02
CONNECTIONS = 64


def measure(bench):
    persons = QUICK_PERSONS if bench.quick else PERSONS
    made = bench_answers.register(bench, persons)
    borders(bench, "answers")
    bench.psql("answers", "VACUUM (ANALYZE)")
    held = f"332 municipalities, {made['versions']:,} versions, {made['offers']:,} offers, {persons:,} persons"
    starts, memories = [], []
    for _ in range(ROUNDS):
        service = bench_answers.Service(bench, "answers")
        starts.append(service.start_s)
        memories.append(service.memory_mib())
        service.stop()
    bench.row(f"start: to the first answer, {held}", "s", starts, mark=3, at_most=True)
    bench.row(f"memory after the start, {held}", "MiB", memories, mark=256, at_most=True)

    service = bench_answers.Service(bench, "answers")
    try:
        asked = bench_answers.questions(bench, service, made)
        many_connections(bench, service, asked)
        under_load(bench, service, asked)
    finally:
        service.stop()


def many_connections(bench, service, asked):
    """Each has asked something once, and stays."""
    n = QUICK_OPEN if bench.quick else OPEN
    bench.say(f"{n:,} open connections")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    sockets = []
    for i in range(n):
        one = socket.create_connection(("127.0.0.1", service.port), timeout=30)
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if not one.recv(4096).startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"connection {i + 1} is not answered")
        sockets.append(one)
    with urllib.request.urlopen(f"http://127.0.0.1:{service.port}/metrics", timeout=30) as answer:
        figures = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if not line.startswith("#"))
    open_now = int(figures["mitroa_connections"])
    got = bench_answers.load(bench, service.port, asked["typed"], connections=CONNECTIONS, seconds=2)
    if set(got["status"]) != {"200"}:
        raise SystemExit(f"beside {n} connections: {got}")
    bench.row(f"memory with {open_now:,} open connections, {CONNECTIONS} of them asking", "MiB", service.memory_mib(), mark=256, at_most=True)
    for one in sockets:
        one.close()


def under_load(bench, service, asked):
    """Whether memory goes on growing once every kind of answer has been made: the most of the end by the most of the beginning."""
    minutes = float(os.environ.get("MITROA_BENCH_MINUTES", QUICK_MINUTES if bench.quick else MINUTES))
    bench.say(f"{minutes:g} minutes of questions")
    until = time.monotonic() + minutes * 60
    samples = []
    while time.monotonic() < until:
        got = bench_answers.load(bench, service.port, asked["registered"], connections=CONNECTIONS, seconds=min(5, minutes * 6))
        if set(got["status"]) - {"200", "503"}:
            raise SystemExit(f"under load: {got}")
        samples.append(service.memory_mib())
    warm = samples[int(len(samples) * WARM_SHARE):]
    half = len(warm) // 2
    bench.row(f"memory under {minutes:g} minutes of load", "MiB", warm, mark=256, at_most=True)
    bench.row("memory under load: the second half", "MiB", max(warm[half:]), "the first half, once warm", max(warm[:half]), GROWTH, at_most=True)
