/** What the server knows of a client in the waiting room. Instants are ISO, UTC. */
export interface WaitingStatus {
  /** When a page of the specialist's last showed them. */
  readonly acknowledgedAt: string | null;
  /** What was really sent to the specialist, and when. */
  readonly alert: { readonly channel: "sms" | "email"; readonly at: string } | null;
  /** When the next alert is due. */
  readonly alertAt: string | null;
  readonly message: { readonly text: string; readonly at: string } | null;
  readonly holdUntil: string | null;
  readonly lateMinutes: number;
}

export const UNKNOWN_STATUS: WaitingStatus = {
  acknowledgedAt: null,
  alert: null,
  alertAt: null,
  message: null,
  holdUntil: null,
  lateMinutes: 0,
};

/** What the server answered, or `before` if that says the same, so that nothing is drawn again for no change. */
export function waitingStatusFrom(answer: Partial<WaitingStatus>, before: WaitingStatus): WaitingStatus {
  const { acknowledgedAt, alert, alertAt, message, holdUntil, lateMinutes } = { ...UNKNOWN_STATUS, ...answer };
  const fresh: WaitingStatus = { acknowledgedAt, alert, alertAt, message, holdUntil, lateMinutes };
  return JSON.stringify(fresh) === JSON.stringify(before) ? before : fresh;
}
