import { plural, size } from '../design/words';
import type { UploadView } from '../host';

/** Seconds as `40 s`, `3 min` or `2 h 5 min`. */
export function lasting(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** How far an upload is, such as "12.0 MB of 86.0 MB · 3 of 21 parts · 4.2 MB a second · 18 s left". */
export function uploadWords({ sent, total, parts_done, parts, bytes_per_second, seconds_left }: Omit<UploadView, 'target_id'>): string {
  if (total > 0 && sent >= total) return `${size(total)} sent · being processed`;
  return [
    `${size(sent)} of ${size(total)} sent`,
    parts > 1 && `${parts_done} of ${plural(parts, 'part')}`,
    bytes_per_second !== null && `${size(bytes_per_second)} a second`,
    seconds_left !== null && `${lasting(seconds_left)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}
