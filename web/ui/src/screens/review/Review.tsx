import { Alert, Box, Button, LinearProgress, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, post } from '../../api/client';
import type { Started } from '../../api/types';
import { ChangeButton } from '../../parts/ChangeButton';
import { navigate, useLocation } from '../../router';
import { ConfirmDialog } from './ConfirmDialog';
import { PlanView } from './PlanView';
import { ProblemList } from './Problems';
import { Stale } from './Stale';
import { formOf, startOf } from './form';
import { useCheck, usePlan } from './usePlan';

/** Review shows a plan, and begins it once people have confirmed it. */
export function Review() {
  const location = useLocation();
  const form = formOf(location.search, location.state);
  const plan = usePlan(form);
  const planned = plan.data;
  const { checked, check } = useCheck(planned);
  const [asking, setAsking] = useState(false);
  const start = planned?.plan ? startOf(planned.plan) : null;
  const begin = useMutation({
    mutationFn: (confirm: string) => post<Started>(start?.path ?? '', { plan: planned?.plan?.id ?? '', confirm }),
    onSuccess: ({ run }) => navigate(`/runs/${encodeURIComponent(run)}`),
    onError: (error) => {
      setAsking(false);
      if (error instanceof ApiError && error.status === 409) check();
    },
  });
  const again = () => {
    begin.reset();
    void plan.refetch();
  };
  if (!form) return <NoPlan />;
  const errors = planned?.problems.filter((p) => p.severity === 'error') ?? [];
  const stale = checked?.stale ?? false;
  const ready = planned?.applicable === true && !stale && !plan.isFetching;
  return (
    <Box component="article" aria-busy={plan.isFetching} sx={{ minWidth: 0, pb: 6 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Typography component="h1" variant="h5" sx={{ flex: '1 1 160px' }}>
          Review plan
        </Typography>
        <Button onClick={again} disabled={plan.isFetching}>Plan again</Button>
        {start && planned?.applicable && (
          <ChangeButton variant="contained" color={planned.confirm ? 'error' : 'primary'} disabled={!ready} onClick={() => setAsking(true)}>
            {start.confirm}
          </ChangeButton>
        )}
      </Box>
      <Box aria-live="polite">
        {plan.isFetching && (
          <>
            <Typography color="textSecondary">Planning: the databases are read, nothing is changed…</Typography>
            <LinearProgress aria-label="Planning" sx={{ mt: 1 }} />
          </>
        )}
        {checked && stale && <Stale checked={checked} onPlan={again} />}
        {checked?.run && <Unfinished run={checked.run} />}
      </Box>
      <ProblemList problems={failure(begin.error) ?? []} />
      <ProblemList problems={failure(plan.error) ?? errors} />
      {planned && !planned.applicable && <NotApplicable blocked={errors.length > 0} />}
      {planned?.plan && <PlanView planned={planned} plan={planned.plan} />}
      {planned && start && (
        <ConfirmDialog key={planned.plan?.id} planned={planned} start={start} open={asking} busy={begin.isPending} onClose={() => setAsking(false)} onStart={(confirm) => begin.mutate(confirm)} />
      )}
    </Box>
  );
}

function NoPlan() {
  return (
    <>
      <Typography component="h1" variant="h5" sx={{ mb: 1.5 }}>Review plan</Typography>
      <Alert severity="info">Nothing to plan: choose what to copy first, or a backup to restore.</Alert>
    </>
  );
}

function failure(error: Error | null) {
  if (!error) return null;
  return error instanceof ApiError ? error.problems : [{ severity: 'error', summary: error.message, line: 0 }];
}

function NotApplicable({ blocked }: { blocked: boolean }) {
  return (
    <Alert severity="error" variant="outlined" sx={{ mt: 1 }}>
      {blocked ? 'This plan can’t be applied: mend the errors above, then plan again.' : 'This plan can’t be applied: there is nothing to do.'}
    </Alert>
  );
}

function Unfinished({ run }: { run: string }) {
  return (
    <Alert severity="info" sx={{ mt: 1 }} action={<Button color="inherit" onClick={() => navigate(`/runs/${encodeURIComponent(run)}`)}>Open the run</Button>}>
      Run {run} of this plan is not finished.
    </Alert>
  );
}
