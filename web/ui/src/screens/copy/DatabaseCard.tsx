import { Box, Button, Chip, IconButton, Paper, Typography } from '@mui/material';
import type { Card, Server } from '../../api/types';
import { DatabaseIcon, DeleteIcon, EditIcon, LockIcon } from '../../icons';
import { readOnlyNote } from '../../parts/readOnly';
import { plural, size } from '../../words';

interface Props {
  card: Card;
  server: Server | undefined;
  role: 'source' | 'target' | undefined;
  busy: boolean;
  locked: boolean;
  onConnect: () => void;
  onDisconnect: () => void;
  onEdit: () => void;
  onRemove: () => void;
}

/** DatabaseCard is one database of the recipe, and what its server says of itself once it is connected. */
export function DatabaseCard({ card, server, role, busy, locked, onConnect, onDisconnect, onEdit, onRemove }: Props) {
  const { label } = card;
  return (
    <Paper
      component="article" aria-label={`Database ${label}`} data-testid={`card-${label}`}
      sx={{ p: 1.5, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 0.75, borderLeft: 4, borderLeftColor: server ? 'success.main' : 'divider', borderLeftStyle: 'solid' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0 }}>
        <DatabaseIcon color={server ? 'success' : 'inherit'} />
        <Typography component="h2" variant="subtitle1" sx={{ fontWeight: 650, overflowWrap: 'anywhere', minWidth: 0, flex: 1 }}>{label}</Typography>
        <IconButton aria-label={`Edit ${label}`} onClick={onEdit} disabled={locked} aria-describedby={locked ? readOnlyNote : undefined}><EditIcon /></IconButton>
        <IconButton aria-label={`Remove ${label}`} onClick={onRemove} disabled={locked} aria-describedby={locked ? readOnlyNote : undefined}><DeleteIcon /></IconButton>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, minHeight: 24 }}>
        {role && <Chip label={role} color="primary" variant={role === 'target' ? 'filled' : 'outlined'} />}
        {card.protected && <Chip icon={<LockIcon />} label="protected" color="warning" variant="outlined" />}
        {server?.standby && <Chip label="standby" variant="outlined" />}
        {!card.has_url && <Chip label="no URL" color="error" variant="outlined" />}
      </Box>
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
        {card.address || 'its URL can’t be read'}
        {card.has_password && ' · password ••••'}
        {card.schema !== 'public' && ` · schema ${card.schema}`}
      </Typography>
      <Box aria-live="polite" sx={{ flex: 1 }}>
        {server ? <About server={server} /> : <Typography variant="body2" color="textSecondary">{busy ? 'Connecting…' : 'Not connected'}</Typography>}
      </Box>
      <Box>
        {/* One button for both, never disabled while it works: the focus stays on it. */}
        <Button
          variant={server ? 'outlined' : 'contained'} color={server ? 'inherit' : 'primary'} disabled={!card.has_url} aria-busy={busy}
          onClick={server ? onDisconnect : busy ? undefined : onConnect}
        >
          {server ? 'Disconnect' : 'Connect'}
        </Button>
      </Box>
    </Paper>
  );
}

function About({ server }: { server: Server }) {
  return (
    <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
      PostgreSQL {server.server_version.split(' ')[0]} · role <strong>{server.role}</strong>
      {server.superuser && ' (superuser)'} · {size(server.bytes)} · {plural(server.tables.length, 'table')}
    </Typography>
  );
}
