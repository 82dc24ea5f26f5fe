import { Box } from '@mui/material';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type ReactNode } from 'react';

/** A Column of a table: its head, and what stands in a row. */
export interface Column<T> {
  head: string;
  right?: boolean;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: Array<Column<T>>;
  rows: T[];
  keyOf: (row: T) => string;
  /** height is what a row usually takes; those that are shown are measured. */
  height?: number;
  testId?: string;
}

const many = 100;

const style = {
  maxHeight: 480, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1,
  '& table': { borderCollapse: 'collapse', width: '100%', fontSize: 14 },
  '& th, & td': { px: 1.5, py: 0.75, textAlign: 'left', verticalAlign: 'top', fontVariantNumeric: 'tabular-nums' },
  '& th': { position: 'sticky', top: 0, bgcolor: 'background.paper', zIndex: 1, fontWeight: 600, whiteSpace: 'nowrap' },
  '& tbody tr': { borderTop: 1, borderColor: 'divider' },
  '& td:first-of-type': { minWidth: 120 }, '& td:last-of-type': { minWidth: 110 },
  '& .right': { textAlign: 'right', whiteSpace: 'nowrap' },
} as const;

/** Rows is a table. Of many rows only those in sight are in the document; the table says how many there are. */
export function Rows<T>({ label, columns, rows, keyOf, height = 34, testId }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 10,
    enabled: rows.length > many,
  });
  const items = virtual.getVirtualItems();
  const all = rows.length <= many;
  const before = items[0]?.start ?? 0;
  const after = all ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const shown = all ? rows.map((row, index) => ({ row, index })) : items.map(({ index }) => ({ row: rows[index] as T, index }));
  return (
    <Box ref={box} sx={style} tabIndex={0} role="region" aria-label={label} data-testid={testId}>
      <table aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((c) => (
              <th key={c.head} scope="col" className={c.right ? 'right' : undefined}>
                {c.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} columns={columns.length} />}
          {shown.map(({ row, index }) => (
            <tr key={keyOf(row)} data-index={index} aria-rowindex={index + 2} ref={all ? undefined : virtual.measureElement}>
              {columns.map((c) => (
                <td key={c.head} className={c.right ? 'right' : undefined}>
                  {c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 && <Gap height={after} columns={columns.length} />}
        </tbody>
      </table>
    </Box>
  );
}

/** Gap stands for the rows that are out of sight. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden style={{ border: 0 }}>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}
