import { Button, Checkbox, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { problemsOf } from '../../api/client';
import type { Card, CardForm } from '../../api/types';
import { Problems } from '../../parts/Problems';
import { useChange } from './queries';

interface Props {
  /** card is the one to change, null for a new one. */
  card: Card | null;
  onClose: () => void;
  onSaved: (form: CardForm) => void;
}

/** DatabaseDialog asks for a database. Its URL goes to .env and never comes back: an empty field leaves it as it is. */
export function DatabaseDialog({ card, onClose, onSaved }: Props) {
  const [form, setForm] = useState<CardForm>({ label: card?.label ?? '', url: '', schema: card?.schema ?? 'public', protected: card?.protected ?? false });
  const save = useChange<CardForm>('/api/databases', (_, sent) => onSaved(sent));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { url, ...rest } = form;
    save.mutate({ ...rest, label: rest.label.trim(), ...(url ? { url } : {}), ...(card ? { was: card.label } : {}) });
  };
  const change = (part: Partial<CardForm>) => setForm({ ...form, ...part });
  return (
    <Dialog open onClose={onClose} aria-labelledby="database-dialog">
      <form onSubmit={submit} autoComplete="off">
        <DialogTitle id="database-dialog">{card ? `Edit ${card.label}` : 'Add a database'}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2, pt: '8px !important' }}>
          <TextField label="Label" value={form.label} autoFocus required onChange={(e) => change({ label: e.target.value })} helperText="The name under which the recipe knows it, as dev" />
          <TextField
            label="URL" type="password" value={form.url} required={!card} onChange={(e) => change({ url: e.target.value })}
            autoComplete="new-password" slotProps={{ htmlInput: { spellCheck: false } }}
            placeholder={card?.has_url ? '•••••••• (unchanged)' : 'postgres://user:password@host:5432/dbname'}
            helperText={card ? 'Empty leaves it as it is. It is kept in .env, and never shown again.' : 'It is kept in .env, and never shown again.'}
          />
          <TextField label="Default schema" value={form.schema} onChange={(e) => change({ schema: e.target.value })} />
          <FormControlLabel control={<Checkbox checked={form.protected} onChange={(e) => change({ protected: e.target.checked })} />} label="Protected: no plan ever writes to it" />
          {save.error && <Problems problems={problemsOf(save.error)} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={save.isPending}>Save</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
