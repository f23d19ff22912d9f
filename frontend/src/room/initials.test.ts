import { expect, test } from "vitest";
import { initials } from "./initials";

test("letters for a face", () => {
  expect(["Olena Koval", "  Ivan  de la Cruz ", "олена", ""].map(initials)).toEqual(["OK", "IC", "О", ""]);
});
