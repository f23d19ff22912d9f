/** For tests: a room with a fake driver, over a fake server. */
import { expect, vi } from "vitest";
import { FakeServer, type Reply } from "../../shared/testing/fake-server";
import type { RoomConfig } from "../config";
import type { DriverContext } from "../drivers/port";
import { Room } from "../room";
import type { ChatMessage } from "../session/api";
import { createFakeDriver } from "./fake-driver";
import { FAKE_BROWSER, fakeTrack } from "./fake-media";

const url = (name: string): string => `/room/${name}`;

export const CONFIG: RoomConfig = {
  party: "client",
  self: { name: "Ivan Petrenko" },
  peer: { name: "Olena Koval" },
  serviceName: "Session",
  provider: "p2p",
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
  peer: { name: "Ivan Petrenko" },
  urls: { ...CONFIG.urls, end: url("end"), admit: url("admit"), after: "/desk/today/" },
};

export class RoomHarness {
  readonly server = new FakeServer();
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
    const mine = {
      provider: "p2p",
      seat: `seat ${epoch}`,
      epoch,
      polite: true,
      iceServers: [],
      relayOnly: false,
      until: "",
    };
    return { grant: mine, peer: peer === null ? null : { seat: "theirs", epoch: peer } };
  }

  async open(part: Partial<RoomConfig> = {}, changed: () => void = () => undefined): Promise<void> {
    const create = (context: DriverContext) => {
      if (this.breaks-- > 0) throw new Error("No connection could be made");
      this.drivers.push(context);
      return createFakeDriver(context);
    };
    this.room = new Room({ ...CONFIG, ...part }, "this tab", { p2p: create }, () => changed());
    this.room.open();
    await vi.advanceTimersByTimeAsync(50);
  }

  async openInCall(part: Partial<RoomConfig> = {}, changed?: () => void): Promise<void> {
    this.state = { phase: "in_call" };
    await this.open({ phase: "in_call", ...part }, changed);
    expect(this.room.state.phase).toBe("inCall");
  }

  /** The other person comes and is heard. */
  async meet(epoch: number, media: object = { camera: true, microphone: true }): Promise<void> {
    await this.happen("peer_joined", { seat: "theirs", epoch });
    const data = { to: this.epoch, description: { type: "pranswer", sdp: JSON.stringify(media) } };
    await this.happen("signal", { from_epoch: epoch, epoch: this.epoch, seq: 1, data });
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
