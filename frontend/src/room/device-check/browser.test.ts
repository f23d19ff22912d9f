import { expect, test } from "vitest";
import { appOf, browserOf } from "./browser";

const AGENTS: readonly (readonly [string, number, string])[] = [
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    0,
    "chrome",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
    0,
    "edge",
  ],
  ["Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/20100101 Firefox/132.0", 0, "firefox"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    0,
    "safari",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    5,
    "ios",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 Safari/604.1",
    5,
    "ios",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    5,
    "android",
  ],
  ["A browser of the future", 0, "other"],
];

test.each(AGENTS)("%s with %i touch points is helped as %s", (agent, touchPoints, browser) => {
  expect(browserOf(agent, touchPoints)).toBe(browser);
});

test("a browser inside another app is known by the app's name, a real one is none", () => {
  expect(appOf("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 Instagram 350.0")).toBe("Instagram");
  expect(appOf("Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit [FB_IAB/FB4A;FBAV/480.0]")).toBe("Facebook");
  expect(appOf("Mozilla/5.0 (Linux; Android 14) Telegram-Android/11.4")).toBe("Telegram");
  expect(appOf("Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36")).toBe("Android");
  for (const [agent] of AGENTS) expect(appOf(agent)).toBeNull();
});
