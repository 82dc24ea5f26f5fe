import type { Plan } from '../../api/types';

/** parts splits a name as plans write it, public."Order ""x""", at the dots outside of quotes. */
export function parts(name: string): string[] {
  const found: string[] = [];
  let part = '';
  let quoted = false;
  for (const c of name) {
    if (c === '"') quoted = !quoted;
    if (c === '.' && !quoted) {
      found.push(part);
      part = '';
    } else {
      part += c;
    }
  }
  return [...found, part];
}

/** bare is a table's name without its schema. */
export function bare(name: string): string {
  return parts(name).at(-1) ?? name;
}

/** short leaves the schema out where it is the database's default one. */
export function short(plan: Plan, label: string | undefined, name: string): string {
  const schema = label === undefined ? undefined : plan.databases[label]?.schema;
  const [first = '', ...rest] = parts(name);
  return rest.length > 0 && unquoted(first) === schema ? rest.join('.') : name;
}

function unquoted(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}
