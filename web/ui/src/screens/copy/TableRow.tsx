import { Box, Button, Checkbox, Chip, IconButton } from '@mui/material';
import { memo } from 'react';
import { ChevronIcon } from '../../icons';
import { counted, grouped, size } from '../../words';
import type { Listed } from './listed';
import { shortName } from './pattern';

interface Props {
  row: Listed;
  index: number;
  schema: string;
  open: boolean;
  locked: boolean;
  exact: string | undefined;
  counting: boolean;
  onTick: (row: Listed, on: boolean) => void;
  onOpen: (name: string) => void;
  onCount: (tables: string[]) => void;
}

/** TableRow is one table of the source. */
export const TableRow = memo(function TableRow({ row, index, schema, open, locked, exact, counting, onTick, onOpen, onCount }: Props) {
  const { name, rows, bytes, kind, comment } = row.table;
  const shown = shortName(name, schema);
  const unknown = rows === '-1' && exact === undefined;
  return (
    <tr data-testid="table-row" aria-rowindex={index + 2} className={row.checked ? 'checked' : undefined}>
      <td className="tick">
        <Checkbox checked={row.checked} disabled={locked} onChange={(e) => onTick(row, e.target.checked)} slotProps={{ input: { 'aria-label': shown } }} />
      </td>
      <td>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1 }}>
          <IconButton aria-label={`Columns and keys of ${shown}`} aria-expanded={open} onClick={() => onOpen(name)} sx={{ p: 0.25, ml: -0.5, transform: open ? 'rotate(90deg)' : 'none' }}>
            <ChevronIcon />
          </IconButton>
          <Box component="span" title={comment} sx={{ fontWeight: row.checked ? 600 : 400, overflowWrap: 'anywhere' }}>{shown}</Box>
          {kind !== 'table' && <Chip label={kind} variant="outlined" />}
          {row.why !== '' && <Box component="span" sx={{ color: 'text.secondary', fontSize: 12, overflowWrap: 'anywhere' }}>{row.why}</Box>}
        </Box>
      </td>
      <td className="right">
        {exact === undefined ? (
          <Button
            color="inherit" disabled={counting} onClick={() => onCount([name])} title="Count exactly"
            aria-label={`${shown}: ${unknown ? 'unknown number of' : `about ${grouped(rows)}`} rows, count exactly`}
            sx={{ minWidth: 0, py: 0, fontWeight: 400, textDecoration: 'underline dotted', textUnderlineOffset: 3 }}
          >
            {counting ? 'counting…' : unknown ? '≈ ?' : counted(rows, false)}
          </Button>
        ) : (
          <Box component="span" sx={{ px: '5px', fontWeight: 600 }}>{grouped(exact)}</Box>
        )}
      </td>
      <td className="right size">{size(bytes)}</td>
    </tr>
  );
});
