/** Two others in the call: a tile for each, and each one's own words. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RosterEntry } from "../config";
import { linkTo } from "../links";
import { RoomPageHarness } from "../testing/room-page-harness";

const MARIA: RosterEntry = { id: "maria", party: "guest", name: "Maria Bondar" };
let page: RoomPageHarness;

beforeEach(() => (page = new RoomPageHarness()));
afterEach(() => page.close());

const tiles = (): string[] => [...page.root.querySelectorAll(".tile .name")].map((one) => one.textContent ?? "");

test("a third person gets a tile beside the first, by name, and takes it away when they leave", async () => {
  await page.openInCall();
  await page.meet(3);
  await page.draw();
  const video = page.root.querySelector("video.remote");
  expect(tiles()).toEqual(["Olena Koval"]);
  await page.meet(1, { off: ["camera"] }, MARIA);
  await page.draw();
  expect(tiles()).toEqual(["Olena Koval", "Maria BondarThe camera of Maria Bondar is off"]);
  expect(page.root.querySelector(".tiles.several")).not.toBeNull();
  expect(page.root.querySelector("h1")?.textContent).toContain("Olena Koval and Maria Bondar");
  // The picture of who was there goes on in its element.
  expect(page.root.querySelector("video.remote")).toBe(video);
  await page.goAway(1, "maria");
  await page.draw();
  expect(tiles()).toEqual(["Olena Koval"]);
  expect(linkTo(page.room.state, "olena")).toBe("good");
});

test("while the one whom the person comes for is away, their tile says so, and the other goes on", async () => {
  await page.openInCall();
  await page.meet(1, {}, MARIA);
  await page.draw();
  expect(page.text).toContain("Olena Koval is not in the call at the moment.");
  expect(tiles()).toEqual(["Olena Koval", "Maria Bondar"]);
  expect(page.text).toContain("Good connection");
});
