interface Glob {
  text: string;
  literal: boolean;
}

/** matches reports whether a recipe's pattern takes a table: name or schema.name, with * and ?, either part in double quotes. */
export function matches(pattern: string, table: string, defaultSchema: string): boolean {
  const [first, second] = split(pattern);
  const [schema, name] = split(table);
  if (!first || !schema || !name) return false;
  if (!second) return schema.text === defaultSchema && glob(first).test(name.text);
  return glob(first).test(schema.text) && glob(second).test(name.text);
}

/** schemaOf is the schema in a name as Poco writes it, public."Order". */
export function schemaOf(table: string): string {
  return split(table)[0]?.text ?? '';
}

/** shortName leaves the schema out where it is the default one. */
export function shortName(table: string, defaultSchema: string): string {
  const prefix = quoted(defaultSchema);
  return table.startsWith(`${prefix}.`) ? table.slice(prefix.length + 1) : table;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** parted holds names that were split before: each tick looks at all of them again. */
const parted = new Map<string, Glob[]>();

function split(text: string): Glob[] {
  const known = parted.get(text);
  if (known) return known;
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|[^.]+/g)].map(([whole, inner]) =>
    inner === undefined ? { text: whole, literal: false } : { text: inner.replaceAll('""', '"'), literal: true },
  );
  parted.set(text, parts);
  return parts;
}

function glob({ text, literal }: Glob): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal ? escaped : escaped.replaceAll('\\*', '.*').replaceAll('\\?', '.')}$`, 'su');
}
