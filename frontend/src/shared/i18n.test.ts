import { expect, test } from "vitest";
import { readJson, translator } from "./i18n";

test("the page's sentence is used, with its placeholders filled", () => {
  const t = translator({ seen: "{name} вас бачить" });
  expect(t("seen", { name: "Олена" })).toBe("Олена вас бачить");
});

test("a sentence that the page lacks shows by its key", () => {
  expect(translator({})("over")).toBe("over");
});

test("a placeholder without a value is left to be seen, and $ in a name is only a sign", () => {
  const t = translator({ seen: "{name} sees you" });
  expect(t("seen")).toBe("{name} sees you");
  expect(t("seen", { name: "$& Co" })).toBe("$& Co sees you");
});

test("JSON is read from the page", () => {
  document.body.innerHTML = '<script type="application/json" id="texts">{"a": 1}</script>';
  expect(readJson("texts")).toEqual({ a: 1 });
  expect(readJson("missing")).toBeNull();
});
