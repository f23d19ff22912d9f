/** The people of an appointment, as the server names them. */
export const PARTIES = ["client", "specialist", "guest"] as const;
export type Party = (typeof PARTIES)[number];

/** The party that a value from the server names; null for anything else. */
export function parseParty(value: unknown): Party | null {
  return PARTIES.find((party) => party === value) ?? null;
}

/** Whom a person comes for: a specialist for the client, all others for the specialist. */
export function counterpart(party: Party): Party {
  return party === "specialist" ? "client" : "specialist";
}
