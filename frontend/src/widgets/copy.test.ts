import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { copyOnClick } from "./copy";

beforeAll(() => copyOnClick());
afterEach(() => vi.unstubAllGlobals());

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
