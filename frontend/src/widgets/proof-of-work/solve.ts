/** ALTCHA's proof of work, version 2: the counter is sought whose derived key begins as the challenge says. */

export interface Challenge {
  parameters: { cost: number; keyLength: number; keyPrefix: string; nonce: string; salt: string };
  signature: string;
}

export interface Solution {
  counter: number;
  derivedKey: string;
}

/** So many attempts are under way at once: browsers carry them out beside the page, on several cores. */
const AT_ONCE = 4;
const MOST_ATTEMPTS = 100_000;

/** Rejects where the browser cannot derive keys, or where nothing is found within reason. */
export async function solve(challenge: Challenge, subtle: SubtleCrypto): Promise<Solution> {
  const { keyPrefix } = challenge.parameters;
  for (let first = 0; first < MOST_ATTEMPTS; first += AT_ONCE) {
    const counters = Array.from({ length: AT_ONCE }, (_, place) => first + place);
    const keys = await Promise.all(counters.map((counter) => derive(challenge, counter, subtle)));
    const place = keys.findIndex((key) => key.startsWith(keyPrefix));
    const derivedKey = keys[place];
    if (derivedKey !== undefined) return { counter: first + place, derivedKey };
  }
  throw new Error("The challenge has no solution.");
}

/** PBKDF2 over the nonce and the counter, big-endian, in hexadecimal. */
async function derive({ parameters }: Challenge, counter: number, subtle: SubtleCrypto): Promise<string> {
  const nonce = fromHex(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const salt = fromHex(parameters.salt);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: parameters.cost };
  return toHex(new Uint8Array(await subtle.deriveBits(how, key, parameters.keyLength * 8)));
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
