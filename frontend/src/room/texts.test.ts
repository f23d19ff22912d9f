import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { roomTexts } from "./texts";
import english from "./texts.json";

const sources = ["./", "./call/", "./waiting/", "./device-check/", "./media/"]
  .map((folder) => new URL(folder, `file://${import.meta.dirname}/`))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /(?<!test)\.tsx?$/.test(name))
      .map((name) => readFileSync(new URL(name, folder), "utf8")),
  )
  .join("\n");

test("every sentence is used by a view, literally or by its group", () => {
  const groups = [...sources.matchAll(/`(\w+\.)?\$\{[\w.]+\}(\.\w+|\.\$\{\w+\})?`/g)].length;
  expect(groups).toBeGreaterThan(0);
  const unused = Object.keys(english).filter((key) => {
    const [group, name] = key.split(".");
    const composed = [`\`${group}.\${`, `\`\${kind}.${name}\``, `\`\${kind}.\${state}\``];
    const isDevice = group === "camera" || group === "microphone";
    return (
      !sources.includes(`"${key}"`) &&
      !sources.includes(composed[0]!) &&
      !(isDevice && (sources.includes(composed[1]!) || sources.includes(composed[2]!)))
    );
  });
  expect(unused).toEqual([]);
});

test("sentences are calm and in words of people", () => {
  for (const sentence of Object.values(english)) {
    expect(sentence).not.toMatch(/!|\b(peer|participant|admit|session id|WebRTC|ICE|stream|server error)\b/i);
    expect(sentence.trim()).toBe(sentence);
    expect(sentence).not.toBe("");
  }
});

test("the page's translations win over the English", () => {
  document.body.innerHTML = '<script type="application/json" id="room-texts">{"call.leave": "Вийти"}</script>';
  const t = roomTexts();
  expect([t("call.leave"), t("call.endNo")]).toEqual(["Вийти", english["call.endNo"]]);
});
