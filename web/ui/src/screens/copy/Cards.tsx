import { Box, Fab, Typography } from '@mui/material';
import { memo, useState } from 'react';
import type { Card, Server } from '../../api/types';
import { AddIcon } from '../../icons';
import { readOnlyNote } from '../../parts/readOnly';
import { DatabaseCard } from './DatabaseCard';
import { DatabaseDialog } from './DatabaseDialog';
import { RemoveDialog } from './RemoveDialog';
import type { Action } from './draft';
import { useConnect, useDisconnect } from './queries';

interface Props {
  cards: Card[];
  servers: Map<string, Server>;
  source: string;
  target: string;
  locked: boolean;
  act: (action: Action) => void;
}

type Asked = { what: 'add' } | { what: 'edit' | 'remove'; card: Card } | null;

/** Cards are the databases of the recipe, and how one is added, changed and removed. */
export const Cards = memo(function Cards({ cards, servers, source, target, locked, act }: Props) {
  const [asked, setAsked] = useState<Asked>(null);
  const connect = useConnect();
  const disconnect = useDisconnect();
  const close = () => setAsked(null);
  return (
    <Box component="section" aria-label="Databases">
      {cards.length === 0 && (
        <Typography color="textSecondary" sx={{ py: 3 }}>
          The recipe has no database yet. Add the one to copy from and the one to copy to with the plus button.
        </Typography>
      )}
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 280px), 1fr))' }}>
        {cards.map((card) => (
          <DatabaseCard
            key={card.label} card={card} server={servers.get(card.label)} locked={locked}
            role={card.label === source ? 'source' : card.label === target ? 'target' : undefined}
            busy={connect.isPending && connect.variables === card.label}
            onConnect={() => connect.mutate(card.label)} onDisconnect={() => disconnect(card.label)}
            onEdit={() => setAsked({ what: 'edit', card })} onRemove={() => setAsked({ what: 'remove', card })}
          />
        ))}
      </Box>
      <Fab
        color="primary" aria-label="Add database" disabled={locked} aria-describedby={locked ? readOnlyNote : undefined} onClick={() => setAsked({ what: 'add' })}
        sx={{ position: 'fixed', right: { xs: 12, sm: 24 }, bottom: 76 }}
      >
        <AddIcon fontSize="medium" />
      </Fab>
      {asked && asked.what !== 'remove' && (
        <DatabaseDialog
          card={asked.what === 'edit' ? asked.card : null} onClose={close}
          onSaved={({ was, label }) => {
            disconnect(was ?? label);
            if (was && was !== label) act({ do: 'rename', was, label });
            close();
          }}
        />
      )}
      {asked?.what === 'remove' && (
        <RemoveDialog
          label={asked.card.label} onClose={close}
          onRemoved={() => {
            disconnect(asked.card.label);
            close();
          }}
        />
      )}
    </Box>
  );
});
