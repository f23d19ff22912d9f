/** Loads each driver once; one that could not be loaded is asked for again. */
import type { DriverModule, Drivers } from "./port";

export function once(drivers: Drivers): Drivers {
  const loaded = new Map<string, Promise<DriverModule>>();
  const load = async (name: string, first: () => Promise<DriverModule>): Promise<DriverModule> => {
    try {
      return await first();
    } catch (error) {
      loaded.delete(name);
      throw error;
    }
  };
  const cached = (name: string, first: () => Promise<DriverModule>) => (): Promise<DriverModule> => {
    const before = loaded.get(name) ?? load(name, first);
    loaded.set(name, before);
    return before;
  };
  return Object.fromEntries(Object.entries(drivers).map(([name, first]) => [name, cached(name, first)]));
}
