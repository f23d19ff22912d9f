/** `<time data-local datetime="…Z">`: the same instant on the viewer's own clock. `data-local` is "time", "date" or empty for both. */

const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  date: { weekday: "long", day: "numeric", month: "long" },
};

export function showLocalTimes(root: ParentNode): void {
  const language = document.documentElement.lang || undefined;
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const instant = new Date(element.dateTime);
    if (Number.isNaN(instant.getTime())) continue;
    const style = STYLES[element.dataset.local ?? ""] ?? { ...STYLES.date, ...STYLES.time };
    element.textContent = new Intl.DateTimeFormat(language, style).format(instant);
  }
}
