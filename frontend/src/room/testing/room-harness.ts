/** For tests: a room with a fake driver, over a fake server. */
import { expect, vi } from "vitest";
import { FakeServer, type Reply } from "../../shared/testing/fake-server";
import type { RoomConfig, RosterEntry } from "../config";
import { eachSource, NOTHING } from "../drivers/outgoing";
import type { CallDriver, DriverContext, DriverModule, PeerId, Sends, Source } from "../drivers/port";
import { Room } from "../room";
import type { ChatMessage } from "../session/api";
import { FakeCarrier } from "./fake-carrier";
import { FakeDriver } from "./fake-driver";
import { FAKE_BROWSER, fakeTrack } from "./fake-media";

const url = (name: string): string => `/room/${name}`;

export const CONFIG: RoomConfig = {
  party: "client",
  me: "ivan",
  roster: [
    { id: "ivan", party: "client", name: "Ivan Petrenko" },
    { id: "olena", party: "specialist", name: "Olena Koval" },
  ],
  serviceName: "Session",
  provider: "p2p",
  capabilities: { people: 3, removes: true, endToEnd: true, data: true, serverRecording: [] },
  startsAt: "2026-01-01T12:00:00Z",
  zone: "Europe/Kyiv",
  endsAt: "2026-01-01T12:50:00Z",
  phase: "waiting",
  cursor: 0,
  practicePhone: "+380 44 123 45 67",
  urls: {
    events: url("events"),
    state: url("state"),
    join: url("join"),
    signal: url("signal"),
    heartbeat: url("heartbeat"),
    leave: url("leave"),
    renew: url("renew"),
    report: url("report"),
    chat: url("chat"),
  },
};

/** What is different on the specialist's page. */
export const SPECIALIST: Partial<RoomConfig> = {
  party: "specialist",
  me: "olena",
  urls: { ...CONFIG.urls, end: url("end"), admit: url("admit"), after: "/desk/today/" },
};

interface Media {
  readonly off?: readonly Source[];
  readonly lowData?: boolean;
}

export class RoomHarness {
  readonly server = new FakeServer();
  readonly carrier = new FakeCarrier();
  readonly drivers: DriverContext[] = [];
  room!: Room;
  events: { id: number; kind: string; [field: string]: unknown }[] = [];
  state: Record<string, unknown> = { phase: "waiting" };
  /** What the server keeps of the chat. */
  said: ChatMessage[] = [];
  /** So many times a driver cannot be made. */
  breaks = 0;
  private epoch = 0;

  constructor() {
    vi.useFakeTimers({ now: new Date("2026-01-01T12:10:00Z") });
    sessionStorage.clear();
    localStorage.clear();
    for (const [name, value] of Object.entries(FAKE_BROWSER)) vi.stubGlobal(name, value);
    // The test page's own elements insist on streams of its own kind.
    Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { value: null, writable: true, configurable: true });
    const getUserMedia = async (wanted: { audio?: unknown; video?: unknown }) => {
      const tracks = [wanted.audio && fakeTrack("audio"), wanted.video && fakeTrack("video")].filter(Boolean);
      return { getTracks: () => tracks };
    };
    Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
    this.server
      .on("GET /room/events", ({ search }) => {
        const after = Number(new URLSearchParams(search).get("after"));
        return { events: this.events.filter(({ id }) => id > after), cursor: this.events.length };
      })
      .on("GET /room/state", () => this.state)
      .on("GET /room/chat", () => ({ lines: this.said }))
      .on("POST /room/join", () => this.grant())
      .on("POST /room/admit", () => this.grant());
    for (const name of ["heartbeat", "signal", "leave", "end", "report", "renew", "chat"])
      this.server.on(`POST ${url(name)}`, () => null);
  }

  grant(peer: number | null = null): Reply {
    this.epoch += 1;
    const { epoch } = this;
    const mine = { provider: "p2p", seat: `seat ${epoch}`, epoch, lastsS: 300, access: {} };
    return { grant: mine, peers: peer === null ? [] : [{ ...this.counterpart, epoch: peer }] };
  }

  /** Whom the person of this page comes for. */
  get counterpart(): RosterEntry {
    return this.room.roster.counterpart;
  }

  async open(part: Partial<RoomConfig> = {}, changed: () => void = () => undefined): Promise<void> {
    const create = (context: DriverContext): CallDriver => {
      if (this.breaks-- > 0) throw new Error("No connection could be made");
      this.drivers.push(context);
      return new FakeDriver(context, this.carrier);
    };
    const p2p = (): Promise<DriverModule> => Promise.resolve({ create, testAccess: async () => "good" as const });
    this.room = new Room({ ...CONFIG, ...part }, "this tab", { p2p }, () => changed());
    this.room.open();
    await vi.advanceTimersByTimeAsync(50);
  }

  async openInCall(part: Partial<RoomConfig> = {}, changed?: () => void): Promise<void> {
    this.state = { phase: "in_call" };
    await this.open({ phase: "in_call", ...part }, changed);
    expect(this.room.state.phase).toBe("inCall");
  }

  /** The other person comes and is heard: what they turned off is named in `off`. */
  async meet(epoch: number, { off = [], lowData = false }: Media = {}, who = this.counterpart): Promise<void> {
    await this.sitDown(epoch, who);
    const sends = eachSource((source) =>
      off.includes(source) ? "muted" : source.startsWith("screen") ? "none" : "live",
    );
    this.carrier.put({ id: who.id, epoch }, { ...NOTHING, sends, lowData });
    await vi.advanceTimersByTimeAsync(50);
  }

  /** Whoever was met says that they send something else now. */
  async says(sends: Partial<Sends>, lowData = false): Promise<void> {
    const { id } = this.counterpart;
    const before = this.room.callSession.remotes.get(id)?.sends ?? NOTHING.sends;
    this.drivers.at(-1)?.on({ kind: "sends", peer: id, sends: { ...before, ...sends }, lowData });
    await vi.advanceTimersByTimeAsync(50);
  }

  /** The server says that the other person took a seat, of which nothing comes yet. */
  async sitDown(epoch: number, { id, party, name }: RosterEntry = this.counterpart): Promise<void> {
    await this.happen("peer_joined", { peer: id, party, name, epoch });
  }

  async goAway(epoch: number, peer: PeerId = this.counterpart.id): Promise<void> {
    await this.happen("peer_left", { peer, epoch });
  }

  async happen(kind: string, fields: object = {}): Promise<void> {
    this.events.push({ id: this.events.length + 1, kind, ...fields });
    await vi.advanceTimersByTimeAsync(1_100);
  }

  close(): void {
    this.room?.dispatch({ kind: "ended" });
    vi.useRealTimers();
    vi.unstubAllGlobals();
  }
}

export const ROOM_URL = url;
