import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeStream, fakeTrack } from "../testing/fake-media";
import { keepPlaying, showTracks } from "./remote-playback";

let played: number;
let refuse: Error | null;
let video: HTMLVideoElement;
let track: EventTarget;
let silenced: boolean[];
let stop: () => void;

beforeEach(() => {
  [played, refuse, silenced] = [0, null, []];
  vi.stubGlobal("MediaStream", FakeStream);
  track = new EventTarget();
  video = document.createElement("video");
  Object.defineProperty(video, "srcObject", { value: new FakeStream([track as MediaStreamTrack]) });
  video.play = () => {
    played += 1;
    return refuse ? Promise.reject(refuse) : Promise.resolve();
  };
  stop = keepPlaying(video, (now) => silenced.push(now));
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

test("sound starts again after a phone call, another app and a track that comes back", () => {
  expect(played).toBe(1);
  video.dispatchEvent(new Event("pause"));
  document.dispatchEvent(new Event("visibilitychange"));
  track.dispatchEvent(new Event("unmute"));
  expect(played).toBe(4);
});

test("a browser that wants a tap is told from an interruption that is not over", async () => {
  refuse = Object.assign(new Error("no"), { name: "AbortError" });
  video.dispatchEvent(new Event("pause"));
  await new Promise((done) => setTimeout(done));
  expect(silenced).toEqual([false]);
  refuse = Object.assign(new Error("no"), { name: "NotAllowedError" });
  video.dispatchEvent(new Event("pause"));
  await new Promise((done) => setTimeout(done));
  expect(silenced).toEqual([false, true]);
});

test("after the call nothing is started", () => {
  stop();
  video.dispatchEvent(new Event("pause"));
  document.dispatchEvent(new Event("visibilitychange"));
  track.dispatchEvent(new Event("unmute"));
  expect(played).toBe(1);
});

test("a picture that comes and goes does not interrupt the sound; with all tracks new it is another stream", () => {
  const element = document.createElement("video");
  Object.defineProperty(element, "srcObject", { value: null, writable: true });
  const [voice, face] = [fakeTrack("audio"), fakeTrack("video")];
  showTracks(element, [voice, face]);
  const stream = element.srcObject as MediaStream;
  showTracks(element, [voice, null]);
  expect([element.srcObject === stream, stream.getTracks()]).toEqual([true, [voice]]);
  showTracks(element, [voice, face]);
  expect([element.srcObject === stream, stream.getTracks()]).toEqual([true, [voice, face]]);
  showTracks(element, [fakeTrack("audio"), fakeTrack("video")]);
  expect(element.srcObject).not.toBe(stream);
});
