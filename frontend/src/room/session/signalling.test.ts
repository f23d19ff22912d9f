import { beforeEach, expect, test } from "vitest";
import type { RoomConfig } from "../config";
import type { Grant, SignalMessage } from "../drivers/port";
import { RoomApi } from "./api";
import { ServerSignalling } from "./signalling";

const GRANT: Grant = { provider: "p2p", seat: "s1", epoch: 4, lastsS: 300, access: {} };
const OFFER = { description: { type: "offer", sdp: "v=0" } };

let signalling: ServerSignalling;
let received: SignalMessage[];

beforeEach(() => {
  received = [];
  signalling = new ServerSignalling(new RoomApi({} as RoomConfig["urls"], "tab"), GRANT, () => undefined);
  signalling.listen((message) => received.push(message));
});

test("the stream's signals are read for the driver, and its other events are not", () => {
  signalling.receive({ id: 1, kind: "peer_joined", peer: "olena", epoch: 7 });
  const event = { id: 2, kind: "signal", from: "olena", to: "ivan", fromEpoch: 7, seq: 1 };
  signalling.receive({ ...event, data: { to: 4, ...OFFER } });
  signalling.receive({ id: 3, kind: "acknowledged", by: "Olena" });
  expect(received).toEqual([{ peer: { id: "olena", epoch: 7 }, seq: 1, data: OFFER }]);
});

test("a signal meant for an earlier page load is dropped", () => {
  const event = { id: 1, kind: "signal", from: "olena", to: "ivan", fromEpoch: 7, seq: 1 };
  signalling.receive({ ...event, data: { to: 3, ...OFFER } });
  expect(received).toEqual([]);
});

test("who stopped listening hears nothing", () => {
  const heard: SignalMessage[] = [];
  signalling.listen((message) => heard.push(message))();
  signalling.receive({ id: 1, kind: "signal", from: "olena", fromEpoch: 7, seq: 1, data: { to: 4, ...OFFER } });
  expect([heard.length, received.length]).toEqual([0, 1]);
});
