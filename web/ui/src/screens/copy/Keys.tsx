import { Alert, Box, Button, CircularProgress, Typography } from '@mui/material';
import { lazy, memo, Suspense, useCallback, useState } from 'react';
import type { Selection } from '../../api/types';
import { grouped, plural } from '../../words';
import { shortName } from './pattern';

const Graph = lazy(() => import('./Graph').then((m) => ({ default: m.Graph })));

/** mostDrawn is how many tables a drawing can hold and still be read; the list holds any number. */
const mostDrawn = 300;

/** firstListed is how many keys are listed until all are asked for. */
const firstListed = 200;

/** Follows says what comes of tables that were unticked, and which keys go around in a circle. */
export function Follows({ selection }: { selection: Selection }) {
  if (selection.follows.length === 0 && selection.cycles.length === 0) return null;
  return (
    <Box aria-live="polite" sx={{ mt: 1 }}>
      {selection.follows.length > 0 && (
        <Alert severity="warning" variant="outlined" sx={{ mb: 1 }}>
          <Typography component="h3" variant="subtitle2">What follows from leaving tables out</Typography>
          <Box component="ul" sx={{ m: 0, pl: 2, overflowWrap: 'anywhere' }}>
            {selection.follows.map((text) => <li key={text}>{text}</li>)}
          </Box>
        </Alert>
      )}
      {selection.cycles.map((cycle) => (
        <Typography key={cycle.join()} variant="body2" color="textSecondary">
          Keys go around in a circle: {cycle.join(', ')}. The plan copies these together.
        </Typography>
      ))}
    </Box>
  );
}

/** Keys are the foreign keys between the selected tables, as a list and, when asked for, as a drawing of the same. */
export const Keys = memo(function Keys({ selection, schema }: { selection: Selection; schema: string }) {
  const [drawn, setDrawn] = useState(false);
  const [all, setAll] = useState(false);
  const short = useCallback((name: string) => shortName(name, schema), [schema]);
  const listed = all ? selection.keys : selection.keys.slice(0, firstListed);
  const many = selection.tables.length > mostDrawn;
  if (selection.keys.length === 0) return <Typography variant="body2" color="textSecondary">No foreign keys between the selected tables.</Typography>;
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 1 }}>
        <Typography variant="body2" sx={{ flex: 1 }}>{plural(selection.keys.length, 'foreign key')} between {plural(selection.tables.length, 'table')}</Typography>
        <Button variant="outlined" aria-pressed={drawn} disabled={many} onClick={() => setDrawn(!drawn)}>{drawn ? 'Hide the graph' : 'Show the graph'}</Button>
      </Box>
      {many && <Typography variant="caption">The graph is drawn for up to {mostDrawn} tables.</Typography>}
      {drawn && !many && (
        <Suspense fallback={<CircularProgress aria-label="Drawing" />}>
          <Graph selection={selection} short={short} />
        </Suspense>
      )}
      <Box component="ul" tabIndex={0} aria-label="Foreign keys" sx={{ m: 0, mt: 1, pl: 2.5, maxHeight: 220, overflow: 'auto', fontSize: 13, overflowWrap: 'anywhere' }}>
        {listed.map((key) => (
          <li key={`${key.table}.${key.constraint}`}>
            {short(key.table)}.{key.columns.join(', ')} → {short(key.references)}.{key.ref_columns.join(', ')}
            {key.in_cycle && ' (in a circle)'}
          </li>
        ))}
      </Box>
      {listed.length < selection.keys.length && <Button onClick={() => setAll(true)}>List all {grouped(selection.keys.length)} keys</Button>}
    </>
  );
});
