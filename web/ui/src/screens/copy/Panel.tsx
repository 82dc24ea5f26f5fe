import { Paper, Typography } from '@mui/material';
import { useId, type ReactNode } from 'react';

/** A Panel is one part of the screen under its heading. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} sx={{ p: { xs: 1.5, sm: 2 }, minWidth: 0 }}>
      <Typography id={id} component="h2" variant="subtitle1" sx={{ fontWeight: 650, mb: 1.5 }}>{title}</Typography>
      {children}
    </Paper>
  );
}
