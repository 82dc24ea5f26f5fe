import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle, TextField } from '@mui/material';
import { useRef, useState, type FormEvent } from 'react';
import type { Planned } from '../../api/types';
import { countedRows, plural } from '../../words';
import { losses } from './destroyed';
import { listed } from './phaseWords';
import type { Start } from './form';

interface Props {
  planned: Planned;
  start: Start;
  open: boolean;
  busy: boolean;
  onClose: () => void;
  onStart: (confirm: string) => void;
}

/** ConfirmDialog asks before a plan begins: to type the target's label where something is destroyed. */
export function ConfirmDialog({ planned, start, open, busy, onClose, onStart }: Props) {
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const fits = typed.trim() === planned.confirm;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fits && !busy) onStart(typed.trim());
  };
  return (
    <Dialog
      open={open} onClose={onClose} aria-labelledby="confirm-title" fullWidth maxWidth="sm"
      slotProps={{ transition: { onEntered: () => input.current?.focus() } }}
    >
      <form onSubmit={submit}>
        <DialogTitle id="confirm-title">{start.confirm}</DialogTitle>
        <DialogContent>
          <DialogContentText color={planned.confirm ? 'error' : 'textPrimary'} sx={{ overflowWrap: 'anywhere' }}>{sentence(planned)}</DialogContentText>
          {planned.confirm !== '' && (
            <TextField
              inputRef={input} autoFocus fullWidth margin="normal" autoComplete="off"
              label={`Type ${planned.confirm} to go on`}
              value={typed}
              onChange={(e) => setTyped(e.target.value)}
              slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'none' } }}
            />
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" color={planned.confirm ? 'error' : 'primary'} disabled={!fits || busy} autoFocus={planned.confirm === ''}>
            {busy ? 'Starting…' : start.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function sentence(planned: Planned): string {
  const plan = planned.plan;
  if (!plan) return '';
  const losing = losses(plan).filter((l) => l.tables.length > 0);
  if (losing.length === 0) return planned.confirm === '' ? 'Nothing is destroyed.' : `No row is destroyed, but tables of ${planned.confirm} are replaced.`;
  const words = losing.map((l) => `${countedRows(l.rows, l.exact)} in ${plural(l.tables.length, 'table')} of ${l.label}${address(planned, l.label)}`);
  return `This destroys ${listed(words)}.`;
}

function address(planned: Planned, label: string): string {
  const db = planned.plan?.databases[label];
  return db ? ` (${db.user}@${db.host}:${db.port}/${db.dbname})` : '';
}
