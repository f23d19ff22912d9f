import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeServer, NO_NETWORK } from "../../shared/testing/fake-server";
import type { Drivers } from "../drivers/port";
import { measureRoundTrip, testReachability } from "./network";

let server: FakeServer;

beforeEach(() => (server = new FakeServer()));
afterEach(() => void vi.unstubAllGlobals());

test("the way is as long as its shortest trip, for the first one also opens the connection", async () => {
  const times = [0, 180, 200, 240, 300, 350];
  server.on("GET /state", () => ({}));
  expect(await measureRoundTrip("/state", () => times.shift()!)).toBe(40);
});

test("a practice that does not answer has no way to it", async () => {
  server.on("GET /state", () => NO_NETWORK);
  expect(await measureRoundTrip("/state")).toBeNull();
});

const drivers: Drivers = {
  p2p: () => Promise.reject(new Error("not asked for")),
  other: async () => ({
    create: () => {
      throw new Error("This is a test");
    },
    testAccess: async (access) => (access === "for a test" ? "good" : "blocked"),
  }),
};

test("the carrier that the practice names says whether it is reached", async () => {
  server.on("POST /test", () => ({ provider: "other", access: "for a test" }));
  expect(await testReachability("/test", drivers)).toBe("good");
});

test("a carrier of which this page knows nothing is not tested", async () => {
  server.on("POST /test", () => ({ provider: "unheard of", access: {} }));
  await expect(testReachability("/test", drivers)).rejects.toThrow();
});
