import { expect, test } from "vitest";
import { PathSearch } from "./path-search";

const TURN: RTCIceServer[] = [{ urls: ["turn:relay.example?transport=udp", "turns:relay.example:443"] }];

/** A search that saw these events. */
function search(...events: [string, object][]): PathSearch {
  const connection = new EventTarget();
  const found = new PathSearch(connection as RTCPeerConnection);
  for (const [name, fields] of events) connection.dispatchEvent(Object.assign(new Event(name), fields));
  return found;
}

const error = (errorCode: number, url = "turn:relay.example?transport=udp"): [string, object] => [
  "icecandidateerror",
  { errorCode, url },
];

test("without a relay that is the cause", () => {
  expect(search().problem([{ urls: "stun:relay.example" }])).toBe("noRelay");
  expect(search(error(401)).problem([])).toBe("noRelay");
});

test("a relay that answers with an error has refused; one that never answers is blocked", () => {
  expect(search(error(701), error(401)).problem(TURN)).toBe("relayRefused");
  expect(search(error(701)).problem(TURN)).toBe("relayBlocked");
});

test("a relay that took part, or of which nothing is known, is not blamed", () => {
  const relayed: [string, object] = ["icecandidate", { candidate: { type: "relay" } }];
  expect(search(error(701), relayed).problem(TURN)).toBe("unknown");
  expect(search().problem(TURN)).toBe("unknown");
  expect(search(error(701, "stun:relay.example")).problem(TURN)).toBe("unknown");
});
