import { Alert } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useConnection } from '../api/connection';
import { heartbeat } from '../api/heartbeat';
import { readOnlyNote } from './readOnly';
import { useSession } from './session';

/** Banners say what holds for the whole page: Poco is gone, or it only shows. */
export function Banners() {
  const connection = useConnection();
  const client = useQueryClient();
  const session = useSession().data;
  useEffect(() => heartbeat(() => void client.invalidateQueries({ type: 'active' })), [client]);
  return (
    <div aria-live="polite">
      {connection === 'lost' && (
        <Alert severity="error" variant="outlined" sx={{ mb: 2 }}>
          Poco does not answer: the process has ended or the machine is asleep. Start <code>poco ui</code> again
          {session && <> in <code>{session.folder}</code></>}. The page looks by itself whether it is back.
        </Alert>
      )}
      {session?.read_only && (
        <Alert id={readOnlyNote} severity="info" variant="outlined" sx={{ mb: 2 }}>Read-only: this page shows and plans, and changes nothing.</Alert>
      )}
    </div>
  );
}
