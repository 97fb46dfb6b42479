/** How times, sizes and numbers are written. */

const dayLong = 86_400_000;

/** `1234` as `1,234`. */
export function count(number: number): string {
  return number.toLocaleString('en-GB');
}

/** `2` with `account` as `2 accounts`. */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A moment as `09:41` today, `18 Nov` this year, `2 Oct 2025` before. */
export function moment(at: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return clock(at);
  const sameYear = date.getFullYear() === today.getFullYear();
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** A day as `Today`, `Yesterday`, `Wednesday, 18 November`, with the year when it is another one. */
export function day(at: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  const yesterday = new Date(now);
  yesterday.setDate(today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return 'Today';
  if (date.toDateString() === yesterday.toDateString()) return 'Yesterday';
  const sameYear = date.getFullYear() === today.getFullYear();
  return date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** A moment to come as `today 14:30`, `tomorrow 09:00`, `Thu 26 Nov, 09:00`. */
export function upcoming(at: string, now: number): string {
  const date = new Date(at);
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  if (date.toDateString() === new Date(now).toDateString()) return `today ${clock(at)}`;
  if (date.toDateString() === tomorrow.toDateString()) return `tomorrow ${clock(at)}`;
  return `${date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })}, ${clock(at)}`;
}

/** The time of day as `09:41`. */
export function clock(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** How long ago, as `just now`, `4 min ago`, `3 h ago`; older than a day as a date. */
export function since(at: string, now: number): string {
  const passed = now - new Date(at).getTime();
  if (passed < 60_000) return 'just now';
  if (passed < 3_600_000) return `${Math.floor(passed / 60_000)} min ago`;
  if (passed < dayLong) return `${Math.floor(passed / 3_600_000)} h ago`;
  return moment(at, now);
}

/** What is left until a moment, as `4:22` or `47 h`; empty when it has passed. */
export function left(until: string, now: number): string {
  const seconds = Math.ceil((new Date(until).getTime() - now) / 1_000);
  if (seconds <= 0) return '';
  if (seconds >= 3_600) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `842113` bytes as `822 KB`. */
export function size(bytes: number): string {
  if (bytes < 1_024) return plural(bytes, 'byte');
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** Text for comparing: no capitals, no accents. */
export function folded(text: string): string {
  // Most names have nothing to take off, and thousands are folded at once.
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase();
}

/** The first of a member's names. */
export function firstName(name: string): string {
  return name.split(/\s+/)[0] ?? name;
}
