import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CONFIG, ROOM_URL } from "../testing/room-harness";
import { RoomPageHarness } from "../testing/room-page-harness";

let page: RoomPageHarness;
beforeEach(() => {
  page = new RoomPageHarness();
});

afterEach(() => page.close());

async function openWith(status: object): Promise<void> {
  page.state = { phase: "waiting", position: 1, ...status };
  await page.open();
  await vi.advanceTimersByTimeAsync(10_000);
  await page.draw();
}

/** 12:31 where the person of the page lives, wherever the browser thinks it is. */
const [AT, LATER] = ["2026-01-01T10:31:00Z", "2026-01-01T14:31:00Z"];
describe("what a client is told of being acknowledged", () => {
  test.each([
    [
      { acknowledgedBy: "Olena", alert: { channel: "sms", at: AT } },
      "Olena sees that you are here and will let you in.",
    ],
    [{ alert: { channel: "sms", at: AT }, acknowledgedAt: AT }, "We alerted Olena Koval by text message at 12:31."],
    [{ alert: { channel: "email", at: AT } }, "We alerted Olena Koval by e-mail at 12:31."],
    [{ acknowledgedAt: AT }, "Olena Koval saw at 12:31 that you are here."],
    [{ alertAt: AT }, "If nobody answers, we alert Olena Koval at 12:31."],
  ])("%o", async (status, words) => {
    await openWith(status);
    expect(page.text).toContain(words);
    if (!("acknowledgedBy" in status)) expect(page.text).not.toContain("sees that you are here");
  });

  test("what was true is not said any more when it no longer is", async () => {
    await openWith({ acknowledgedBy: "Olena" });
    page.state = { phase: "waiting", acknowledgedBy: null };
    await vi.advanceTimersByTimeAsync(10_000);
    await page.draw();
    expect(page.text).not.toContain("sees that you are here");
  });

  test("the specialist's words, patience and lateness stand there, also after a reload", async () => {
    await openWith({ message: { text: "Finishing my notes", at: AT }, holdUntil: LATER, lateMinutes: 10 });
    expect(page.text).toContain("Finishing my notes");
    expect(page.text).toContain("asks for a little patience, until about 16:31");
    expect(page.text).not.toContain("minutes late");
    page.state = { phase: "waiting", lateMinutes: 10 };
    await page.happen("late", { minutes: 10 });
    await page.draw();
    expect(page.text).toContain("is running about 10 minutes late");
  });

  test("words are shown the moment they are said", async () => {
    await openWith({});
    await page.happen("message", { text: "Two minutes", until: AT });
    await page.draw();
    expect(page.text).toContain("Two minutes");
  });
});

test("whoever goes away says so, and the page is the personal page again", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  await page.open({ urls: { ...CONFIG.urls, leaveWaiting: ROOM_URL("leave-waiting") } });
  page.server.on("POST /room/leave-waiting", () => null);
  await page.draw();
  await page.press("I have to go");
  expect(page.server.to("POST /room/leave-waiting").length).toBe(1);
  expect(reload).toHaveBeenCalledTimes(1);
});

test.each([
  [null, false],
  ["2026-01-01T12:00:00Z", true],
])("after a call the page says what turning away means then (let in at %s)", async (admittedAt, begun) => {
  page.state = { phase: "waiting", peerHere: true };
  document.body.insertAdjacentHTML("beforeend", "<p data-before-begun></p><p data-when-begun hidden></p>");
  await page.open({ party: "specialist", me: "olena", admittedAt });
  await page.draw();
  expect(document.querySelector<HTMLElement>("[data-before-begun]")!.hidden).toBe(begun);
  expect(document.querySelector<HTMLElement>("[data-when-begun]")!.hidden).toBe(!begun);
});

test("a specialist answers by one press or in words; what was not sent stays", async () => {
  page.state = { phase: "waiting", peerHere: true };
  document.body.insertAdjacentHTML("beforeend", "<details data-when-waiting hidden></details>");
  await page.open({
    party: "specialist",
    me: "olena",
    urls: { ...CONFIG.urls, message: ROOM_URL("message") },
  });
  await page.draw();
  expect(document.querySelector<HTMLElement>("[data-when-waiting]")!.hidden).toBe(false);
  let fails = false;
  page.server.on("POST /room/message", () => (fails ? new Response(null, { status: 422 }) : null));
  await page.press("In 5 minutes");
  const field = page.root.querySelector<HTMLInputElement>(".tell input")!;
  const type = async (words: string): Promise<void> => {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await vi.advanceTimersByTimeAsync(50);
    page.root.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await vi.advanceTimersByTimeAsync(400);
  };
  await type("Nearly there");
  expect(field.value).toBe("");
  fails = true;
  await type("And now?");
  expect(field.value).toBe("And now?");
  expect(page.text).toContain("This was not sent.");
  expect(
    page.server
      .to("POST /room/message")
      .map(({ body }) => body)
      .slice(0, 2),
  ).toEqual([
    { minutes: 5, text: "" },
    { minutes: 0, text: "Nearly there" },
  ]);
});
