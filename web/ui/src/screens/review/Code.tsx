import { Box, Button } from '@mui/material';
import { useEffect, useState } from 'react';

/** Code shows text to be read as it stands. Long lines scroll inside of it, never the page. */
export function Code({ text, label, height = 320 }: { text: string; label: string; height?: number }) {
  return (
    <Box
      component="pre"
      tabIndex={0}
      role="group"
      aria-label={label}
      sx={{
        m: 0, p: 1.5, maxHeight: height, overflow: 'auto', borderRadius: 1, bgcolor: 'action.hover',
        fontFamily: 'monospace', fontSize: 13, lineHeight: 1.5, whiteSpace: 'pre',
      }}
    >
      {text}
    </Box>
  );
}

/** Copy puts a text on the clipboard, and says that it did. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('The browser does not allow it: select the text');
    }
  };
  return (
    <Button size="small" onClick={() => void copy()} aria-label={label}>
      <span aria-live="polite">{said === '' ? 'Copy' : said}</span>
    </Button>
  );
}

/** Copyable is a command or SQL with its copy button. */
export function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: 1, minWidth: 0 }}>
      <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
        <Code text={text} label={label} />
      </Box>
      <Copy text={text} label={`Copy: ${label}`} />
    </Box>
  );
}
