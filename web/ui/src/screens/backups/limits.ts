import type { Intent } from '../../api/types';
import { grouped, size } from '../../words';

/** limitsOf says what a backup block keeps: "keep 7, at most 30d old, at most 20 GB in all". */
export function limitsOf(intent: Intent): string {
  const parts: string[] = [];
  if (intent.keep > 0) parts.push(`keep ${grouped(intent.keep)}`);
  if (intent.max_age) parts.push(`at most ${intent.max_age} old`);
  if (intent.max_size !== '0') parts.push(`at most ${size(intent.max_size)} in all`);
  return parts.join(', ') || 'all are kept';
}
