/** Times of day in the zone of the person. */

/** A function that says what a clock in `zone` shows at an instant. */
export function timeIn(zone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  });
  return (iso) => format.format(new Date(iso));
}
