/** What each side says of what it sends, over a channel of the connection: a picture that stops looks frozen. */
import type { Outgoing, PeerMedia } from "../port";

export class Saying {
  private channel: RTCDataChannel | null = null;
  private outgoing: Outgoing;
  private readonly onSaid: (media: PeerMedia) => void;

  constructor(outgoing: Outgoing, onSaid: (media: PeerMedia) => void) {
    this.outgoing = outgoing;
    this.onSaid = onSaid;
  }

  talkOver(channel: RTCDataChannel): void {
    this.channel = channel;
    channel.onopen = () => this.say();
    channel.onmessage = ({ data }) => this.onSaid(peerMedia(JSON.parse(String(data)) as Partial<PeerMedia>));
    if (channel.readyState === "open") this.say();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.say();
  }

  close(): void {
    if (this.channel) this.channel.onmessage = null;
  }

  private say(): void {
    if (this.channel?.readyState === "open") this.channel.send(JSON.stringify(said(this.outgoing)));
  }
}

/** This side's account of what it sends. */
export function said({ microphone, camera, screen, lowData }: Outgoing): PeerMedia {
  return { microphone: flows(microphone), camera: flows(camera), screen: flows(screen), lowData };
}

/** The other side's account, whatever came over the wire. */
export function peerMedia(told: Partial<PeerMedia>): PeerMedia {
  const { microphone, camera, screen, lowData } = told;
  return {
    microphone: microphone === true,
    camera: camera === true,
    screen: screen === true,
    lowData: lowData === true,
  };
}

/** A track that the system has muted, for a phone call for one, sends silence or darkness. */
function flows(track: MediaStreamTrack | null): boolean {
  return track?.enabled === true && !track.muted;
}
