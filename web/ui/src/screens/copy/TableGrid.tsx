import { Box, useMediaQuery } from '@mui/material';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef, useState } from 'react';
import type { Draft } from '../../api/types';
import { TableDetails } from './TableDetails';
import { TableRow } from './TableRow';
import type { Action } from './draft';
import { gridStyle, rowHeight } from './gridStyle';
import type { Listed } from './listed';

interface Props {
  rows: Listed[];
  draft: Draft;
  schema: string;
  counts: Record<string, string>;
  counting: string[];
  act: (action: Action) => void;
  onCount: (tables: string[]) => void;
}

/** TableGrid lists the source's tables. Only those in sight are in the document; the table says how many there are. */
export function TableGrid({ rows, draft, schema, counts, counting, act, onCount }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8,
    getItemKey: (index) => rows[index]?.table.name ?? index, initialRect: { width: 600, height: 640 },
  });
  const columns = useMediaQuery('(min-width:600px)') ? 4 : 3; // the size has no room on a phone
  const items = virtual.getVirtualItems();
  const toggle = useCallback((name: string) => {
    setOpen((was) => (was.has(name) ? new Set([...was].filter((n) => n !== name)) : new Set([...was, name])));
  }, []);
  const tick = useCallback((row: Listed, on: boolean) => act({ do: 'tick', table: row.table.name, on, covered: row.covered }), [act]);
  return (
    <Box ref={box} sx={gridStyle} tabIndex={0} role="region" aria-label="Tables of the source">
      <table aria-label="Tables" aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="tick"><span>Selected</span></th>
            <th scope="col">Table</th>
            <th scope="col" className="right">Rows</th>
            {columns === 4 && <th scope="col" className="right size">Size</th>}
          </tr>
        </thead>
        <Gap height={items[0]?.start ?? 0} columns={columns} />
        {items.map(({ index, key }) => {
          const row = rows[index];
          if (!row) return null;
          const { name } = row.table;
          return (
            <tbody key={key} data-index={index} ref={virtual.measureElement}>
              <TableRow
                row={row} index={index} schema={schema} sized={columns === 4} open={open.has(name)} exact={counts[name]} counting={counting.includes(name)}
                onTick={tick} onOpen={toggle} onCount={onCount}
              />
              {open.has(name) && (
                <tr>
                  <td colSpan={columns} style={{ padding: 0 }}>
                    <TableDetails table={row.table} draft={draft} schema={schema} free={row.checked} act={act} />
                  </td>
                </tr>
              )}
            </tbody>
          );
        })}
        <Gap height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns} />
      </table>
    </Box>
  );
}

/** Gap stands for the rows that are out of sight. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tbody aria-hidden>
      <tr><td colSpan={columns} style={{ height, padding: 0 }} /></tr>
    </tbody>
  );
}
