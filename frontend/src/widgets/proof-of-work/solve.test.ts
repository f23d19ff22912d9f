import { expect, it, vi } from "vitest";
import { type Challenge, solve } from "./solve";

// Made by ALTCHA's own library for Python: create_challenge("PBKDF2/SHA-256", 50, counter=9).
const CHALLENGE: Challenge = {
  parameters: {
    cost: 50,
    keyLength: 32,
    keyPrefix: "9e0332b63d8754eee47d4e97722a7386",
    nonce: "508abd7614f50659a91bf01baa3bb3a3",
    salt: "3d17f40be507428fa62e6749558b0626",
  },
  signature: "a308438e510ea05c7452567aba73d6ea5a080ac294c03c28c4b19c5df82f7b90",
};
const DERIVED = "9e0332b63d8754eee47d4e97722a73860dd1d67ba4e1115df135d267ef9aa20b";

it("finds the counter and the key that ALTCHA's own library finds", async () => {
  expect(await solve(CHALLENGE, crypto.subtle)).toEqual({ counter: 9, derivedKey: DERIVED });
});

it("takes every counter in turn and stops at the one that fits", async () => {
  const derived = vi.spyOn(crypto.subtle, "deriveBits");
  await solve(CHALLENGE, crypto.subtle);
  expect(derived.mock.calls.length).toBe(12);
});

it("gives up where the browser cannot derive keys", async () => {
  vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new Error("no PBKDF2"));
  await expect(solve(CHALLENGE, crypto.subtle)).rejects.toThrow("no PBKDF2");
});
