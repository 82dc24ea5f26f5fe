import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';

interface Props {
  what: string;
  detail: string;
  open: boolean;
  onClose: () => void;
  onDelete: () => void;
}

/** DeleteDialog asks before a file is deleted. */
export function DeleteDialog({ what, detail, open, onClose, onDelete }: Props) {
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby="delete-title" fullWidth maxWidth="sm">
      <DialogTitle id="delete-title">Delete this file?</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ overflowWrap: 'anywhere' }}>
          {what} ({detail}) is deleted from the disk. It can’t be brought back.
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>Keep it</Button>
        <Button variant="contained" color="error" onClick={onDelete}>Delete it</Button>
      </DialogActions>
    </Dialog>
  );
}
