import { Box, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import type { Draft, Recipe, Server } from '../../api/types';
import { useSession } from '../../parts/session';
import { navigate } from '../../router';
import { Bar } from './Bar';
import { BlockChoice } from './BlockChoice';
import { Cards } from './Cards';
import { Direction } from './Direction';
import { Follows, Keys } from './Keys';
import { Options } from './Options';
import { Panel } from './Panel';
import { RecipePane } from './RecipePane';
import { TablesPane } from './TablesPane';
import { chosen, missingIn, nameOf, related } from './draft';
import { copyable, list } from './listed';
import { useChange, usePreview, useSelection, useServers } from './queries';
import { useDraft } from './useDraft';

/** Workbench holds the draft, and asks Poco what comes of it. */
export function Workbench({ recipe }: { recipe: Recipe }) {
  const [draft, act] = useDraft(recipe);
  const client = useQueryClient();
  const session = useSession().data;
  const servers = useServers(recipe.databases.map((d) => d.label));
  const server = servers.get(draft.source);
  const readOnly = session?.read_only ?? false;
  const foreign = Boolean(draft.foreign);
  const tables = useMemo(() => copyable(server?.tables ?? []), [server]);
  const names = useMemo(() => tables.map((t) => t.name), [tables]);
  const selection = useAnswer(draft, server, names);
  const rows = useMemo(() => list(tables, draft, selection, server?.schema ?? ''), [tables, draft, selection, server]);
  const told = useDeferredValue(selection); // the keys may come a moment later than the ticks
  const named = { ...draft, name: nameOf(draft) };
  const missing = missingIn(draft, recipe.databases);
  const preview = usePreview(useDeferredValue(named), recipe.digest, missing === '' && !foreign);
  const unsaved = readOnly && preview.data !== undefined && preview.data.files.length > 0;
  const review = () => navigate(`/review?names=${encodeURIComponent(`copy.${named.name}`)}`);
  const save = useChange<Draft>('/api/recipe/save', (_, saved) => {
    act({ do: 'name', name: saved.name });
    review();
  });
  const flip = () => {
    act({ do: 'flip', databases: recipe.databases });
    client.removeQueries({ queryKey: ['plan'] });
  };
  return (
    <>
      <Cards cards={recipe.databases} servers={servers} source={draft.source} target={draft.target} locked={readOnly} act={act} />
      <Box sx={{ display: 'grid', gap: 2, mt: 2, mb: 10, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 400px)' }, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Panel title="Direction">
            <Direction draft={draft} databases={recipe.databases} locked={foreign} act={act} onFlip={flip} />
          </Panel>
          <Panel title="Tables">
            {foreign ? (
              <Typography variant="body2" color="textSecondary">Which tables this block takes stands in its file. The plan lists them.</Typography>
            ) : server ? (
              <TablesPane server={server} rows={rows} draft={draft} act={act} />
            ) : (
              <Typography variant="body2" color="textSecondary">
                {draft.source === '' ? 'Choose a source.' : `Connect ${draft.source} to see its tables.`}
              </Typography>
            )}
            {told && <Follows selection={told} />}
          </Panel>
          {server && told && told.tables.length > 0 && (
            <Panel title="Foreign keys"><Keys selection={told} schema={server.schema} /></Panel>
          )}
        </Box>
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Panel title="Block"><BlockChoice recipe={recipe} draft={draft} act={act} /></Panel>
          <Panel title="Options"><Options draft={draft} formats={session?.formats ?? ['plain']} locked={foreign} act={act} /></Panel>
          {!foreign && (
            <Panel title="Recipe, as it will be saved"><RecipePane preview={preview.data} error={preview.error} missing={missing} /></Panel>
          )}
        </Box>
      </Box>
      <Bar draft={draft} missing={missing || (unsaved ? 'Read-only: what the recipe does not have can’t be saved, nor planned.' : '')} busy={save.isPending} onReview={() => (foreign || readOnly ? review() : save.mutate(named))} />
    </>
  );
}

/** useAnswer asks what the chosen tables bring. Nothing chosen brings nothing. */
function useAnswer(draft: Draft, server: Server | undefined, tables: string[]) {
  const taken = useMemo(() => [...chosen(draft, tables, server?.schema ?? '')], [draft, tables, server]);
  const kind = related.includes(draft.related) ? draft.related : 'all';
  const answer = useSelection({ database: draft.source, ticked: taken, unticked: draft.unticked, related: kind }, server !== undefined);
  return taken.length === 0 || !server || draft.foreign ? undefined : answer;
}
