import { Box } from '@mui/material';

const colours: Record<string, string> = { '+': 'success.main', '-': 'error.main', '@': 'info.main' };

/** Diff shows a change in unified form. The sign at the front of each line says the same as its colour. */
export function Diff({ text, label }: { text: string; label: string }) {
  const lines = text.trimEnd().split('\n').filter((line) => !/^(diff |--- |\+\+\+ )/.test(line));
  return (
    <Box component="pre" tabIndex={0} role="region" aria-label={label} sx={{ m: 0, p: 1.5, maxHeight: 420, overflow: 'auto', borderRadius: 1, bgcolor: 'background.default', fontSize: 12.5, lineHeight: 1.5, fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace' }}>
      {lines.map((line, i) => (
        <Box key={i} component="span" sx={{ display: 'block', minHeight: '1.5em', color: colours[line[0] ?? ''] ?? 'text.secondary', fontWeight: line[0] === '+' ? 600 : 400 }}>{line}</Box>
      ))}
    </Box>
  );
}
