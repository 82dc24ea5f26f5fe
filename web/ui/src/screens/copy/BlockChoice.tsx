import { Alert, Box, MenuItem, TextField } from '@mui/material';
import type { Draft, Recipe } from '../../api/types';
import { fresh, nameOf, type Action } from './draft';

interface Props {
  recipe: Recipe;
  draft: Draft;
  act: (action: Action) => void;
}

/** BlockChoice picks the recipe's copy block to start from, or a new one with a name of its own. */
export function BlockChoice({ recipe, draft, act }: Props) {
  const known = recipe.copies.some((c) => c.name === draft.name);
  const choose = (name: string) => {
    const copy = recipe.copies.find((c) => c.name === name);
    act({ do: 'start', draft: copy ?? fresh(recipe.databases) });
  };
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <TextField select label="Copy" value={known ? draft.name : ''} onChange={(e) => choose(e.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
        <MenuItem value="">a new one</MenuItem>
        {recipe.copies.map((c) => <MenuItem key={c.name} value={c.name}>copy.{c.name}</MenuItem>)}
      </TextField>
      {!known && (
        <TextField
          label="Name" value={draft.name} placeholder={nameOf(draft)} slotProps={{ inputLabel: { shrink: true } }}
          onChange={(e) => act({ do: 'name', name: e.target.value })} helperText="What the recipe calls it: copy.NAME"
        />
      )}
      {draft.foreign && (
        <Alert severity="info" variant="outlined">
          The page leaves this block as a person wrote it: {draft.foreign}. It can be planned as it is; change it in the file.
        </Alert>
      )}
    </Box>
  );
}
