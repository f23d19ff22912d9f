/**
 * What this browser keeps of one person's part in one consultation, until that is over: whether they wish to be seen
 * and heard and save data, and what they have read. Over reloads and in every tab, since a link that is opened again is the same
 * person coming back.
 */
export interface Kept {
  camera: boolean;
  microphone: boolean;
  lowData: boolean;
  /** When the last line they have read was said: ISO instant, UTC. */
  read: string;
}

export class Memory {
  private readonly key: string | null;
  /** All there is where a browser keeps nothing. */
  private here: Partial<Kept> = {};

  /** `of` names the consultation and the part in it, as its addresses do; without it nothing outlives the page. */
  constructor(of: string | null = null) {
    this.key = of && `visavis kept ${of}`;
  }

  /** Looked up each time: another tab may have written. */
  get<Name extends keyof Kept>(name: Name): Kept[Name] | undefined {
    return this.look()[name];
  }

  put<Name extends keyof Kept>(name: Name, value: Kept[Name]): void {
    this.here = { ...this.look(), [name]: value };
    try {
      if (this.key) localStorage.setItem(this.key, JSON.stringify(this.here));
    } catch {
      // Kept for this page only.
    }
  }

  forget(): void {
    try {
      if (this.key) localStorage.removeItem(this.key);
    } catch {
      // There was nothing to forget.
    }
  }

  private look(): Partial<Kept> {
    try {
      const kept: unknown = JSON.parse((this.key && localStorage.getItem(this.key)) ?? "null");
      return typeof kept === "object" && kept !== null ? kept : this.here;
    } catch {
      return this.here;
    }
  }
}
