import { beforeEach, expect, test } from "vitest";
import { MissedMedia } from "./missed-media";

const SECOND = 1_000;
let media: MissedMedia;

beforeEach(() => {
  sessionStorage.clear();
  media = new MissedMedia("call");
});

test("while the server answers there is nothing to tell", () => {
  for (let at = 0; at < 100 * SECOND; at += 10 * SECOND) {
    expect(media.note(true, at)).toBeNull();
    media.heard(at);
  }
});

test("what came in during an outage is told until the server has it", () => {
  media.note(true, 0);
  media.heard(0);
  expect(media.note(true, 10 * SECOND)).toBeNull();
  expect(media.note(true, 20 * SECOND)).toEqual([[20 * SECOND, 0]]);
  expect(media.note(true, 30 * SECOND)).toEqual([[30 * SECOND, 0]]);
  media.heard(30 * SECOND);
  expect(media.note(true, 40 * SECOND)).toBeNull();
});

test("a break of the media stays one", () => {
  media.note(true, 0);
  media.note(false, 10 * SECOND);
  media.note(true, 20 * SECOND);
  expect(media.note(true, 30 * SECOND)).toEqual([[10 * SECOND, 0]]);
});

test("it survives a reload, and the time without a page is none", () => {
  media.note(true, 0);
  media.note(true, 10 * SECOND);
  media.note(true, 20 * SECOND);
  expect(new MissedMedia("call").note(true, 90 * SECOND)).toEqual([[90 * SECOND, 70 * SECOND]]);
  expect(new MissedMedia("another").note(true, 90 * SECOND)).toBeNull();
});
