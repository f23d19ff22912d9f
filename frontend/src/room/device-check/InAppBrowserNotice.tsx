/** Inside another app's browser camera and microphone often fail: say so, and how to get out. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useTexts } from "../texts";
import { appOf } from "./browser";

/** `link`: the personal link, which the page carries only inside such apps. */
export function InAppBrowserNotice({ link }: { link: string | undefined }): JSX.Element | null {
  const t = useTexts();
  const [copied, setCopied] = useState<boolean | null>(null);
  const app = appOf(navigator.userAgent);
  if (!app) return null;
  const copy = (): void => {
    const done = navigator.clipboard?.writeText(link ?? location.href) ?? Promise.reject(new Error("No clipboard"));
    done.then(() => setCopied(true)).catch(() => setCopied(false));
  };
  return (
    <div class="note warm">
      <div>
        <b>{t("inApp.heading", { app })}</b>
        <p>{t("inApp.words")}</p>
        <p class="set">
          <button type="button" class="btn" onClick={copy}>
            {t("inApp.copy")}
          </button>{" "}
          <span role="status">{copied !== null && t(copied ? "inApp.copied" : "inApp.failed")}</span>
        </p>
      </div>
    </div>
  );
}
