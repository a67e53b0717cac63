#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What stands below the routes: request lines, headers, bodies, limits, deadlines, the stop."""

import os
import re
import signal
import socket
import subprocess
import threading
import time

from service import MITROA, SLOW, Service, check, end

HOST = "Host: 127.0.0.1\r\n"
GOOD = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n"


def statuses(answer):
    """The status codes of all the responses in a row of bytes."""
    return [int(code) for code in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", answer)]


def is_refused_once(answer):
    """libmicrohttpd writes the status of its own refusals twice, but one refusal and then nothing."""
    return set(statuses(answer)) == {400} and answer.count(b"problem:") + answer.count(b"<html>") == 1


def refuses_ambiguous_lengths(service):
    body = '{"a":1}'
    smuggled = "GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    cases = {
        "Content-Length beside Transfer-Encoding": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length twice, with the same value": "Content-Length: 7\r\nContent-Length: 7\r\n",
        "Content-Length twice, with different values": "Content-Length: 7\r\nContent-Length: 3\r\n",
        "Content-Length that is no number": "Content-Length: 7x\r\n",
        "Content-Length with a sign": "Content-Length: +7\r\n",
        "Content-Length as a list": "Content-Length: 7, 7\r\n",
        "a Transfer-Encoding that is not chunked": "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding twice": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "a header name that ends with a space": "Content-Length : 7\r\n",
    }
    for what, headers in cases.items():
        answer = service.raw(f"POST /v1/entitlements HTTP/1.1\r\n{HOST}Content-Type: application/json\r\n"
                             f"{headers}\r\n{body}{smuggled}")
        check(f"{what} is refused, and what follows is no second request",
              is_refused_once(answer), answer)
    answer = service.raw(f"POST /v1/entitlements HTTP/1.0\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    check("Transfer-Encoding in HTTP/1.0 is refused", statuses(answer) == [400] and b"close" in answer, answer)


PUBLIC = ("/v1/places?q=kala", "/v1/places/4401", "/v1/places/9999", "/v1/programmes", "/v1/programmes/EEE",
          "/v1/offers?municipality=4401", "/hsds", "/hsds/services", "/ogc", "/ogc/collections", "/ogc/api",
          "/ogc/collections/sites/items?limit=1", "/tiles/municipalities.json", "/tiles/municipalities/6/36/24.mvt",
          "/downloads/sites.csv", "/cpsv/services")
OWN = ("/healthz", "/openapi.json", "/login", "/", "/places/4401", "/v1/entitlements", "/v1/coverage",
       "/ogc/collections/coverage", "/ogc/collections/coverage/items", "/v1/supply/holes", "/v1/drafts", "/answer",
       "/downloads", "/static/mitroa.css", "/nothing")


def lets_any_site_read_what_is_public(service):
    def cors(answer):
        return {name.lower(): value for name, value in answer.headers.items() if name.lower().startswith("access-control")}

    origin = {"Origin": "https://www.dimos.example"}
    preflight = {**origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    wrong = []
    for path in PUBLIC:
        answer, asked = service.request("GET", path, headers=origin), service.request("OPTIONS", path, headers=preflight)
        if answer.headers.get_all("Access-Control-Allow-Origin") != ["*"] or "access-control-allow-credentials" in cors(answer) \
                or answer.headers["Cross-Origin-Resource-Policy"] != "cross-origin" or answer.status not in (200, 404):
            wrong.append((path, answer.status, cors(answer)))
        if asked.status != 204 or asked.body or cors(asked).get("access-control-allow-origin") != "*" \
                or cors(asked).get("access-control-allow-methods") != "GET, HEAD" \
                or "If-None-Match" not in cors(asked)["access-control-allow-headers"] \
                or "authorization" in cors(asked)["access-control-allow-headers"].lower() \
                or "access-control-allow-credentials" in cors(asked):
            wrong.append((path, asked.status, cors(asked)))
    check("any site may read the public registers, as nobody, and its preflight is answered", not wrong, wrong)
    wrong = [(method, path, answer.status, cors(answer)) for path in OWN for method in ("GET", "POST", "OPTIONS")
             if cors(answer := service.request(method, path, headers=preflight if method == "OPTIONS" else origin))
             or (method == "OPTIONS" and answer.status not in (404, 405))
             or answer.headers["Cross-Origin-Resource-Policy"] != "same-origin"]
    check("nothing else is read by another site, whatever it asks", not wrong, wrong)
    answer = service.request("POST", "/v1/places", headers=origin)
    check("nor is another method allowed", answer.status == 405 and answer.headers["Allow"] == "GET", answer.status)


def refuses_other_lines(service):
    answer = service.raw("GET /healthz HTTP/1.1\r\n\r\n")
    check("a request without Host is refused", is_refused_once(answer), answer)
    answer = service.raw("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    check("a request with two Hosts is refused", statuses(answer) == [400], answer)
    answer = service.raw(f"GET http://elsewhere/healthz HTTP/1.1\r\n{HOST}\r\n")
    check("an absolute URI is refused", statuses(answer) == [400], answer)
    answer = service.raw(f"BREW /healthz HTTP/1.1\r\n{HOST}\r\n")
    check("an unknown method is refused and the right one named",
          statuses(answer) == [405] and b"Allow: GET" in answer, answer)
    answer = service.raw(f"GET /healthz HTTP/1.1\r\n{HOST}X: {'a' * 40000}\r\n\r\n")
    check("headers without end are refused", statuses(answer) in ([431], [413], [414]), answer[:200])
    answer = service.raw(f"GET /v1/places?q={'a' * 5000} HTTP/1.1\r\n{HOST}\r\n")
    check("a target that is too long is refused", statuses(answer) == [414], answer[:300])


def routes_on_the_raw_target(service):
    for target, status in {
        "/v1/programmes/%00": 400, "/v1/programmes/%ZZ": 400, "/v1/programmes/%4": 400,
        "/v1/programmes/%FF%FE": 400, "/v1/programmes/a%2Fb": 400, "/%68ealthz": 200, "/healthz/": 404,
        "/./healthz": 404, "//healthz": 404, "/v1%2Fprogrammes": 404, "/HEALTHZ": 404,
        "/v1/programmes/%0d%0aX": 400, "/healthz?a=1": 400, "/healthz?": 200,
    }.items():
        answer = service.raw(f"GET {target} HTTP/1.1\r\n{HOST}\r\n")
        check(f"GET {target} is {status}", statuses(answer) == [status], answer)


def checks_parameters(service):
    for target, pointer in {
        "/v1/places?q=a&colour=red": "colour", "/v1/places?q=a&q=b": "q", "/v1/places?q=": "q",
        "/v1/places?q=a&on=2026-02-30": "on", "/v1/places?q=a&on=22/11/2026": "on",
        "/v1/places?lon=1e3&lat=0": "lon", "/v1/places?lon=inf&lat=0": "lon", "/v1/places?lon=22&lat=91": "lat",
        "/v1/places?q=a&limit=0": "limit", "/v1/places?q=a&limit=99999": "limit",
        "/v1/programmes?municipality=Ατλαντίδας".encode().decode("latin-1"): "municipality",
    }.items():
        response = service.request("GET", target.encode("latin-1").decode("latin-1").replace(" ", "%20")
                                   if target.isascii() else "/v1/programmes?municipality=%CE%91%CF%84%CE%BB")
        check(f"{target.split('?')[1] if target.isascii() else 'an unknown municipality'} is refused at {pointer}",
              response.status == 400 and pointer in response.pointers(), response.text)
    check("the same parameter twice with the same value is accepted",
          service.get("/v1/places?q=kala&q=kala").status == 200)


def limits_bodies(service):
    head = f"POST /v1/entitlements HTTP/1.1\r\n{HOST}Content-Type: application/json\r\n"
    answer = service.raw(f"{head}Content-Length: 20000\r\n\r\n")
    check("a body that is announced too large is refused before it is sent", statuses(answer) == [413], answer)
    chunk = "1000\r\n" + "x" * 0x1000 + "\r\n"
    answer = service.raw(f"{head}Transfer-Encoding: chunked\r\n\r\n{chunk * 8}0\r\n\r\n")
    check("a body that grows too large is refused", statuses(answer) == [413], answer)
    answer = service.raw(f"{head}Transfer-Encoding: chunked\r\n\r\n{chunk * 200}")
    check("a body that never ends is cut", statuses(answer) in ([], [413]), answer)
    answer = service.raw(f"GET /healthz HTTP/1.1\r\n{HOST}Content-Length: 3\r\n\r\nabc")
    check("a body where none is expected is refused", statuses(answer) == [400], answer)
    response = service.request("POST", "/v1/entitlements", "a=1", {"Content-Type": "text/plain"})
    check("a body of another type is refused", response.status == 415, response.text)
    answer = service.raw(f"POST /v1/entitlements HTTP/1.1\r\n{HOST}Content-Type: application/json\r\n"
                         "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n")
    check("a chunk of impossible size is refused", 200 not in statuses(answer), answer)


def keeps_connections(service):
    answer = service.raw(GOOD * 5, expect=5)
    check("five requests in a row are answered in order on one connection",
          statuses(answer) == [200] * 5 and b"Connection: close" not in answer, answer)
    answer = service.raw(f"HEAD /healthz HTTP/1.1\r\n{HOST}\r\n")
    check("HEAD has the headers of GET and no body",
          statuses(answer) == [200] and answer.endswith(b"\r\n\r\n") and b"Content-Length: 15" in answer, answer)
    answer = service.raw(f"GET /nothing HTTP/1.1\r\n{HOST}\r\n{GOOD}", expect=2)
    check("a refusal that leaves no doubt about the next request keeps the connection",
          statuses(answer) == [404, 200], answer)


def sends_security_headers(service):
    page = service.get("/login")
    csp = page.headers.get("Content-Security-Policy", "")
    check("pages may load nothing from elsewhere and no script at all",
          "default-src 'none'" in csp and "script-src" not in csp and "unsafe" not in csp
          and "frame-ancestors 'none'" in csp and "form-action 'self'" in csp, csp)
    check("forms keep their Origin, and nothing else is told to other sites",
          page.headers.get("Referrer-Policy") == "same-origin", page.headers)
    for target in ("/healthz", "/login", "/nothing"):
        headers = service.get(target).headers
        check(f"{target} is not to be sniffed nor stored",
              headers.get("X-Content-Type-Options") == "nosniff" and headers.get("Cache-Control") == "no-store",
              headers)
    problem = service.get("/nothing")
    check("a problem is a problem document in Greek",
          problem.headers["Content-Type"] == "application/problem+json" and problem.json["status"] == 404
          and problem.json["title"] == "Δεν βρέθηκε", problem.text)
    check("who asks for a page gets one, also when there is none",
          b"<html lang=\"el\">" in service.get("/nothing", Accept="text/html").body)


def cuts_slow_clients(service):
    """The three waits run beside each other; the longest decides."""
    taken = {}

    def drip(name, head, drop, limit):
        began = time.monotonic()
        try:
            with socket.create_connection(("127.0.0.1", service.port), timeout=5) as s:
                s.sendall(head)
                while time.monotonic() - began < limit:
                    s.sendall(drop)
                    s.settimeout(0.5)
                    try:
                        if s.recv(100) == b"":
                            break
                    except TimeoutError:
                        pass
        except (ConnectionResetError, BrokenPipeError):
            pass
        taken[name] = time.monotonic() - began

    threads = [threading.Thread(target=drip, args=arguments) for arguments in (
        ("header", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X: y\r\n", 60),
        ("body", b"POST /v1/entitlements HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                 b"Content-Length: 1000\r\n\r\n", b"x", 60),
        ("silence", b"", b"", 60))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, limit in (("header", 10), ("body", 20), ("silence", 10)):
        check(f"who sends a {name} byte by byte is cut after {limit} seconds" if name != "silence"
              else "who connects and says nothing is cut after 10 seconds",
              limit - 2 < taken[name] < limit + 8 * SLOW, taken)
    check("others are served meanwhile", service.get("/healthz").status == 200)


def shares_no_port(service):
    run = subprocess.run([MITROA, "serve", "--port", str(service.port)], capture_output=True, text=True,
                         timeout=30 * SLOW, check=False)
    check("a second service does not share the port unnoticed",
          run.returncode == 3 and "χρησιμοποιείται ήδη" in run.stderr, run.stderr)


def refuses_unsafe_starts():
    for arguments, word in ((["--listen", "0.0.0.0"], "--public-url"), (["--port", "70000"], "65535"),
                            (["--public-url", "http://x"], "https"), (["--colour"], "--help"),
                            (["--key", "/nowhere"], ""), (["--db", "user=postgres"], ""),
                            (["--db", "host=/nowhere"], "")):
        run = subprocess.run([MITROA, "serve", "--port", "0", *arguments], capture_output=True, text=True,
                             timeout=30 * SLOW, check=False)
        check(f"mitroa serve {' '.join(arguments)} is refused",
              run.returncode in (2, 3) and word in run.stderr, f"{run.returncode} {run.stderr}")
    key = os.path.join(os.environ["TEST_SCRATCH"], "open-key")
    with open(os.environ["MITROA_KEY_FILE"], "rb") as good, open(key, "wb") as bad:
        bad.write(good.read())
    os.chmod(key, 0o644)
    run = subprocess.run([MITROA, "serve", "--port", "0", "--key", key], capture_output=True, text=True,
                         timeout=30 * SLOW, check=False)
    check("a key file that others can read is refused", run.returncode == 3, run.stderr)


def stops_gracefully():
    for how in (signal.SIGTERM, signal.SIGINT):
        service = Service()
        broken, stopped = [], threading.Event()

        def client():
            while not stopped.is_set():
                try:
                    if service.get("/v1/places?q=kala").status not in (200, 503):
                        broken.append("status")
                except ConnectionRefusedError:
                    return
                except OSError as error:
                    broken.append(repr(error))
                except Exception as error:  # a response cut short is what this test is about
                    broken.append(repr(error))

        idle = socket.create_connection(("127.0.0.1", service.port))
        idle.sendall(GOOD.encode())
        threads = [threading.Thread(target=client) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        began = time.monotonic()
        status = service.stop(how)
        stopped.set()
        for thread in threads:
            thread.join()
        idle.close()
        # A connection that the kernel had accepted and nobody had read is reset; no answer was begun.
        broken = [error for error in broken if "Reset" not in error and "RemoteDisconnected" not in error]
        check(f"{how.name} ends the service with status 0 within seconds, and no answer is cut short",
              status == 0 and time.monotonic() - began < 12 * SLOW and not broken,
              f"{status} {broken[:3]} {service.errors()}")


def main():
    service = Service()
    refuses_ambiguous_lengths(service)
    refuses_other_lines(service)
    lets_any_site_read_what_is_public(service)
    routes_on_the_raw_target(service)
    checks_parameters(service)
    limits_bodies(service)
    keeps_connections(service)
    sends_security_headers(service)
    cuts_slow_clients(service)
    shares_no_port(service)
    check("the service still answers after all of this", service.get("/healthz").status == 200)
    check("it ends with status 0", service.stop() == 0, service.errors())
    check("its log holds no request", "kala" not in service.errors() and "/v1/" not in service.errors(),
          service.errors())
    refuses_unsafe_starts()
    stops_gracefully()
    end()


main()
