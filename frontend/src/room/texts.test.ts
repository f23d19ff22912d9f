import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sentences } from "./testing/english";
import { pageTexts } from "./texts";

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|testing\//.test(name))
  .map((name) => readFileSync(`${import.meta.dirname}/${name}`, "utf8"))
  .join("\n");

test("every sentence is used, literally or by its group", () => {
  const unused = Object.keys(sentences).filter((key) => {
    const [group, name] = key.split(".");
    const composed = [`\`${group}.\${`, `\`\${kind}.${name}\``, `\`\${kind}.\${state}\``];
    const isDevice = group === "camera" || group === "microphone";
    const forms = [`"${key}"`, ...composed.slice(0, isDevice ? 3 : 1)];
    return !forms.some((form) => sources.includes(form));
  });
  expect(unused).toEqual([]);
});

test("sentences are calm and in words of people", () => {
  for (const sentence of Object.values(sentences)) {
    expect(sentence).not.toMatch(/!|\b(peer|participant|admit|session id|WebRTC|ICE|stream|server error)\b/i);
    expect(sentence.trim()).toBe(sentence);
    expect(sentence).not.toBe("");
  }
});

test("the sentences are those that the page carries", () => {
  document.body.innerHTML = '<script type="application/json" id="room-texts">{"call.leave": "Вийти"}</script>';
  expect(pageTexts()("call.leave")).toBe("Вийти");
});
