import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import type { RunState } from '../../api/types';
import { plural } from '../../words';

interface Props {
  run: RunState;
  open: boolean;
  onClose: () => void;
  onAbort: () => void;
}

/** AbortDialog says what an abort leaves before it is begun. */
export function AbortDialog({ run, open, onClose, onAbort }: Props) {
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby="abort-title" fullWidth maxWidth="sm">
      <DialogTitle id="abort-title">Abort run {run.id}?</DialogTitle>
      <DialogContent>
        <DialogContentText component="div">
          <p>Poco puts back the foreign keys, indexes and triggers that the run took away, and cleans up after itself.</p>
          <p>
            The {plural(run.rows_done, 'row')} that it has copied stay{run.rows_done === '1' ? 's' : ''}
            {run.targets.length > 0 && ` on ${run.targets.join(', ')}`}. Rows that it has destroyed do not come back by
            themselves: a backup that was made before is under Backups.
          </p>
          <p>An aborted run can’t be resumed.</p>
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>Keep it</Button>
        <Button variant="contained" color="error" onClick={onAbort}>Abort the run</Button>
      </DialogActions>
    </Dialog>
  );
}
