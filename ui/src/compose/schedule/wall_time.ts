/** A day to choose, as `2026-11-24`, with its words. */
export type Day = { value: string; label: string };

const pad = (number: number) => String(number).padStart(2, '0');

function dayOf(date: Date): string {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The next days, today first. */
export function daysAhead(now: number, number = 90): Day[] {
  const today = new Date(now);
  return Array.from({ length: number }, (_, ahead) => {
    const date = new Date(today.getFullYear(), today.getMonth(), today.getDate() + ahead);
    const words = date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
    return { value: dayOf(date), label: ['Today', 'Tomorrow'][ahead] ?? words };
  });
}

/** The day and the time that are offered first: the next full hour of the working day, or tomorrow's first. */
export function firstOffer(now: number): { day: string; time: string } {
  const at = new Date(now);
  if (at.getHours() < 8) return { day: dayOf(at), time: '09:00' };
  if (at.getHours() < 17) return { day: dayOf(at), time: `${pad(at.getHours() + 1)}:00` };
  return { day: dayOf(new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1)), time: '09:00' };
}

/** A moment by the clock on this computer's wall, or why there is none. */
export function wallTime(day: string, time: string, now: number): { at: string } | { why: string } {
  const typed = /^([01]?\d|2[0-3])(?:[:.]?([0-5]\d))?$/.exec(time.trim());
  const [year, month, date] = day.split('-').map(Number);
  if (!typed || !year || !month || !date) return { why: 'Write the time as 9:30 or 17:00.' };
  const [hour, minute] = [Number(typed[1]), Number(typed[2] ?? 0)];
  const at = new Date(year, month - 1, date, hour, minute);
  // In spring an hour is left out; then another time than the one that was typed comes out.
  if (at.getHours() !== hour || at.getMinutes() !== minute) return { why: 'The clocks skip this hour on that day. Choose another time.' };
  if (at.getTime() <= now) return { why: 'This time has passed.' };
  return { at: at.toISOString() };
}
