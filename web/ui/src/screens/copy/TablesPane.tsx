import { Box, Button, Checkbox, FormControlLabel, TextField, Typography } from '@mui/material';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Draft, Server } from '../../api/types';
import { grouped, plural } from '../../words';
import { TableGrid } from './TableGrid';
import type { Action } from './draft';
import type { Listed } from './listed';
import { useCounts } from './queries';

interface Props {
  server: Server;
  rows: Listed[];
  draft: Draft;
  act: (action: Action) => void;
}

/** TablesPane is where tables are found, counted and ticked. */
export function TablesPane({ server, rows, draft, act }: Props) {
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter.trim().toLowerCase());
  const { counts, count, counting } = useCounts(server.database);
  const shown = useMemo(() => (wanted === '' ? rows : rows.filter((r) => r.table.name.toLowerCase().includes(wanted))), [rows, wanted]);
  const ticked = shown.filter((r) => r.checked).length;
  const all = rows.filter((r) => r.checked);
  const auto = all.filter((r) => r.why.startsWith('auto:')).length;
  const uncounted = all.map((r) => r.table.name).filter((name) => counts[name] === undefined);
  const others = server.tables.length - rows.length;
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, rowGap: 1, mb: 1 }}>
        <TextField label="Filter tables" type="search" value={filter} onChange={(e) => setFilter(e.target.value)} sx={{ flex: '1 1 200px', maxWidth: 360 }} />
        <FormControlLabel
          label="Select all tables" disabled={shown.length === 0} sx={{ mr: 0 }}
          control={
            <Checkbox
              checked={shown.length > 0 && ticked === shown.length} indeterminate={ticked > 0 && ticked < shown.length}
              onChange={() => act({
                do: 'tick all', tables: shown.map((r) => r.table.name), covered: shown.filter((r) => r.covered).map((r) => r.table.name),
                on: ticked < shown.length, whole: wanted === '', schema: server.schema,
              })}
            />
          }
        />
        <Typography variant="body2" role="status" data-testid="selection-count" sx={{ fontWeight: 600 }}>
          {grouped(all.length)} of {plural(rows.length, 'table')} selected{auto > 0 && `, ${grouped(auto)} of them auto`}
        </Typography>
        {uncounted.length > 0 && uncounted.length <= 200 && (
          <Button disabled={counting.length > 0} onClick={() => count(uncounted)}>Count the selected exactly</Button>
        )}
      </Box>
      <TableGrid rows={shown} draft={draft} schema={server.schema} counts={counts} counting={counting} act={act} onCount={count} />
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
        {shown.length < rows.length && `${grouped(shown.length)} of ${plural(rows.length, 'table')} match the filter. `}
        {others > 0 && `${plural(others, 'view, partition or foreign table', 'views, partitions and foreign tables')} not listed: partitions come with their table. `}
        {draft.patterns.length > 0 && `The recipe takes ${draft.patterns.join(', ')} by pattern.`}
      </Typography>
    </>
  );
}
