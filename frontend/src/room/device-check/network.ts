/** How the way to the practice is: the round trip of a small question, and whether a call gets out of this network. */
import { getJson, postJson } from "../../shared/http";
import type { Drivers, Reachability } from "../drivers/port";

const TRIES = 3;

/** The shortest of a few round trips in milliseconds; null when the practice does not answer. */
export async function measureRoundTrip(
  url: string,
  now: () => number = () => performance.now(),
): Promise<number | null> {
  let best: number | null = null;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const begun = now();
    try {
      await getJson(url);
    } catch {
      return best;
    }
    const took = Math.round(now() - begun);
    best = best === null ? took : Math.min(best, took);
  }
  return best;
}

/**
 * Whether the practice's carrier of calls is reached from this network, with access good for this one test. Throws when
 * the practice or the carrier's driver cannot be asked.
 */
export async function testReachability(url: string, drivers: Drivers): Promise<Reachability> {
  const answer = await postJson<{ provider: string; access: unknown }>(url, {});
  const load = answer && drivers[answer.provider];
  if (!load) throw new Error("There is nothing to test");
  return (await load()).testAccess(answer.access);
}
