import { Box, Checkbox, FormControlLabel, Typography } from '@mui/material';
import { grouped } from '../../words';
import type { Group } from './verdict';

interface Props {
  groups: Group[];
  allowed: ReadonlySet<string>;
  onAllow: (allowed: ReadonlySet<string>) => void;
}

/** Findings are what would leave the database, code by code with their lines. People let each code through by itself. */
export function Findings({ groups, allowed, onAllow }: Props) {
  const toggle = (code: string) => {
    const next = new Set(allowed);
    if (!next.delete(code)) next.add(code);
    onAllow(next);
  };
  return groups.map((group) => (
    <Box key={group.code} role="group" aria-label={`Findings: ${group.code}`} sx={{ mt: 1.5, pl: 1.5, borderLeft: 3, borderColor: 'error.main', minWidth: 0 }}>
      <Typography sx={{ fontWeight: 600 }}>
        {group.code} ({grouped(group.findings.length)})
      </Typography>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{group.why}</Typography>
      <Lines group={group} />
      {group.allowable ? (
        <FormControlLabel
          control={<Checkbox size="small" checked={allowed.has(group.code)} onChange={() => toggle(group.code)} />}
          label={`I have read these lines: let ${group.code} through`}
        />
      ) : (
        <Typography variant="body2" color="error">This can’t be let through.</Typography>
      )}
    </Box>
  ));
}

function Lines({ group }: { group: Group }) {
  return (
    <Box tabIndex={0} role="group" aria-label={`Lines of ${group.code}`} sx={{ my: 0.5, maxHeight: 200, overflow: 'auto', fontFamily: 'monospace', fontSize: 13, bgcolor: 'action.hover', borderRadius: 1, p: 1 }}>
      {group.findings.map((f, i) => (
        <Box key={i} sx={{ display: 'flex', gap: 1.5 }}>
          <Box component="span" sx={{ flexShrink: 0, color: 'text.secondary' }}>line {grouped(f.line)}</Box>
          <Box component="span" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minWidth: 0 }}>{f.text}</Box>
        </Box>
      ))}
    </Box>
  );
}
