/** The sentences about a camera or microphone. */
import type { TextKey, Translate } from "../texts";
import type { Device, DeviceKind } from "./device";
import { deviceError } from "./device-error";

export function deviceText(kind: DeviceKind, { state, before }: Device, t: Translate, name: string): string {
  const words = t(`${kind}.${state}`, { name });
  // The same error as before: say so, or the button would seem to do nothing.
  if (state !== before) return words;
  return `${t(state === "denied" ? "device.stillDenied" : "device.still")} ${words}`;
}

/** The key of what its button does. */
export function deviceAction(kind: DeviceKind, device: Device): TextKey {
  if (deviceError(device)) return `${kind}.again`;
  return device.state === "on" ? `${kind}.turnOff` : `${kind}.turnOn`;
}
