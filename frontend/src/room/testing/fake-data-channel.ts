/** An RTCDataChannel between two fake connections. */

export class FakeDataChannel {
  readyState: "connecting" | "open" = "connecting";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  private other: FakeDataChannel | null = null;

  static open(a: FakeDataChannel, b: FakeDataChannel): void {
    if (a.readyState === "open") return;
    [a.other, b.other] = [b, a];
    for (const one of [a, b]) one.readyState = "open";
    for (const one of [a, b]) queueMicrotask(() => one.onopen?.());
  }

  send(data: string): void {
    queueMicrotask(() => this.other?.onmessage?.({ data }));
  }
}
