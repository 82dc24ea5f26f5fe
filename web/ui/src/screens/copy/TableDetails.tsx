import { Box, InputBase, MenuItem, TextField, Typography } from '@mui/material';
import type { Draft, ServerTable, TableRule } from '../../api/types';
import { modes, ruleOf, type Action } from './draft';
import { shortName } from './pattern';

interface Props {
  table: ServerTable;
  draft: Draft;
  schema: string;
  /** free is true where the table is taken, and may have rules of its own. */
  free: boolean;
  act: (action: Action) => void;
}

/** TableDetails are the columns and keys of a table, and what the copy does with it in particular. */
export function TableDetails({ table, draft, schema, free, act }: Props) {
  const rule = ruleOf(draft, table.name);
  const shown = shortName(table.name, schema);
  const change = (part: Partial<TableRule>) => act({ do: 'rule', rule: { ...rule, ...part } });
  return (
    <Box sx={{ p: 1.5, pl: { xs: 1.5, sm: 6 }, bgcolor: 'background.default', display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      {free && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
          <TextField
            label={`Where, for ${shown}`} value={rule.where ?? ''} placeholder="created_at > now() - interval '90 days'" sx={{ flex: '2 1 240px' }}
            slotProps={{ htmlInput: { spellCheck: false, style: { fontFamily: 'monospace' } } }} onChange={(e) => change({ where: e.target.value })}
          />
          <TextField select label={`Mode of ${shown}`} value={rule.mode ?? ''} sx={{ flex: '1 1 140px' }} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} onChange={(e) => change({ mode: e.target.value })}>
            <MenuItem value="">as the copy ({draft.mode})</MenuItem>
            {modes.map((mode) => <MenuItem key={mode} value={mode}>{mode}</MenuItem>)}
          </TextField>
        </Box>
      )}
      <Box component="table" className="inner" aria-label={`Columns of ${shown}`}>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            {free && <th scope="col">Set to, as SQL</th>}
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column) => (
            <tr key={column.name}>
              <td>
                {column.key ? <strong>{column.name}</strong> : column.name}
                {column.key && <small> primary key</small>}
              </td>
              <td>
                {column.type}
                {column.not_null && <small> not null</small>}
                {column.default && <small> default {column.default}</small>}
              </td>
              {free && (
                <td>
                  <InputBase
                    value={rule.set?.[column.name] ?? ''} placeholder="as it is" fullWidth sx={{ fontSize: 13, fontFamily: 'monospace', borderBottom: 1, borderColor: 'text.secondary' }}
                    inputProps={{ 'aria-label': `Set ${column.name} of ${shown}`, spellCheck: false }}
                    onChange={(e) => change({ set: { ...rule.set, [column.name]: e.target.value } })}
                  />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Box>
      {table.foreign_keys.map((key) => (
        <Typography key={key.name} variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          Key <code>{key.name}</code>: {key.columns.join(', ')} → {shortName(key.references, schema)}.{key.ref_columns.join(', ')}
        </Typography>
      ))}
    </Box>
  );
}
