/** All checks together: camera, microphone, sound, connection. None waits for another. */
import type { JSX } from "preact";
import type { LocalMedia } from "../media/local-media";
import { DeviceRow } from "./DeviceRow";
import { ConnectionRow, RelayRow } from "./NetworkRows";
import { SelfView } from "./SelfView";
import { SoundRow } from "./SoundRow";

export interface CheckUrls {
  /** Answers quickly and changes nothing. */
  ping: string;
  /** Gives credentials for a test of the relay, where there is one. */
  relay?: string | undefined;
}

interface Props {
  media: LocalMedia;
  name: string;
  urls: CheckUrls;
  live: boolean | null;
}

export function DeviceCheck({ media, name, urls, live }: Props): JSX.Element {
  return (
    <div class="checks">
      <SelfView media={media} />
      <div>
        <DeviceRow kind="camera" media={media} name={name} />
        <DeviceRow kind="microphone" media={media} name={name} />
        <SoundRow />
        <ConnectionRow url={urls.ping} live={live} />
        {urls.relay && <RelayRow url={urls.relay} />}
      </div>
    </div>
  );
}
