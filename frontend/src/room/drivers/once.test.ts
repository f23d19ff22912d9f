import { expect, test } from "vitest";
import { once } from "./once";
import type { DriverModule } from "./port";

const MODULE = {} as DriverModule;

test("a driver is loaded once for all who want it, and each by its own name", async () => {
  let loads = 0;
  const drivers = once({
    p2p: async () => {
      loads += 1;
      return MODULE;
    },
  });
  expect(await Promise.all([drivers.p2p?.(), drivers.p2p?.()])).toEqual([MODULE, MODULE]);
  expect([loads, drivers.livekit]).toEqual([1, undefined]);
});

test("one that did not come is asked for again", async () => {
  let loads = 0;
  const drivers = once({
    p2p: () => {
      loads += 1;
      return loads === 1 ? Promise.reject(new Error("no network")) : Promise.resolve(MODULE);
    },
  });
  await expect(drivers.p2p?.()).rejects.toThrow("no network");
  expect(await drivers.p2p?.()).toBe(MODULE);
});
