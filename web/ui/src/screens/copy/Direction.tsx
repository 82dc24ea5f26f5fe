import { Box, IconButton, MenuItem, TextField, Typography } from '@mui/material';
import type { Card, Draft } from '../../api/types';
import { ArrowIcon } from '../../icons';
import { canFlip, type Action } from './draft';

interface Props {
  draft: Draft;
  databases: Card[];
  locked: boolean;
  act: (action: Action) => void;
  onFlip: () => void;
}

/** Direction says from where to where. The arrow between the two turns it around. */
export function Direction({ draft, databases, locked, act, onFlip }: Props) {
  const source = databases.find((d) => d.label === draft.source);
  const free = canFlip(draft, databases);
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <TextField select label="Source" value={source ? draft.source : ''} disabled={locked} sx={{ flex: 1, minWidth: 0 }} onChange={(e) => act({ do: 'source', label: e.target.value, databases })}>
          {databases.map((d) => <MenuItem key={d.label} value={d.label}>{d.label}</MenuItem>)}
        </TextField>
        <IconButton aria-label="Flip direction" disabled={locked || !free} onClick={onFlip} color="primary" sx={{ border: 1, borderColor: 'divider' }}>
          <ArrowIcon fontSize="medium" />
        </IconButton>
        <TextField select label="Target" value={databases.some((d) => d.label === draft.target) ? draft.target : ''} disabled={locked} sx={{ flex: 1, minWidth: 0 }} onChange={(e) => act({ do: 'target', label: e.target.value, databases })}>
          {databases.map((d) => (
            <MenuItem key={d.label} value={d.label} disabled={d.protected || d.label === draft.source}>
              {d.label}
              {d.protected && ' (protected)'}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <Typography variant="caption" color="textSecondary" aria-live="polite" component="p" sx={{ mt: 0.5 }}>
        {source?.protected && `${source.label} is protected: it can’t be the target.`}
        {draft.target === '' && ' Choose a target.'}
      </Typography>
    </Box>
  );
}
