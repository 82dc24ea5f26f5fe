import { Alert, Button, Checkbox, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle, FormControlLabel, MenuItem, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { get } from '../../api/client';
import type { PlanForm, Recipe } from '../../api/types';
import { navigate } from '../../router';

/** A Restorable is a file to restore, with the codes of findings that people let through. */
export interface Restorable {
  id: string;
  name: string;
  database: string;
  allow: string[];
}

/** RestoreDialog asks where a file should go. It only plans: the review comes next. */
export function RestoreDialog({ file, onClose }: { file: Restorable; onClose: () => void }) {
  const recipe = useQuery({ queryKey: ['recipe'], queryFn: ({ signal }) => get<Recipe>('/api/recipe', signal) });
  const databases = (recipe.data?.databases ?? []).filter((d) => !d.protected);
  const [chosen, setChosen] = useState('');
  const [backupFirst, setBackupFirst] = useState(true);
  const [noOwner, setNoOwner] = useState(false);
  const own = databases.find((d) => d.label === file.database)?.label;
  const database = chosen || own || '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (database === '') return;
    const form: PlanForm = { restore: { database, file: file.id, backup_first: backupFirst, no_owner: noOwner, allow: file.allow } };
    navigate('/review', form);
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby="restore-title" fullWidth maxWidth="sm">
      <form onSubmit={submit}>
        <DialogTitle id="restore-title">Restore</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 1 }}>
          <DialogContentText sx={{ overflowWrap: 'anywhere' }}>{file.name}</DialogContentText>
          {recipe.data && databases.length === 0 && <Alert severity="warning">Every database of the recipe is protected: nothing can be restored.</Alert>}
          <TextField select autoFocus margin="dense" label="Into database" value={database} onChange={(e) => setChosen(e.target.value)} required
            helperText="Protected databases are not listed." disabled={databases.length === 0}>
            {databases.map((d) => (
              <MenuItem key={d.label} value={d.label}>{d.label}{d.address && ` (${d.address})`}</MenuItem>
            ))}
          </TextField>
          <FormControlLabel control={<Checkbox checked={backupFirst} onChange={(e) => setBackupFirst(e.target.checked)} />} label="Back up the database first" />
          {!backupFirst && <Alert severity="warning">What the restore replaces is then lost for good.</Alert>}
          <FormControlLabel control={<Checkbox checked={noOwner} onChange={(e) => setNoOwner(e.target.checked)} />} label="Leave out the owners that the file names" />
          {file.allow.length > 0 && <Typography variant="body2">Let through: {file.allow.join(', ')}</Typography>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={database === ''}>Plan the restore</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
