/**
 * The test of one's devices before the waiting room opens: `#device-check`, with
 *   data-ping   where to ask how long the way is
 *   data-relay  where to get the servers by which the way out is tested, if there are any
 *   data-name   who is to be met
 *   data-link   the personal link, inside other apps only
 */
import { render } from "preact";
import { LocalMedia } from "../media/local-media";
import { pageTexts, TextsContext, useTexts } from "../texts";
import "../room.css";
import { DeviceCheck } from "./DeviceCheck";
import { InAppBrowserNotice } from "./InAppBrowserNotice";

function mount(element: HTMLElement): void {
  const t = pageTexts();
  const media = new LocalMedia(navigator.mediaDevices, () => draw());
  let testing = false;

  const setTesting = (on: boolean): void => {
    testing = on;
    if (on) void media.start();
    else media.stop();
    draw();
  };
  const draw = (): void => {
    const test = <DeviceTestPage element={element} media={media} testing={testing} setTesting={setTesting} />;
    render(<TextsContext.Provider value={t}>{test}</TextsContext.Provider>, element);
  };
  // The camera goes off with the page.
  addEventListener("pagehide", () => media.stop());
  // The page changes by itself: the test is removed, or the form to enter appears.
  let form = entryForm();
  const checkPage = (): void => {
    if (!element.isConnected) return media.stop();
    if (form === entryForm()) return;
    form = entryForm();
    draw();
  };
  new MutationObserver(checkPage).observe(document.body, { childList: true, subtree: true });
  draw();
}

/** The form to enter the waiting room, on a page that has it. */
function entryForm(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("form#enter");
}

interface Props {
  element: HTMLElement;
  media: LocalMedia;
  testing: boolean;
  setTesting: (on: boolean) => void;
}

function DeviceTestPage({ element, media, testing, setTesting }: Props): preact.JSX.Element {
  const t = useTexts();
  const { ping, relay, name, link } = element.dataset;
  return (
    <section class="card stack" aria-labelledby="device-check-heading">
      <h2 id="device-check-heading">{t("check.heading")}</h2>
      <InAppBrowserNotice link={link} />
      {!testing && <p class="muted">{t("check.about")}</p>}
      {testing && <NotEnteredBanner name={name ?? ""} />}
      {testing && <DeviceCheck media={media} name={name ?? ""} urls={{ ping: ping ?? "", relay }} live={null} />}
      <p class="set">
        <button type="button" class="btn" onClick={() => setTesting(!testing)}>
          {t(testing ? "check.stop" : "check.start")}
        </button>
      </p>
    </section>
  );
}

/** One who only tests is not waiting yet: say so, and offer to enter. */
function NotEnteredBanner({ name }: { name: string }): preact.JSX.Element | null {
  const t = useTexts();
  const form = entryForm();
  if (!form) return null;
  return (
    <div class="banner stack" role="status">
      <p>{t("check.notIn", { name })}</p>
      <p class="set">
        <button type="submit" form={form.id} class="btn main">
          {form.querySelector("button")?.textContent}
        </button>
      </p>
    </div>
  );
}

const element = document.getElementById("device-check");
if (element) mount(element);
