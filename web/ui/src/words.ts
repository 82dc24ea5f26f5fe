/** A Whole is a whole number; those of 64 bits come as text, and no digit is lost on the way to the screen. */
export type Whole = string | number | bigint;

/** grouped writes 1234567 as 1,234,567. */
export function grouped(n: Whole): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** counted marks a number that nobody has counted. */
export function counted(n: Whole, exact: boolean): string {
  return exact ? grouped(n) : `≈ ${grouped(n)}`;
}

export function plural(n: Whole, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${String(n) === '1' ? one : many}`;
}

export function countedRows(n: Whole, exact: boolean): string {
  return exact ? plural(n, 'row') : `≈ ${plural(n, 'row')}`;
}

/** size writes bytes as Poco does elsewhere: 1.5 MB, 8 kB, in units of 1024. */
export function size(bytes: Whole): string {
  let value = Number(bytes);
  if (value < 1024) return plural(value, 'byte');
  let unit = '';
  for (const next of ['kB', 'MB', 'GB', 'TB', 'PB']) {
    unit = next;
    value /= 1024;
    if (value < 1000) break;
  }
  const fine = value < 10 || (value < 100 && unit !== 'kB');
  return `${fine ? rounded(value, 1).replace('.0', '') : rounded(value, 0)} ${unit}`;
}

/** rounded writes a number with so many places; one that is halfway goes to the even digit. */
function rounded(value: number, places: number): string {
  const steps = value * 10 ** places;
  const below = Math.floor(steps);
  const down = steps - below === 0.5 && below % 2 === 0;
  return (down ? below / 10 ** places : value).toFixed(places);
}

/** lasted writes a time of so many seconds. */
export function lasted(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1).replace('.0', '')} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** ago says how long a moment has passed, in the largest unit that fits. */
export function ago(at: string): string {
  const minutes = Math.floor((Date.now() - Date.parse(at)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${plural(minutes, 'minute')} ago`;
  if (minutes < 48 * 60) return `${plural(Math.floor(minutes / 60), 'hour')} ago`;
  return `${plural(Math.floor(minutes / 1440), 'day')} ago`;
}
