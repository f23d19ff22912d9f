/**
 * The data channel of a link. Each side tells the other what it sends and what it does not want: otherwise a picture
 * that stops looks frozen. Beside it, bytes of others under a topic.
 */
import { NOTHING, parseSends } from "../outgoing";
import { type Outgoing, type Sends, SOURCES, type Source } from "../port";

/** What the other side sends, and what of ours it does not want. */
export interface PeerSends {
  readonly sends: Sends;
  readonly lowData: boolean;
  readonly unwanted: readonly Source[];
}

export class PeerChannel {
  private channel: RTCDataChannel | null = null;
  private outgoing: Outgoing;
  private unwanted: readonly Source[] = [];
  private readonly onSends: (said: PeerSends) => void;
  private readonly onData: (topic: string, bytes: Uint8Array) => void;

  constructor(
    outgoing: Outgoing,
    onSends: (said: PeerSends) => void,
    onData: (topic: string, bytes: Uint8Array) => void,
  ) {
    this.outgoing = outgoing;
    this.onSends = onSends;
    this.onData = onData;
  }

  attach(channel: RTCDataChannel): void {
    this.channel = channel;
    channel.binaryType = "arraybuffer";
    channel.onopen = () => this.say();
    channel.onmessage = ({ data }: MessageEvent<unknown>) => this.received(data);
    if (this.isOpen) this.say();
  }

  /** Tell what this side sends from now on. */
  announce(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.say();
  }

  /** Ask for everything but these. */
  refuse(unwanted: readonly Source[]): void {
    this.unwanted = unwanted;
    this.say();
  }

  sendData(topic: string, bytes: Uint8Array): boolean {
    if (!this.channel || !this.isOpen) return false;
    this.channel.send(frame(topic, bytes));
    return true;
  }

  close(): void {
    if (this.channel) this.channel.onmessage = null;
  }

  private get isOpen(): boolean {
    return this.channel?.readyState === "open";
  }

  private say(): void {
    if (!this.channel || !this.isOpen) return;
    const { sends, lowData } = this.outgoing;
    this.channel.send(JSON.stringify({ sends, lowData, unwanted: this.unwanted }));
  }

  private received(data: unknown): void {
    if (typeof data === "string") return this.onSends(parsePeerSends(JSON.parse(data)));
    if (!(data instanceof ArrayBuffer)) return;
    const { topic, bytes } = unframe(new Uint8Array(data));
    this.onData(topic, bytes);
  }
}

function parsePeerSends(received: unknown): PeerSends {
  const said = (received ?? NOTHING) as Partial<Record<keyof PeerSends, unknown>>;
  const unwanted = Array.isArray(said.unwanted) ? said.unwanted : [];
  return {
    sends: parseSends(said.sends),
    lowData: said.lowData === true,
    unwanted: SOURCES.filter((source) => unwanted.includes(source)),
  };
}

/** One byte of length, the topic, the bytes. Topics are a few letters. */
function frame(topic: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(topic).slice(0, 255);
  const framed = new Uint8Array(1 + name.length + bytes.length);
  framed[0] = name.length;
  framed.set(name, 1);
  framed.set(bytes, 1 + name.length);
  return framed;
}

function unframe(framed: Uint8Array): { topic: string; bytes: Uint8Array } {
  const end = 1 + (framed[0] ?? 0);
  return { topic: new TextDecoder().decode(framed.subarray(1, end)), bytes: framed.slice(end) };
}
