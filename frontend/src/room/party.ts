/** The people of an appointment, as the server names them. */
export const PARTIES = ["client", "specialist", "guest"] as const;
export type Party = (typeof PARTIES)[number];

/** The party that a value from the server names; null for anything else. */
export function parseParty(value: unknown): Party | null {
  return PARTIES.find((party) => party === value) ?? null;
}

/** Whom a client or a specialist meets. */
export function counterpart(party: Party): Party {
  return party === "client" ? "specialist" : "client";
}
