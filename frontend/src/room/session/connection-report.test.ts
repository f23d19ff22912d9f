import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type CallDriver, type CallHealth, NO_HEALTH, type SourceStats } from "../drivers/port";
import { browserFamily, type ConnectionHealth, ConnectionReporter } from "./connection-report";

let now: CallHealth;
let sent: [ConnectionHealth, boolean][];
let reporter: ConnectionReporter;

beforeEach(() => {
  vi.useFakeTimers();
  now = NO_HEALTH;
  sent = [];
  const driver = { health: () => Promise.resolve(now) } as Partial<CallDriver> as CallDriver;
  reporter = new ConnectionReporter(driver, "ivan", async (health, last) => void sent.push([health, last]));
});

afterEach(() => {
  reporter.close();
  vi.useRealTimers();
});

/** So many packets of Olena; what is one's own counts for nothing. */
function received(packets: number, { lost = 0, ...part }: Partial<CallHealth> & { lost?: number } = {}): CallHealth {
  const source: SourceStats = { peer: "olena", source: "camera", bytes: 0, packets, lost, frames: 0, energy: 0 };
  return { ...NO_HEALTH, sources: [source, { ...source, peer: "ivan", packets: 9 }], ...part };
}

test("each report says what came since the last, and nothing is said while nothing comes", async () => {
  await vi.advanceTimersByTimeAsync(30_000);
  expect(sent).toEqual([]);
  now = received(100, {
    lost: 2,
    roundTripS: 0.0416,
    restarts: 1,
    path: { local: "host", remote: "relay", protocol: "udp" },
  });
  await vi.advanceTimersByTimeAsync(30_000);
  now = received(150, { lost: 2, restarts: 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(
    sent.map(([{ received: came, lost, rttMs, restarts, path }, last]) => [
      came,
      lost,
      rttMs,
      restarts,
      path?.remote,
      last,
    ]),
  ).toEqual([
    [100, 2, 42, 1, "relay", false],
    [50, 0, null, 0, undefined, false],
  ]);
});

test("a connection that was built anew counts from nothing again", async () => {
  now = received(100);
  await vi.advanceTimersByTimeAsync(30_000);
  now = received(30);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(sent.map(([{ received: came }]) => came)).toEqual([100, 30]);
});

test("what was seen last is told on leaving", () => {
  reporter.setHealth(received(70));
  reporter.close();
  expect(sent.map(([{ received: came }, last]) => [came, last])).toEqual([[70, true]]);
});

test("browsers have families, and no versions", () => {
  const agents: Record<string, string> = {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36": "Chrome",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36":
      "Chrome Android",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0":
      "Edge",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156 Mobile/15E148 Safari/604.1":
      "Safari iOS",
    "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15": "Safari",
    "curl/8": "other",
  };
  for (const [agent, family] of Object.entries(agents)) expect(browserFamily(agent)).toBe(family);
});
