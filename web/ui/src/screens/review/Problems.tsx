import { Alert, AlertTitle, Box, Typography } from '@mui/material';
import type { Problem } from '../../api/types';
import { Code } from './Code';

/** ProblemList says what is wrong: what, why, what next, and the lines of the recipe. */
export function ProblemList({ problems }: { problems: Problem[] }) {
  return problems.map((problem, i) => (
    <Alert key={i} severity={problem.severity === 'error' ? 'error' : 'warning'} sx={{ mt: 1, '.MuiAlert-message': { minWidth: 0, flex: 1 } }}>
      <AlertTitle>
        {problem.severity === 'error' ? 'Error' : 'Warning'}: {problem.summary}
      </AlertTitle>
      {problem.detail && <Typography variant="body2" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{problem.detail}</Typography>}
      {problem.file && (
        <Typography variant="body2" sx={{ mt: 1 }}>
          on {problem.file}
          {problem.line > 0 && ` line ${problem.line}`}
        </Typography>
      )}
      {problem.snippet && (
        <Box sx={{ mt: 0.5 }}>
          <Code text={problem.snippet} label={`Lines of ${problem.file ?? 'the recipe'}`} height={160} />
        </Box>
      )}
    </Alert>
  ));
}
