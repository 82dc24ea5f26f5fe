import type { LogLine } from '../../api/types';

/** The levels of a log, the least first. */
export const levels = ['debug', 'info', 'warn', 'error'] as const;

export type Level = (typeof levels)[number];

/** filtered keeps the lines of a level and above that hold a text, whatever its case. */
export function filtered(lines: LogLine[], level: Level, text: string): LogLine[] {
  const least = levels.indexOf(level);
  const wanted = text.trim().toLowerCase();
  if (least === 0 && wanted === '') return lines;
  return lines.filter((line) => rank(line.level) >= least && (wanted === '' || line.message.toLowerCase().includes(wanted)));
}

/** rank takes a level that the page doesn't know for one to be shown. */
function rank(level: string): number {
  const place = (levels as readonly string[]).indexOf(level);
  return place < 0 ? levels.length : place;
}
