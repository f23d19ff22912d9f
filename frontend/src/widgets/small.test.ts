import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { copyOnClick } from "./copy";
import { showLocalTimes } from "./local-time";

beforeAll(() => copyOnClick());
afterEach(() => vi.unstubAllGlobals());

test("an instant is shown on the viewer's clock, in the page's language", () => {
  document.documentElement.lang = "uk";
  document.body.innerHTML = `<time data-local="time" datetime="2026-01-15T12:30:00Z">x</time>
    <time data-local="date" datetime="2026-01-15T12:30:00Z">x</time><time data-local datetime="nonsense">as drawn</time>`;
  showLocalTimes(document);
  const texts = [...document.querySelectorAll("time")].map((one) => one.textContent);
  expect(texts[0]).toMatch(/^\d\d:[03]0$/);
  expect(texts[1]).toContain("січня");
  expect(texts[2]).toBe("as drawn");
});

async function press(): Promise<string | null | undefined> {
  document.body.innerHTML =
    '<button data-copy="the link" data-copy-said="Copied" data-copy-failed="Please copy it by hand">Copy</button>';
  document.querySelector("button")!.click();
  await vi.waitFor(() => expect(document.querySelector("[role=status]")?.textContent).toBeTruthy());
  return document.querySelector("[role=status]")?.textContent;
}

test("what was copied is said", async () => {
  const written: string[] = [];
  vi.stubGlobal("navigator", { clipboard: { writeText: async (text: string) => void written.push(text) } });
  expect(await press()).toBe("Copied");
  expect(written).toEqual(["the link"]);
});

test("that nothing was copied is said too", async () => {
  vi.stubGlobal("navigator", {});
  expect(await press()).toBe("Please copy it by hand");
});
