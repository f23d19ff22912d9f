/**
 * What this browser keeps of one person's part in one consultation, until that is over: whether they wish to be seen
 * and heard and save data, and what they have read. Over reloads and in every tab, since a link that is opened again is the same
 * person coming back.
 */
export interface Preferences {
  camera: boolean;
  microphone: boolean;
  lowData: boolean;
  /** When the last line they have read was said: ISO instant, UTC. */
  read: string;
}

export class CallPreferences {
  private readonly key: string | null;
  /** All there is where a browser keeps nothing. */
  private fallback: Partial<Preferences> = {};

  /** `of` names the consultation and the part in it, as its addresses do; without it nothing outlives the page. */
  constructor(of: string | null = null) {
    this.key = of && `visavis kept ${of}`;
  }

  /** Looked up each time: another tab may have written. */
  get<Name extends keyof Preferences>(name: Name): Preferences[Name] | undefined {
    return this.read()[name];
  }

  set<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
    this.fallback = { ...this.read(), [name]: value };
    try {
      if (this.key) localStorage.setItem(this.key, JSON.stringify(this.fallback));
    } catch {
      // Kept for this page only.
    }
  }

  clear(): void {
    try {
      if (this.key) localStorage.removeItem(this.key);
    } catch {
      // There was nothing to forget.
    }
  }

  private read(): Partial<Preferences> {
    try {
      const kept: unknown = JSON.parse((this.key && localStorage.getItem(this.key)) ?? "null");
      return typeof kept === "object" && kept !== null ? kept : this.fallback;
    } catch {
      return this.fallback;
    }
  }
}
