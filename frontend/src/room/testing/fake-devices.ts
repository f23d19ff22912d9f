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
      const kind = constraints.video ? "camera" : "microphone";
      this.constraints.push(constraints);
      if (this.missing !== null && JSON.stringify(constraints).includes(`"exact":"${this.missing}"`))
        throw mediaError("OverconstrainedError");
      if (this.asks) await new Promise<void>((answer) => this.prompts.push(answer));
      const refusal = this.refuse[kind];
      if (refusal) throw refusal;
      const track = fakeTrack(constraints.video ? "video" : "audio");
      this.handed.push(track);
      return { getTracks: () => [track] };
    },
  } as unknown as DeviceSource;
}
