#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""More than there is room for, and two services that hand over a port. Nothing here is about how fast it goes."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading

from service import MITROA, ROOT, SLOW, Locked, Service, check, end
from world import persons, tokens


def limit(name):
    """What api/limits.h says; the tests must not know another figure than the service."""
    with open(os.path.join(ROOT, "api/limits.h"), encoding="utf-8") as header:
        return int(re.search(rf"\b{name} = ([0-9]+)", header.read())[1])


class Caller:
    """One connection that sends a question and reads its answer when it is asked to."""

    def __init__(self, service, token, question):
        body = json.dumps(question)
        self.socket = socket.create_connection(("127.0.0.1", service.port), timeout=30 * SLOW)
        self.socket.sendall((f"POST /v1/entitlements HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
                             f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
                             f"Connection: close\r\n\r\n{body}").encode())

    def answer(self):
        data = b""
        while piece := self.socket.recv(65536):
            data += piece
        self.socket.close()
        head, _, body = data.partition(b"\r\n\r\n")
        problem = json.loads(body)
        return (int(head.split()[1]), problem.get("type", "").rsplit(":", 1)[-1],
                b"retry-after:" in head.lower())


def asks_again(service, token, question):
    """Twice on one connection, as soon as it is answered: both statuses, and whether it was closed then."""
    body = json.dumps(question)
    request = (f"POST /v1/entitlements HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
               f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
    with socket.create_connection(("127.0.0.1", service.port), timeout=30 * SLOW) as connection:
        told = []
        for _ in range(2):
            connection.sendall(request)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            told.append((answer.status, json.loads(answer.read())["type"].rsplit(":", 1)[-1], answer.getheader("Retry-After")))
        return told, connection.recv(1) == b""


def has_bounded_room(service, token, person):
    room, share = limit("ADMITTED_PER_LOOP_MAX"), limit("SHARE_PER_LOOP_MAX")
    question = {"person": {"amka": person["kalamata"][0]}}
    # So that the service knows whose the tokens are before anybody floods it.
    for login, who in (("kalamata", "kalamata"), ("trikala", "trikala")):
        service.ask({"person": {"amka": person[who][0]}}, token[login])
    with Locked():
        flood = [Caller(service, token["kalamata"], question) for _ in range(share + 30)]
        other = Caller(service, token["trikala"], {"person": {"amka": person["trikala"][0]}})
        again, is_closed = asks_again(service, token["kalamata"], question)
        alive = service.get("/healthz").status
        answers = [caller.answer() for caller in flood]
        others = other.answer()
    busy = [answer for answer in answers if answer[1] == "busy"]
    check("past its share of the room a structure is told 503 with Retry-After, and nobody else is",
          len(busy) == 30 and all(status == 503 and retry for status, _, retry in busy), busy[:3])
    check("who asks again before Retry-After has passed is told so, and the connection is closed",
          again == [(503, "busy", "5"), (429, "too-soon", "5")] and is_closed, (again, is_closed))
    check("whoever had room waited for the audit instead", all(kind in ("audit", "database") for _, kind, _ in answers
                                                               if kind != "busy"), answers[:5])
    check("somebody of another structure still had room", share < room and others[1] in ("audit", "database"), others)
    check("and the service said that it lives", alive == 200, alive)
    after = [Caller(service, token["kalamata"], question).answer()[0] for _ in range(3)]
    check("when it is over everybody is answered", after == [200] * 3, after)


def tells_what_it_counts(service, person):
    told = service.get("/metrics")
    text = told.body.decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    check("/metrics tells how many were refused their share, and that nobody waits any more",
          told.status == 200 and figures["mitroa_refused_share_total"] == "32" and figures["mitroa_admitted"] == "0"
          and figures["mitroa_database_asks"] == "0", text)
    route = 'method="POST",route="/v1/entitlements"'
    check("its histogram holds every answer of a route once",
          figures[f"mitroa_request_seconds_count{{{route}}}"]
          == figures[f'mitroa_request_seconds_bucket{{{route},le="+Inf"}}']
          == str(sum(int(n) for name, n in figures.items() if name.startswith(f"mitroa_requests_total{{{route}"))), text)
    check("and nothing in it is about anybody", not any(number in text for numbers in person.values() for number in numbers
                                                        if len(number) > 5) and "KK-" not in text, text)


def shares_room_by_structure(service, token, person):
    typed = {"person": {"facts": {"age": 70}}, "place": {"municipality": "4401"}}
    callers = [Caller(service, token[login], typed) for _ in range(limit("SHARE_BESIDE_MAX"))
               for login in ("kalamata", "trikala", "servia")]
    answers = [caller.answer() for caller in callers]
    check("so many questions at once as three centres may have are all answered",
          [status for status, *_ in answers] == [200] * len(callers), [a for a in answers if a[0] != 200][:3])


def hands_over():
    old = Service("--heads", "")
    refused = subprocess.run([MITROA, "serve", "--port", str(old.port)], capture_output=True, text=True,
                             timeout=30 * SLOW, check=False)
    check("a second service on the same port does not start", refused.returncode == 3 and "θύρα" in refused.stderr,
          refused.stderr)

    wrong, statuses, stopped = [], [], threading.Event()

    def client():
        while not stopped.is_set():
            try:
                statuses.append(old.request("GET", "/v1/places?q=kala").status)
            except (OSError, SystemExit) as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=client) for _ in range(4)]
    for thread in threads:
        thread.start()
    new = subprocess.Popen([MITROA, "serve", "--port", str(old.port), "--takeover", "--heads", ""],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    announced = new.stdout.readline().decode().strip()
    process, old.process = old.process, new  # what the clients ask whether it lives
    process.send_signal(signal.SIGTERM)
    ended = process.wait(30 * SLOW)
    before = len(statuses)
    while len(statuses) < before + 50 and not wrong and new.poll() is None:
        pass
    stopped.set()
    for thread in threads:
        thread.join()
    new.send_signal(signal.SIGTERM)
    new.wait(30 * SLOW)
    check("one that takes over gets the port", announced.endswith(f":{old.port}"), announced)
    check("and no request of four clients was refused or broken in between",
          ended == 0 and not wrong and set(statuses) == {200} and len(statuses) > 50,
          f"{ended} {wrong[:3]} {set(statuses)} {len(statuses)}")


def main():
    token, person = tokens(), persons()
    service = Service("--loops", "1")
    has_bounded_room(service, token, person)
    tells_what_it_counts(service, person)
    shares_room_by_structure(service, token, person)
    check("it ends with status 0", service.stop() == 0, service.errors())
    hands_over()
    end()


main()
