/** The part of a grant that is the media server's. */

export interface LiveKitAccess {
  readonly url: string;
  readonly token: string;
}

/** Read a grant's `access`. Throws when it is not for a media server. */
export function readAccess(access: unknown): LiveKitAccess {
  const { url, token, key } = (access ?? {}) as { url?: unknown; token?: unknown; key?: unknown };
  if (typeof url !== "string" || typeof token !== "string") throw new Error("This grant names no media server");
  // Joining without it would send in the clear what was promised to be encrypted from end to end.
  if (key !== undefined) throw new Error("This page cannot encrypt from end to end");
  return { url, token };
}
