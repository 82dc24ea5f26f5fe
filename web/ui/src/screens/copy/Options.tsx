import { Box, Checkbox, FormControlLabel, MenuItem, TextField } from '@mui/material';
import { memo } from 'react';
import type { Draft } from '../../api/types';
import { modes, related, type Action } from './draft';

/** meaning says what each mode does to a table of the target. */
export const meaning: Record<string, string> = {
  overwrite: 'empty the table, then fill it',
  append: 'add rows, keep those that are there',
  recreate: 'drop the table, and make it anew',
  update: 'add rows, and change those with the same key',
  skip: 'add rows, and leave those with the same key',
};

const brings: Record<string, string> = {
  all: 'what they reference, and what references them',
  referenced: 'what they reference',
  referencing: 'what references them',
  none: 'nothing else',
};

interface Props {
  draft: Draft;
  formats: string[];
  locked: boolean;
  act: (action: Action) => void;
}

/** Options are how the tables are copied. Ticking tables changes nothing here. */
export const Options = memo(function Options({ draft, formats, locked, act }: Props) {
  const set = (options: Extract<Action, { do: 'options' }>['options']) => act({ do: 'options', options });
  const check = (label: string, checked: boolean, change: (on: boolean) => void) => (
    <FormControlLabel disabled={locked} label={label} control={<Checkbox checked={checked} onChange={(e) => change(e.target.checked)} />} />
  );
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <TextField select label="Mode" value={modes.includes(draft.mode) ? draft.mode : ''} disabled={locked} helperText={meaning[draft.mode]} onChange={(e) => act({ do: 'mode', mode: e.target.value })}>
        {modes.map((mode) => <MenuItem key={mode} value={mode}>{mode}</MenuItem>)}
      </TextField>
      <TextField select label="Ticked tables bring" value={draft.related || 'all'} disabled={locked} onChange={(e) => set({ related: e.target.value })}>
        {related.map((r) => <MenuItem key={r} value={r}>{brings[r]}</MenuItem>)}
      </TextField>
      <Box sx={{ display: 'flex', flexDirection: 'column' }}>
        {check('Back up the target first', draft.backup, (backup) => set({ backup }))}
        {check('Create missing tables', draft.create_missing, (create_missing) => set({ create_missing }))}
        {check('Common columns only', draft.common_columns, (common_columns) => set({ common_columns }))}
      </Box>
      {draft.backup && (
        <TextField select label="Backup format" value={draft.backup_format || 'plain'} disabled={locked} onChange={(e) => set({ backup_format: e.target.value })}>
          {formats.map((format) => <MenuItem key={format} value={format}>{format}</MenuItem>)}
        </TextField>
      )}
    </Box>
  );
}, same);

const shown = ['mode', 'related', 'backup', 'backup_format', 'create_missing', 'common_columns'] as const;

function same(a: Props, b: Props): boolean {
  return a.formats === b.formats && a.locked === b.locked && shown.every((k) => a.draft[k] === b.draft[k]);
}
