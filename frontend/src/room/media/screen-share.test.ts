import { expect, test } from "vitest";
import { fakeTrack } from "../testing/fake-media";
import { Sharing } from "./screen-share";

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
  const sharing = new Sharing(
    browser(() => Promise.resolve(tracks[next++]!)),
    () => shown.push(sharing.track !== null),
  );
  await sharing.start();
  expect(tracks[0]!.contentHint).toBe("detail");
  sharing.stop();
  expect(tracks[0]!.readyState).toBe("ended");
  await sharing.start();
  tracks[1]!.onended?.(new Event("ended"));
  expect(sharing.track).toBeNull();
  expect(shown).toEqual([true, false, true, false]);
});

test("closing the browser's window is no failure, a system that cannot is", async () => {
  const sharing = new Sharing(
    browser(() => Promise.reject(refusal("NotAllowedError"))),
    () => undefined,
  );
  await sharing.start();
  expect([sharing.failed, sharing.track]).toEqual([false, null]);
  const broken = new Sharing(
    browser(() => Promise.reject(refusal("NotReadableError"))),
    () => undefined,
  );
  await broken.start();
  expect(broken.failed).toBe(true);
});

test("phones cannot, and are not asked", async () => {
  const sharing = new Sharing({}, () => undefined);
  expect(sharing.isPossible).toBe(false);
  await sharing.start();
  expect(sharing.failed).toBe(false);
});
