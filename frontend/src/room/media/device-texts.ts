/** What a camera or microphone is doing, in words. */
import type { TextKey, Translate } from "../texts";
import type { Device, DeviceKind } from "./device";
import { deviceError } from "./device-error";

export function deviceText(kind: DeviceKind, { state, before }: Device, t: Translate, name: string): string {
  const words = t(`${kind}.${state}`, { name });
  // One more try that ended as the last one did: without a word of it nothing would seem to have happened.
  if (state !== before) return words;
  return `${t(state === "denied" ? "device.stillDenied" : "device.still")} ${words}`;
}

/** What pressing its button does. */
export function deviceAction(kind: DeviceKind, device: Device): TextKey {
  if (deviceError(device)) return `${kind}.again`;
  return device.state === "on" ? `${kind}.turnOff` : `${kind}.turnOn`;
}
