import { Box, CircularProgress, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { get, problemsOf } from '../../api/client';
import type { Runs as AllRuns } from '../../api/types';
import { ProblemList } from '../review/Problems';
import { Section } from '../review/Section';
import { useRunActions } from '../run/useRunActions';
import { finished } from '../run/useStatus';
import { RunList } from './RunList';

/** Runs is the history: what is unfinished first, with what can be done about it. */
export function Runs() {
  const runs = useQuery({
    queryKey: ['runs'],
    queryFn: ({ signal }) => get<AllRuns>('/api/runs', signal),
    refetchInterval: ({ state }) => (state.data?.runs.some((r) => r.alive || r.here) ? 2000 : 15_000),
  });
  const actions = useRunActions();
  const all = runs.data?.runs ?? [];
  const unfinished = all.filter((r) => !finished(r));
  const ended = all.filter(finished);
  return (
    <Box component="article" sx={{ minWidth: 0, pb: 6 }}>
      <Typography component="h1" variant="h5">Runs</Typography>
      {runs.error && <ProblemList problems={problemsOf(runs.error)} />}
      {actions.error && <ProblemList problems={problemsOf(actions.error)} />}
      {runs.isPending && <CircularProgress aria-label="Reading the runs" sx={{ mt: 2 }} />}
      {runs.data && all.length === 0 && <Typography sx={{ mt: 2 }}>No run yet. A plan that is confirmed begins one.</Typography>}
      {unfinished.length > 0 && (
        <Section title="Unfinished">
          <RunList label="Unfinished runs" runs={unfinished} actions={actions} />
        </Section>
      )}
      {ended.length > 0 && (
        <Section title="Ended">
          <RunList label="Ended runs" runs={ended} actions={actions} />
        </Section>
      )}
    </Box>
  );
}
