import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import type { LabelForm } from '../../api/types';
import { useChange } from './queries';

/** RemoveDialog asks before a database leaves the recipe. */
export function RemoveDialog({ label, onClose, onRemoved }: { label: string; onClose: () => void; onRemoved: () => void }) {
  const remove = useChange<LabelForm>('/api/databases/remove', onRemoved);
  return (
    <Dialog open onClose={onClose} aria-labelledby="remove-dialog">
      <DialogTitle id="remove-dialog">Remove {label}?</DialogTitle>
      <DialogContent>
        <DialogContentText>Its block leaves the recipe, and its URL leaves .env. The database itself is not touched.</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>Cancel</Button>
        <Button color="error" variant="contained" disabled={remove.isPending} onClick={() => remove.mutate({ database: label }, { onError: onClose })}>Remove</Button>
      </DialogActions>
    </Dialog>
  );
}
