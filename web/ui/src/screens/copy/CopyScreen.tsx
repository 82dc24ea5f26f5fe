import { Box, CircularProgress, Typography } from '@mui/material';
import { problemsOf } from '../../api/client';
import { Problems } from '../../parts/Problems';
import { Workbench } from './Workbench';
import { useRecipe } from './queries';

/** CopyScreen is where a copy is put together: databases, direction, tables, options. */
export function CopyScreen() {
  const recipe = useRecipe();
  return (
    <Box component="article" sx={{ minWidth: 0 }}>
      <Typography component="h1" variant="h5" sx={{ mb: 1.5 }}>Copy</Typography>
      {recipe.data ? (
        <>
          <Problems problems={recipe.data.problems} />
          <Workbench recipe={recipe.data} />
        </>
      ) : recipe.error ? (
        <Problems problems={problemsOf(recipe.error)} />
      ) : (
        <CircularProgress aria-label="Reading the recipe" />
      )}
    </Box>
  );
}
