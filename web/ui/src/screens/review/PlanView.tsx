import { Divider } from '@mui/material';
import { Fragment } from 'react';
import type { Plan, Planned } from '../../api/types';
import { Databases } from './Databases';
import { Destroyed } from './Destroyed';
import { Differences } from './Differences';
import { Files } from './Files';
import { Footer } from './Footer';
import { Head } from './Head';
import { Cycles, Outside } from './Outside';
import { ProblemList } from './Problems';
import { Steps } from './Steps';
import { Tables } from './Tables';
import { Warnings } from './Warnings';

/** PlanView is a plan to be read: what is destroyed before all else. */
export function PlanView({ planned, plan }: { planned: Planned; plan: Plan }) {
  return (
    <>
      {(planned.applicable || plan.steps.length > 0) && <Destroyed plan={plan} />}
      <ProblemList problems={planned.problems.filter((p) => p.severity !== 'error')} />
      <Warnings warnings={plan.warnings} />
      {plan.intents.map((intent, i) => (
        <Fragment key={intent.name}>
          {i > 0 && <Divider sx={{ mt: 3 }} />}
          <Head plan={plan} intent={intent} />
          <Tables plan={plan} intent={intent} />
          <Outside plan={plan} intent={intent} />
          <Files plan={plan} intent={intent} />
          <Steps plan={plan} intent={intent} />
        </Fragment>
      ))}
      <Cycles plan={plan} />
      <Differences plan={plan} remedies={planned.remedies} />
      <Databases plan={plan} />
      <Footer planned={planned} />
    </>
  );
}
