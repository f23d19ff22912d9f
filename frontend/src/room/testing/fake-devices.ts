/** For tests: the cameras and microphones of a browser. */
import type { DeviceKind } from "../media/device";
import type { DeviceSource } from "../media/local-media";
import { fakeTrack } from "./fake-media";

export const mediaError = (name: string): Error => Object.assign(new Error(name), { name });

/** A browser's cameras and microphones: each kind answers with tracks or refuses. */
export class FakeDevices {
  readonly handed: MediaStreamTrack[] = [];
  refuse: Partial<Record<DeviceKind, Error>> = {};
  /** Kinds whose answer is kept back, as by a prompt nobody has answered. */
  readonly prompts: (() => void)[] = [];
  asks = false;
  readonly constraints: MediaStreamConstraints[] = [];
  /** A device of this name is not there. */
  missing: string | null = null;

  readonly source = {
    getUserMedia: async (constraints: MediaStreamConstraints) => {
      const kinds: DeviceKind[] = [];
      if (constraints.audio) kinds.push("microphone");
      if (constraints.video) kinds.push("camera");
      this.constraints.push(constraints);
      if (this.missing !== null && JSON.stringify(constraints).includes(`"exact":"${this.missing}"`))
        throw mediaError("OverconstrainedError");
      if (this.asks) await new Promise<void>((answer) => this.prompts.push(answer));
      for (const kind of kinds) if (this.refuse[kind]) throw this.refuse[kind];
      const tracks = kinds.map((kind) => fakeTrack(kind === "camera" ? "video" : "audio"));
      this.handed.push(...tracks);
      return { getTracks: () => tracks };
    },
  } as unknown as DeviceSource;
}
