/** Which browser this is, as far as its permissions look different; and which app it sits in, if any. Pure. */

export type Browser = "chrome" | "edge" | "firefox" | "safari" | "ios" | "android" | "other";

/** An iPad calls itself a Mac, and only its touch screen tells them apart. */
export function browserOf(agent: string, touchPoints: number): Browser {
  // All browsers of an iPhone are Safari inside, and ask for permission in its way.
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return "ios";
  if (/Android/.test(agent)) return "android";
  if (/Edg\//.test(agent)) return "edge";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Chrome\/|Chromium\//.test(agent)) return "chrome";
  return /Safari\//.test(agent) ? "safari" : "other";
}

/** How browsers inside other apps name themselves. A plain WebView of Android says only "; wv)". */
const APPS: readonly (readonly [RegExp, string])[] = [
  [/Instagram/, "Instagram"],
  [/FBAN|FBAV|FB_IAB/, "Facebook"],
  [/Telegram/, "Telegram"],
  [/Viber/, "Viber"],
  [/WhatsApp/, "WhatsApp"],
  [/ Line\//, "Line"],
  [/MicroMessenger/, "WeChat"],
  [/Snapchat/, "Snapchat"],
  [/LinkedInApp/, "LinkedIn"],
  [/Twitter/, "X"],
  [/Pinterest/, "Pinterest"],
  [/TikTok|musical_ly|BytedanceWebview/, "TikTok"],
  [/GSA\//, "Google"],
  [/; wv\)/, "Android"],
];

/** The app that this page was opened in; null in a browser of its own. */
export function appOf(agent: string): string | null {
  return APPS.find(([pattern]) => pattern.test(agent))?.[1] ?? null;
}
