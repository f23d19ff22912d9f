/** What a page keeps in the browser. A browser may refuse to keep anything: then it lasts as long as the page. */

class SafeStorage {
  private readonly fallback = new Map<string, string>();
  private readonly find: () => Storage;

  /** `find` may throw: in some browsers the mere look at a forbidden storage does. */
  constructor(find: () => Storage) {
    this.find = find;
  }

  get(name: string): string | null {
    try {
      return this.find().getItem(name) ?? this.fallback.get(name) ?? null;
    } catch {
      return this.fallback.get(name) ?? null;
    }
  }

  /** Returns whether it will outlive the page. */
  set(name: string, value: string): boolean {
    try {
      this.find().setItem(name, value);
      this.fallback.delete(name);
      return true;
    } catch {
      this.fallback.set(name, value);
      return false;
    }
  }

  remove(name: string): void {
    this.fallback.delete(name);
    try {
      this.find().removeItem(name);
    } catch {
      // There was nothing to forget.
    }
  }
}

/** Over a reload of this tab. */
export const tabStorage = new SafeStorage(() => sessionStorage);
/** In every tab of this browser. */
export const browserStorage = new SafeStorage(() => localStorage);
