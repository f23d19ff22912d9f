"""The transferred bytes of a first visit to the page of free times, counted by a real browser.

The browser's cache is empty and its zone is not the specialist's, so that the reload into the visitor's zone
counts too. Everything the page loads by itself is counted with its head, photos apart. How long the server
takes is asked by one client alone, without the wait for others.
"""

import io
import random
import shutil
import sys
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.support.deployment import database, web
from benchmarks.support.load import Browser
from benchmarks.support.report import Report, scaled

HEAVIEST_KB, HEAVIEST_PHOTO_KB, SLOWEST_MS = 60, 15, 50
CHROMIUM = ("--no-sandbox", "--disable-background-networking")


@dataclass
class Visit:
    """What went over the wire: kilobytes by address, photos apart, and what is not as it should be."""

    kilobytes: dict[str, float] = field(default_factory=dict)
    photos: dict[str, float] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    eager: int = 0


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("page_weight")
    heaviest = 0.0
    with database():
        for_specialist, for_service = _practice()
        with web() as port, sync_playwright() as playwright:
            program = shutil.which("chromium") or sys.exit("Chromium is missing: apt-get install chromium")
            chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
            for name, path in (("practice", "/"), ("specialist", for_specialist), ("month", for_service)):
                context = chromium.new_context(timezone_id="Europe/Berlin", locale="en-GB")
                visit = _visited(context, f"http://127.0.0.1:{port}", path)
                context.close()
                heaviest = max(heaviest, _told(report, name, visit))
            chromium.close()
            report.figure("no queries: 95 % answered within", _server_ms(port, "/baseline/token/"), "ms")
            for name, path in (("practice", "/"), ("month", for_service)):
                figure = _server_ms(port, path)
                report.figure(f"{name}: 95 % answered within", figure, "ms", at_most=SLOWEST_MS)
    report.finish(heaviest, "kB", at_most=HEAVIEST_KB)


def _practice() -> tuple[str, str]:
    """Three specialists with photos, as a practice has them; the addresses of one and of their service."""
    from benchmarks.support import seeding
    from visavis.people.models import SpecialistPhoto
    from visavis.people.photo_file import make_photo

    seeding.practice()
    services = [seeding.service(seeding.specialist(f"Olena Koval {n}"), horizon_days=60) for n in range(3)]
    seeding.coming_appointments(services, 28)
    for number, service in enumerate(services):
        webp, digest = make_photo(_picture(number), size=256)
        SpecialistPhoto.objects.create(specialist=service.specialist, webp=webp, digest=digest)
    first = services[0]
    return f"/specialists/{first.specialist.public_id}/", f"/services/{first.public_id}/"


def _picture(number: int) -> io.BytesIO:
    """A picture with more detail than a photo of a person."""
    from PIL import Image

    pixels = random.Random(number).randbytes(96 * 96 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (96, 96), pixels).resize((600, 600)).save(file, "PNG")
    file.seek(0)
    return file


def _visited(context: BrowserContext, base: str, path: str) -> Visit:
    page, visit = context.new_page(), Visit()
    addresses: dict[str, str] = {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def asked(event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        addresses[event["requestId"]] = address.path
        if address.scheme != "data" and f"{address.scheme}://{address.netloc}" != base:
            visit.elsewhere.append(address.geturl())

    def came(event: dict[str, Any]) -> None:
        name = addresses[event["requestId"]]
        heap = visit.photos if name.startswith("/photos/") else visit.kilobytes
        heap[name] = heap.get(name, 0) + event["encodedDataLength"] / 1000

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", came)
    page.goto(base + path, wait_until="networkidle")
    # The reload into the visitor's zone begins after the first page is whole.
    page.wait_for_url("**zone=Europe**")
    page.wait_for_load_state("networkidle")
    visit.eager = page.locator('img:not([loading="lazy"])').count()
    return visit


def _told(report: Report, name: str, visit: Visit) -> float:
    """Print a visit's figures; returns its kilobytes."""
    whole = sum(visit.kilobytes.values())
    report.figure(f"{name}: all of the first visit", whole, "kB", at_most=HEAVIEST_KB)
    for address, size in sorted(visit.kilobytes.items(), key=lambda item: -item[1]):
        report.say(f"    {size:6.1f} kB  {address}")
    for size in visit.photos.values():
        report.figure(f"{name}: a photo", size, "kB", at_most=HEAVIEST_PHOTO_KB)
    report.require(f"{name}: photos load when they come into sight", not visit.eager)
    report.require(f"{name}: asks nobody else{' '.join(['', *visit.elsewhere])}", not visit.elsewhere)
    return whole


def _server_ms(port: int, path: str) -> float:
    """Milliseconds within which 95 of 100 answers are there, one asked after the other."""
    browser = Browser(port, **{"Accept-Encoding": "gzip", "Accept-Language": "en"})
    seconds = []
    for _ in range(scaled(2000, least=200)):
        began = time.perf_counter()
        if browser.get(path).status != 200:
            raise RuntimeError(f"{path} does not answer with a page")
        seconds.append(time.perf_counter() - began)
    return 1000 * quantiles(seconds[len(seconds) // 10 :], n=100)[94]


if __name__ == "__main__":
    main()
