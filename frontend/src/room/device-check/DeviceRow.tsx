/** The check of a camera or microphone: its state in words, and one button. */
import type { JSX } from "preact";
import { MAX_BARS, useAudioLevel } from "../media/audio-level";
import type { DeviceKind, DeviceState } from "../media/device";
import { deviceError } from "../media/device-error";
import { deviceAction, deviceText } from "../media/device-texts";
import type { LocalMedia } from "../media/local-media";
import { useTexts } from "../texts";
import { browserOf } from "./browser";
import { type CheckResult, CheckRow } from "./CheckRow";

interface Props {
  kind: DeviceKind;
  media: LocalMedia;
  /** Whom the person will meet. */
  name: string;
}

export function DeviceRow({ kind, media, name }: Props): JSX.Element {
  const t = useTexts();
  const device = media.devices[kind];
  const { state, track } = device;
  const isStarting = state === "starting";
  const isOn = state === "on";
  return (
    <CheckRow
      result={resultOf(state)}
      title={t(`${kind}.title`)}
      words={deviceText(kind, device, t, name)}
      more={
        <>
          {/* Stays while the device is tried again, and keeps its fold open. */}
          {deviceError(device) === "denied" && <PermissionHelp />}
          {kind === "microphone" && isOn && <LevelMeter track={track} />}
        </>
      }
    >
      {(!isStarting || deviceError(device)) && (
        <button
          type="button"
          class="btn quiet"
          aria-disabled={isStarting}
          onClick={() => !isStarting && void media.setEnabled(kind, !isOn)}
        >
          {t(deviceAction(kind, device))}
        </button>
      )}
    </CheckRow>
  );
}

function resultOf(state: DeviceState): CheckResult {
  if (state === "on") return "good";
  return state === "off" || state === "starting" ? "neutral" : "problem";
}

function LevelMeter({ track }: { track: MediaStreamTrack | null }): JSX.Element {
  const t = useTexts();
  const { bars, heard } = useAudioLevel(track);
  return (
    <div class="level">
      <span
        class="bars"
        role="meter"
        aria-label={t("level.label")}
        aria-valuemin={0}
        aria-valuemax={MAX_BARS}
        aria-valuenow={bars}
      >
        {Array.from({ length: MAX_BARS }, (_, bar) => (
          <i class={bar < bars ? "on" : ""} />
        ))}
      </span>
      <small>{t(heard ? "level.heard" : "level.silent")}</small>
    </div>
  );
}

function PermissionHelp(): JSX.Element {
  const t = useTexts();
  const browser = browserOf(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <details class="more">
      <summary>{t("help.summary")}</summary>
      <p>{t(`help.${browser}`)}</p>
    </details>
  );
}
