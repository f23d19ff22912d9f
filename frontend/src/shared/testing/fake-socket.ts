/** For tests: the server behind `WebSocket`, and the locks and channels that tabs of one browser share. */
import { vi } from "vitest";

export interface HelloMessage {
  ticket: string;
  cursors: Record<string, number>;
}

export class FakeWebSocket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  hello: HelloMessage | null = null;
  isOpen = true;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  send(text: string): void {
    this.hello = JSON.parse(text) as HelloMessage;
  }

  close(): void {
    this.isOpen = false;
  }

  /** The server accepts, and says that it listens. */
  accept(): this {
    this.onopen?.();
    return this.say([]);
  }

  say(message: unknown): this {
    this.onmessage?.({ data: JSON.stringify(message) });
    return this;
  }

  tell(stream: string, id: number, kind: string, data: object = {}): this {
    return this.say([{ stream, id, kind, data }]);
  }

  end(code = 1006): void {
    this.isOpen = false;
    this.onclose?.({ code });
  }
}

export class FakeWebSockets {
  readonly all: FakeWebSocket[] = [];
  /** Whether each connection is taken at once. */
  accepts = true;

  constructor() {
    const all = this;
    vi.stubGlobal(
      "WebSocket",
      class extends FakeWebSocket {
        constructor(url: string) {
          super(url);
          all.all.push(this);
          setTimeout(() => (all.accepts ? this.isOpen && this.accept() : this.end()), 1);
        }
      },
    );
  }

  get open(): FakeWebSocket[] {
    return this.all.filter(({ isOpen }) => isOpen);
  }

  get last(): FakeWebSocket {
    const last = this.all.at(-1);
    if (!last) throw new Error("Nobody has connected yet");
    return last;
  }
}

type Grant = (lock: object) => Promise<void>;
interface Waiting {
  grant: Grant;
  resolve(): void;
  reject(reason: Error): void;
}

/** Web Locks for one name, as far as we use them. */
export class FakeLocks {
  private holder: Waiting | null = null;
  private queue: Waiting[] = [];

  constructor() {
    Object.defineProperty(navigator, "locks", { value: this, configurable: true });
  }

  request(_name: string, options: { signal?: AbortSignal; steal?: boolean }, grant: Grant): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { grant, resolve, reject };
      if (options.steal) {
        this.holder?.reject(new Error("stolen"));
        this.holder = null;
        this.queue.unshift(waiting);
      } else this.queue.push(waiting);
      options.signal?.addEventListener("abort", () => {
        if (!this.queue.includes(waiting)) return;
        this.queue = this.queue.filter((one) => one !== waiting);
        reject(new Error("aborted"));
      });
      queueMicrotask(() => this.next());
    });
  }

  private next(): void {
    const holder = this.holder ? undefined : this.queue.shift();
    if (!holder) return;
    this.holder = holder;
    void holder.grant({}).then(() => {
      holder.resolve();
      if (this.holder === holder) this.holder = null;
      this.next();
    });
  }
}

/** BroadcastChannel between the tabs of one test. */
export function stubBroadcastChannel(): void {
  const open = new Set<Channel>();
  class Channel {
    onmessage: ((message: { data: unknown }) => void) | null = null;
    constructor(readonly name: string) {
      open.add(this);
    }
    postMessage(data: unknown): void {
      const sent = JSON.stringify(data);
      for (const other of open) {
        if (other !== this && other.name === this.name)
          setTimeout(() => other.onmessage?.({ data: JSON.parse(sent) }), 1);
      }
    }
    close(): void {
      open.delete(this);
    }
  }
  vi.stubGlobal("BroadcastChannel", Channel);
}
