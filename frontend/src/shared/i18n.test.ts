import { expect, test } from "vitest";
import { readJson, translator } from "./i18n";

const ENGLISH = { seen: "{name} sees you", over: "Over" };

test("a translated sentence is used, with its placeholders filled", () => {
  const t = translator(ENGLISH, { seen: "{name} вас бачить" });
  expect(t("seen", { name: "Олена" })).toBe("Олена вас бачить");
});

test("what is not translated stays English", () => {
  expect(translator(ENGLISH, { over: "" })("over")).toBe("Over");
});

test("a placeholder without a value is left to be seen, and $ in a name is only a sign", () => {
  const t = translator(ENGLISH, {});
  expect(t("seen")).toBe("{name} sees you");
  expect(t("seen", { name: "$& Co" })).toBe("$& Co sees you");
});

test("JSON is read from the page", () => {
  document.body.innerHTML = '<script type="application/json" id="texts">{"a": 1}</script>';
  expect(readJson("texts")).toEqual({ a: 1 });
  expect(readJson("missing")).toBeNull();
});
