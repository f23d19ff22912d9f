/** How a client in the waiting room stands, as the server knows it. Instants are ISO, UTC. */
export interface WaitingStatus {
  /** When a page of the specialist's last showed them. */
  readonly noticedAt: string | null;
  /** What was really sent to the specialist, and when. */
  readonly alert: { readonly channel: "sms" | "email"; readonly at: string } | null;
  /** When the next alert is due. */
  readonly alertAt: string | null;
  readonly message: { readonly text: string; readonly at: string } | null;
  readonly holdUntil: string | null;
  readonly lateMinutes: number;
}

export const UNKNOWN_STATUS: WaitingStatus = {
  noticedAt: null,
  alert: null,
  alertAt: null,
  message: null,
  holdUntil: null,
  lateMinutes: 0,
};

/** What the server told, or `before` where that says the same: an answer that is no news draws nothing anew. */
export function waitingStatusFrom(told: Partial<WaitingStatus>, before: WaitingStatus): WaitingStatus {
  const { noticedAt, alert, alertAt, message, holdUntil, lateMinutes } = { ...UNKNOWN_STATUS, ...told };
  const fresh: WaitingStatus = { noticedAt, alert, alertAt, message, holdUntil, lateMinutes };
  return JSON.stringify(fresh) === JSON.stringify(before) ? before : fresh;
}
