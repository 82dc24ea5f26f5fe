import { Alert, AlertTitle, Typography } from '@mui/material';
import type { Problem } from '../api/types';

/** Problems says what is wrong where it was done: what, why, what next. */
export function Problems({ problems }: { problems: Problem[] }) {
  return problems.map((problem, i) => (
    <Alert key={i} severity={problem.severity === 'error' ? 'error' : 'warning'} variant="outlined" sx={{ mb: 1, '.MuiAlert-message': { minWidth: 0 } }}>
      <AlertTitle sx={{ mb: 0 }}>{problem.summary}</AlertTitle>
      {problem.detail && <Typography variant="body2" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{problem.detail}</Typography>}
      {problem.file && <Typography variant="caption">{problem.file}{problem.line > 0 && ` line ${problem.line}`}</Typography>}
    </Alert>
  ));
}
