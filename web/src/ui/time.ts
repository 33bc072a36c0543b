const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const month = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' });
const dayLength = 86_400_000;

export function clockTime(time: number): string {
  return clock.format(time);
}

export function fullTime(time: number): string {
  return full.format(time);
}

/** The heading that a chat stands under: "Today", "Yesterday", "Last 7 days", "Last 30 days", or its month. */
export function dayGroup(time: number, now: number): string {
  const today = new Date(now).setHours(0, 0, 0, 0);
  if (time >= today) return 'Today';
  if (time >= today - dayLength) return 'Yesterday';
  if (time >= today - 7 * dayLength) return 'Last 7 days';
  if (time >= today - 30 * dayLength) return 'Last 30 days';
  return month.format(time);
}

/** "under 0.1 s", "0.4 s", "12 s", "3 min 20 s". */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 0.1) return 'under 0.1 s';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
