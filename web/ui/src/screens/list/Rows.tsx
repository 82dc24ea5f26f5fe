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
  '& .right': { textAlign: 'right', whiteSpace: 'nowrap' },
  '@media (max-width: 599px)': {
    '& thead': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
    '& tbody tr': { display: 'block', py: 0.5 },
    '& td': { display: 'flex', justifyContent: 'space-between', gap: 2, py: 0.25, textAlign: 'right', minWidth: 0 },
    '& td:first-of-type': { fontWeight: 600, textAlign: 'left' },
    '& td:empty': { display: 'none' },
    '& td:not(:first-of-type)::before': { content: 'attr(data-head)', color: 'text.secondary', whiteSpace: 'nowrap' },
  },
} as const;

/**
 * Rows is a table. Of many rows only those in sight are in the document; the table says how many there
 * are. On a phone each row is a block that names its values: the roles keep it a table for those who listen.
 */
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
    <Box ref={box} sx={style} tabIndex={0} role="group" aria-label={label} data-testid={testId}>
      <table role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {columns.map((c) => (
              <th key={c.head} role="columnheader" scope="col" className={c.right ? 'right' : undefined}>
                {c.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {before > 0 && <Gap height={before} columns={columns.length} />}
          {shown.map(({ row, index }) => (
            <tr key={keyOf(row)} role="row" data-index={index} aria-rowindex={index + 2} ref={all ? undefined : virtual.measureElement}>
              {columns.map((c) => (
                <td key={c.head} role="cell" data-head={c.head} className={c.right ? 'right' : undefined}>
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
    <tr aria-hidden style={{ border: 0, padding: 0 }}>
      <td colSpan={columns} style={{ display: 'table-cell', height, padding: 0 }} />
    </tr>
  );
}
