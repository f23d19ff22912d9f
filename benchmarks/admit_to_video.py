"""From "Let in" until both decode the other's picture, against a bare pair of connections in one browser.

Both wait in the room with open cameras, as people do. The bare pair has open cameras too, no server, no page
and nobody to let in: what is left is what WebRTC itself takes. Rounds of both alternate.
"""

import os
from statistics import median, quantiles
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.support.call_pages import CallPages, chromium, create_specialist, open_waiting_pages
from benchmarks.support.deployment import database, live, web
from benchmarks.support.report import Report, scaled

if TYPE_CHECKING:
    from visavis.people.models import User
    from visavis.schedule.models import Service

ROUNDS, ALLOWANCE_MS = 100, 300

# Notes when the first picture of the other was decoded.
WATCH = """() => { window.__first = (async () => {
  for (const deadline = Date.now() + 60000; Date.now() < deadline; ) {
    if ((await window.__visavisRoom.stats()).framesDecoded > 0) return Date.now();
    await new Promise((done) => setTimeout(done, 10));
  }
  return null;
})(); }"""

# One side of the bare pair; what they say goes from page to page without a server.
BARE = """async () => {
  const wanted = { audio: true, video: { width: 1280, height: 720 } };
  window.__own = await navigator.mediaDevices.getUserMedia(wanted);
  const way = new BroadcastChannel("bare");
  const pair = new RTCPeerConnection();
  const early = [];
  window.__pair = pair;
  window.__own.getTracks().forEach((track) => pair.addTrack(track, window.__own));
  pair.onicecandidate = ({ candidate }) => candidate && way.postMessage({ candidate: candidate.toJSON() });
  way.onmessage = async ({ data }) => {
    const { candidate } = data;
    if (candidate) return pair.remoteDescription ? pair.addIceCandidate(candidate) : early.push(candidate);
    await pair.setRemoteDescription(data.description);
    early.splice(0).forEach((candidate) => pair.addIceCandidate(candidate));
    if (data.description.type !== "offer") return;
    await pair.setLocalDescription();
    way.postMessage({ description: { type: "answer", sdp: pair.localDescription.sdp } });
  };
  window.__go = async () => {
    window.__began = Date.now();
    await pair.setLocalDescription();
    way.postMessage({ description: { type: "offer", sdp: pair.localDescription.sdp } });
  };
  window.__first = (async () => {
    for (const deadline = Date.now() + 60000; Date.now() < deadline; ) {
      for (const one of (await pair.getStats()).values()) {
        if (one.type === "inbound-rtp" && one.framesDecoded > 0) return way.close(), Date.now();
      }
      await new Promise((done) => setTimeout(done, 10));
    }
    return null;
  })();
}"""


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("admit_to_video")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with database():
        service, user = create_specialist()
        with web() as port, live(), sync_playwright() as playwright, chromium(playwright) as browser:
            home = f"http://127.0.0.1:{port}"
            bare = _bare_pages(browser, home)
            timed = []
            for number in range(scaled(ROUNDS, least=7)):
                one = (_bare_ms(*bare), _room_ms(browser, service, user, home))
                # The first of each warms up.
                timed += [one] if number else []
    alone, ours = zip(*timed, strict=True)
    report.figure(f"half of {len(alone)} bare pairs", median(alone), "ms")
    report.figure("95 % of the calls", quantiles(ours, n=20)[-1], "ms")
    report.figure("over the bare pair", median(ours) - median(alone), "ms")
    report.finish(median(ours), "ms", at_most=median(alone) + ALLOWANCE_MS)


def _bare_pages(browser: Browser, home: str) -> tuple[Page, Page]:
    context = browser.new_context()
    pages = context.new_page(), context.new_page()
    for page in pages:
        page.goto(f"{home}/robots.txt")
    return pages


def _bare_ms(calling: Page, called: Page) -> float:
    called.evaluate(BARE)
    calling.evaluate(BARE)
    calling.evaluate("() => window.__go()")
    seen = [page.evaluate("() => window.__first") for page in (calling, called)]
    began = calling.evaluate("() => window.__began")
    for page in (calling, called):
        # The other half of the round has the machine for itself, too.
        page.evaluate(
            "() => { window.__pair.close(); window.__own.getTracks().forEach((track) => track.stop()) }"
        )
    return float(max(seen) - began)


def _room_ms(browser: Browser, service: "Service", user: "User", home: str) -> float:
    call = open_waiting_pages(browser, service, user, home=home)
    try:
        return _from_the_press(call)
    finally:
        call.close()


def _from_the_press(call: CallPages) -> float:
    pages = (call.client, call.specialist)
    for page in pages:
        page.evaluate(WATCH)
    began = call.specialist.evaluate(
        """() => {
          const buttons = [...document.querySelectorAll("#room button")];
          buttons.find((one) => /^Let /.test(one.textContent)).click();
          return Date.now();
        }"""
    )
    seen = [page.evaluate("() => window.__first") for page in pages]
    if None in seen:
        raise RuntimeError("no picture came within a minute")
    return float(max(seen) - began)


if __name__ == "__main__":
    main()
