import type { DumpFinding, Upload } from '../../api/types';

/** A Group is the findings of one code, with whether people may let it through. */
export interface Group {
  code: string;
  why: string;
  allowable: boolean;
  findings: DumpFinding[];
}

/** refused are the codes that nobody may let through: with them the scanner no longer knows what psql reads. */
const refused = ['encoding', 'binary', 'too-long', 'unfinished'];

/** groupsOf sorts findings by code, in the order in which the file has them. */
export function groupsOf(findings: DumpFinding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const group = groups.get(finding.code);
    if (group) group.findings.push(finding);
    else groups.set(finding.code, { code: finding.code, why: finding.why, allowable: !refused.includes(finding.code), findings: [finding] });
  }
  return [...groups.values()];
}

/** standsInTheWay says why an upload can't be restored; empty where it can. */
export function standsInTheWay(upload: Upload, allowed: ReadonlySet<string>): string {
  if (upload.problem) return upload.problem;
  if (upload.format === '') return 'It is no dump that Poco knows.';
  const groups = groupsOf(upload.findings);
  if (groups.some((g) => !g.allowable)) return 'It holds what can’t be let through.';
  const left = groups.filter((g) => !allowed.has(g.code)).map((g) => g.code);
  return left.length === 0 ? '' : `Refused unless you let through: ${left.join(', ')}.`;
}
