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

function mount(place: HTMLElement): void {
  const t = pageTexts();
  const media = new LocalMedia(navigator.mediaDevices, () => draw());
  let testing = false;

  const turn = (on: boolean): void => {
    testing = on;
    if (on) void media.start();
    else media.stop();
    draw();
  };
  const draw = (): void => {
    const test = <DeviceTest place={place} media={media} testing={testing} turn={turn} />;
    render(<TextsContext.Provider value={t}>{test}</TextsContext.Provider>, place);
  };
  // Whoever goes into the waiting room or away is not filmed any more.
  addEventListener("pagehide", () => media.stop());
  // The page becomes another by itself: gone with the test, or with a door to go through.
  let door = entryForm();
  const look = (): void => {
    if (!place.isConnected) return media.stop();
    if (door === entryForm()) return;
    door = entryForm();
    draw();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  draw();
}

/** The form by which one enters, on a page that has it. */
function entryForm(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("form#enter");
}

interface Props {
  place: HTMLElement;
  media: LocalMedia;
  testing: boolean;
  turn: (on: boolean) => void;
}

function DeviceTest({ place, media, testing, turn }: Props): preact.JSX.Element {
  const t = useTexts();
  const { ping, relay, name, link } = place.dataset;
  return (
    <section class="card stack" aria-labelledby="device-check-heading">
      <h2 id="device-check-heading">{t("check.heading")}</h2>
      <InAppBrowserNotice link={link} />
      {!testing && <p class="muted">{t("check.about")}</p>}
      {testing && <NotEnteredBanner name={name ?? ""} />}
      {testing && <DeviceCheck media={media} name={name ?? ""} urls={{ ping: ping ?? "", relay }} live={null} />}
      <p class="set">
        <button type="button" class="btn" onClick={() => turn(!testing)}>
          {t(testing ? "check.stop" : "check.start")}
        </button>
      </p>
    </section>
  );
}

/** Nobody is told of a person who only tests: they have to hear that themselves, and to find the door beside it. */
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

const place = document.getElementById("device-check");
if (place) mount(place);
