/** Camera or microphone: what it is doing, in words, and the one thing that can be done about it. */
import type { JSX } from "preact";
import type { DeviceKind, DeviceState, LocalMedia } from "../media";
import type { T } from "../texts";
import { browserOf } from "./browser";
import { BARS, useLoudness } from "./level";
import { type Mark, Row } from "./Row";
import { checkTexts } from "./texts";

interface Parts {
  kind: DeviceKind;
  media: LocalMedia;
  t: T;
  /** Who is to be met. */
  name: string;
}

export function DeviceRow({ kind, media, t, name }: Parts): JSX.Element {
  const { state, track } = media.now[kind];
  const isOn = state === "on";
  const isChoice = isOn || state === "off";
  return (
    <Row
      mark={markOf(state)}
      title={t(`${kind}.title`)}
      words={t(`${kind}.${state}`, { name })}
      more={
        <>
          {state === "denied" && <PermissionHelp />}
          {kind === "microphone" && isOn && <Level track={track} />}
        </>
      }
    >
      {state !== "starting" && (
        <button type="button" class="btn quiet" onClick={() => void media.turn(kind, !isOn)}>
          {t(isChoice ? (isOn ? `${kind}.turnOff` : `${kind}.turnOn`) : `${kind}.again`)}
        </button>
      )}
    </Row>
  );
}

function markOf(state: DeviceState): Mark {
  if (state === "on") return "good";
  return state === "off" || state === "starting" ? "calm" : "trouble";
}

function Level({ track }: { track: MediaStreamTrack | null }): JSX.Element {
  const w = checkTexts();
  const { bars, heard } = useLoudness(track);
  return (
    <div class="level">
      <span class="bars" role="meter" aria-label={w("level.label")} aria-valuemin={0} aria-valuemax={BARS} aria-valuenow={bars}>
        {Array.from({ length: BARS }, (_, bar) => (
          <i class={bar < bars ? "on" : ""} />
        ))}
      </span>
      <small>{w(heard ? "level.heard" : "level.silent")}</small>
    </div>
  );
}

function PermissionHelp(): JSX.Element {
  const w = checkTexts();
  const browser = browserOf(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <details class="more">
      <summary>{w("help.summary")}</summary>
      <p>{w(`help.${browser}`)}</p>
    </details>
  );
}
