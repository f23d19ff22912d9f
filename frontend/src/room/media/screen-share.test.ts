import { expect, test } from "vitest";
import { fakeTrack } from "../testing/fake-media";
import { ScreenShare } from "./screen-share";

function browser(answer: () => Promise<MediaStreamTrack>): Pick<MediaDevices, "getDisplayMedia"> {
  return {
    getDisplayMedia: async () => {
      const track = await answer();
      return { getVideoTracks: () => [track] } as unknown as MediaStream;
    },
  };
}

const refusal = (name: string): Error => Object.assign(new Error(name), { name });

test("a screen is shown until either the page or the browser's own button ends it", async () => {
  const tracks = [fakeTrack("video"), fakeTrack("video")];
  const shown: boolean[] = [];
  let next = 0;
  const screenShare = new ScreenShare(
    browser(() => Promise.resolve(tracks[next++]!)),
    () => shown.push(screenShare.track !== null),
  );
  await screenShare.start();
  expect(tracks[0]!.contentHint).toBe("detail");
  screenShare.stop();
  expect(tracks[0]!.readyState).toBe("ended");
  await screenShare.start();
  tracks[1]!.onended?.(new Event("ended"));
  expect(screenShare.track).toBeNull();
  expect(shown).toEqual([true, false, true, false]);
});

test("closing the browser's window is no failure, a system that cannot is", async () => {
  const screenShare = new ScreenShare(
    browser(() => Promise.reject(refusal("NotAllowedError"))),
    () => undefined,
  );
  await screenShare.start();
  expect([screenShare.failed, screenShare.track]).toEqual([false, null]);
  const broken = new ScreenShare(
    browser(() => Promise.reject(refusal("NotReadableError"))),
    () => undefined,
  );
  await broken.start();
  expect(broken.failed).toBe(true);
});

test("phones cannot, and are not asked", async () => {
  const screenShare = new ScreenShare({}, () => undefined);
  expect(screenShare.isSupported).toBe(false);
  await screenShare.start();
  expect(screenShare.failed).toBe(false);
});

test("a dialog answered after leaving shares nothing", async () => {
  const track = fakeTrack("video");
  let answer: (track: MediaStreamTrack) => void = () => undefined;
  const screenShare = new ScreenShare(
    browser(() => new Promise((resolve) => (answer = resolve))),
    () => undefined,
  );
  const starting = screenShare.start();
  screenShare.stop();
  answer(track);
  await starting;
  expect([screenShare.track, track.readyState]).toEqual([null, "ended"]);
});

test("a shared window that is minimised is told, and its return too", async () => {
  const track = fakeTrack("video");
  const told: boolean[] = [];
  const screenShare = new ScreenShare(
    browser(() => Promise.resolve(track)),
    () => told.push(screenShare.isMinimised),
  );
  await screenShare.start();
  for (const muted of [true, false]) {
    Object.assign(track, { muted });
    track[muted ? "onmute" : "onunmute"]?.(new Event("mute"));
  }
  expect(told).toEqual([false, true, false]);
});
