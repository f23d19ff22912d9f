/**
 * The test of one's devices before the waiting room opens: `#device-check`, with
 *   data-ping   where to ask how long the way is
 *   data-relay  where to get the servers by which the way out is tested, if there are any
 *   data-name   who is to be met
 *   data-link   the personal link, inside other apps only
 */
import { render } from "preact";
import { LocalMedia } from "../media/local-media";
import { roomTexts, type T } from "../texts";
import "../room.css";
import { Checks } from "./DeviceCheck";
import { InApp } from "./InAppBrowserNotice";
import { checkTexts } from "./texts";

function mount(place: HTMLElement): void {
  const t = roomTexts();
  const media = new LocalMedia(navigator.mediaDevices, () => draw());
  let testing = false;

  const turn = (on: boolean): void => {
    testing = on;
    if (on) void media.wake();
    else media.stop();
    draw();
  };
  const draw = (): void => render(<Test place={place} media={media} t={t} testing={testing} turn={turn} />, place);
  // Whoever goes into the waiting room or away is not filmed any more.
  addEventListener("pagehide", () => media.stop());
  // The page becomes another by itself: gone with the test, or with a door to go through.
  let door = wayIn();
  const look = (): void => {
    if (!place.isConnected) return media.stop();
    if (door === wayIn()) return;
    door = wayIn();
    draw();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  draw();
}

/** The form by which one enters, on a page that has it. */
function wayIn(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("form#enter");
}

interface Parts {
  place: HTMLElement;
  media: LocalMedia;
  t: T;
  testing: boolean;
  turn: (on: boolean) => void;
}

function Test({ place, media, t, testing, turn }: Parts): preact.JSX.Element {
  const w = checkTexts();
  const { ping, relay, name, link } = place.dataset;
  return (
    <section class="card stack" aria-labelledby="device-check-heading">
      <h2 id="device-check-heading">{w("check.heading")}</h2>
      <InApp link={link} />
      {!testing && <p class="muted">{w("check.about")}</p>}
      {testing && <NotIn name={name ?? ""} />}
      {testing && <Checks media={media} t={t} name={name ?? ""} urls={{ ping: ping ?? "", relay }} live={null} />}
      <p class="set">
        <button type="button" class="btn" onClick={() => turn(!testing)}>
          {w(testing ? "check.stop" : "check.start")}
        </button>
      </p>
    </section>
  );
}

/** Nobody is told of a person who only tests: they have to hear that themselves, and to find the door beside it. */
function NotIn({ name }: { name: string }): preact.JSX.Element | null {
  const form = wayIn();
  if (!form) return null;
  return (
    <div class="banner stack" role="status">
      <p>{checkTexts()("check.notIn", { name })}</p>
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
