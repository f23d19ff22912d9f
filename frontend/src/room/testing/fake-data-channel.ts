/** An RTCDataChannel between two fake connections. */

export class FakeDataChannel {
  readyState: "connecting" | "open" = "connecting";
  onopen: (() => void) | null = null;
  binaryType = "blob";
  onmessage: ((event: { data: unknown }) => void) | null = null;
  private other: FakeDataChannel | null = null;

  static open(a: FakeDataChannel, b: FakeDataChannel): void {
    if (a.readyState === "open") return;
    [a.other, b.other] = [b, a];
    for (const one of [a, b]) one.readyState = "open";
    for (const one of [a, b]) queueMicrotask(() => one.onopen?.());
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    // What arrives is a copy, and bytes come as the receiver asked for them.
    const sent = typeof data === "string" ? data : data.slice().buffer;
    queueMicrotask(() => this.other?.onmessage?.({ data: sent }));
  }
}
