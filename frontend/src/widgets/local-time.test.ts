import { expect, test } from "vitest";
import { showLocalTimes } from "./local-time";

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
