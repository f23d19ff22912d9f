/** A room's page in a test: the harness of the room, with its views drawn and pressed. */
import { render } from "preact";
import { vi } from "vitest";
import { RoomPage } from "../RoomPage";
import { english } from "./english";
import { RoomHarness } from "./room-harness";

export class RoomPageHarness extends RoomHarness {
  readonly root: HTMLElement;

  /** `around` is the page that the room is drawn in. */
  constructor(around = '<main><div id="room"></div></main>') {
    super();
    document.body.innerHTML = around;
    const root = document.getElementById("room");
    if (!root) throw new Error("A page without #room");
    this.root = root;
  }

  async draw(): Promise<void> {
    render(<RoomPage room={this.room} texts={english} skew={0} />, this.root);
    // Effects run after the next frame.
    await vi.advanceTimersByTimeAsync(100);
  }

  /** What can be read on it, with single spaces. */
  get text(): string {
    return this.root.textContent?.replace(/\s+/g, " ") ?? "";
  }

  button(words: string): HTMLButtonElement | undefined {
    return [...this.root.querySelectorAll("button")].find((one) => one.textContent?.trim() === words);
  }

  async press(words: string, ms = 400): Promise<void> {
    const button = this.button(words);
    if (!button) throw new Error(`No button “${words}”`);
    button.click();
    await vi.advanceTimersByTimeAsync(ms);
    await this.draw();
  }

  override close(): void {
    render(null, this.root);
    super.close();
  }
}
