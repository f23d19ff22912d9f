/** The icons; the text beside them says what they do. */
import type { ComponentChildren, JSX } from "preact";

function Icon({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

const SLASH = <path d="M4 4l16 16" />;

export function MicrophoneIcon({ on }: { on: boolean }): JSX.Element {
  return (
    <Icon>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5 11a7 7 0 0 0 14 0M12 18v3" />
      {on ? null : SLASH}
    </Icon>
  );
}

export function CameraIcon({ on }: { on: boolean }): JSX.Element {
  return (
    <Icon>
      <rect x="3" y="6" width="12" height="12" rx="3" />
      <path d="m15 11 6-3v8l-6-3z" />
      {on ? null : SLASH}
    </Icon>
  );
}

export function ScreenIcon(): JSX.Element {
  return (
    <Icon>
      <rect x="3" y="4" width="18" height="12" rx="2" />
      <path d="M12 20v-4M8 20h8M9 10l3-3 3 3M12 7v6" />
    </Icon>
  );
}

export function ChatIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M4 5h16v11H9l-5 4z" />
    </Icon>
  );
}

export function NotesIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M6 3h9l4 4v14H6zM9 11h7M9 15h7" />
    </Icon>
  );
}

export function MoreIcon(): JSX.Element {
  return (
    <Icon>
      <circle cx="5" cy="12" r="1" />
      <circle cx="12" cy="12" r="1" />
      <circle cx="19" cy="12" r="1" />
    </Icon>
  );
}

export function LeaveIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M10 4H5v16h5M10 12h10M16 8l4 4-4 4" />
    </Icon>
  );
}

/** A receiver that is put down. */
export function EndIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M3 13c5-5 13-5 18 0l-2 3-4-1.5v-3a12 12 0 0 0-6 0v3L5 16z" />
    </Icon>
  );
}

export function SendIcon(): JSX.Element {
  return (
    <Icon>
      <path d="M4 12 20 4l-5 16-4-7zM11 13l9-9" />
    </Icon>
  );
}

export function Mark(): JSX.Element {
  return (
    <svg viewBox="0 0 30 22" fill="none" stroke="currentColor" stroke-width="2.4" aria-hidden="true">
      <path d="M3 19c0-5 3-8 7-8s5 3 5 8" />
      <circle cx="9.5" cy="6" r="3.4" />
      <path d="M15 19c0-5 1-8 5-8s7 3 7 8" />
      <circle cx="20.5" cy="6" r="3.4" />
    </svg>
  );
}
