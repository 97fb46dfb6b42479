/** How far back the list goes. */
export type Span = '' | 'today' | 'week' | 'month';

const days: Record<Exclude<Span, ''>, number> = { today: 0, week: 6, month: 29 };

/** When a span begins: midnight here, some days ago. */
export function beginning(span: Span, now: number): string | null {
  if (!span) return null;
  const date = new Date(now);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - days[span]);
  return date.toISOString();
}
