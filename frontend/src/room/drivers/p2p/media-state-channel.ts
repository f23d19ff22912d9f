/** Each side tells the other what it sends, over a data channel: otherwise a picture that stops looks frozen. */
import { mediaStateOf, parseMediaState } from "../media-state";
import type { MediaState, Outgoing } from "../port";

export class MediaStateChannel {
  private channel: RTCDataChannel | null = null;
  private outgoing: Outgoing;
  private readonly onReceived: (media: MediaState) => void;

  constructor(outgoing: Outgoing, onReceived: (media: MediaState) => void) {
    this.outgoing = outgoing;
    this.onReceived = onReceived;
  }

  attach(channel: RTCDataChannel): void {
    this.channel = channel;
    channel.onopen = () => this.announce();
    channel.onmessage = ({ data }) => this.onReceived(parseMediaState(JSON.parse(String(data)) as Partial<MediaState>));
    if (channel.readyState === "open") this.announce();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.announce();
  }

  close(): void {
    if (this.channel) this.channel.onmessage = null;
  }

  private announce(): void {
    if (this.channel?.readyState === "open") this.channel.send(JSON.stringify(mediaStateOf(this.outgoing)));
  }
}
