import { Chip } from '@mui/material';
import { memo } from 'react';
import { ChevronIcon } from '../../icons';
import { counted, grouped, size } from '../../words';
import type { Listed } from './listed';
import { shortName } from './pattern';

interface Props {
  row: Listed;
  index: number;
  schema: string;
  /** sized is true where there is room for the size. */
  sized: boolean;
  open: boolean;
  exact: string | undefined;
  counting: boolean;
  onTick: (row: Listed, on: boolean) => void;
  onOpen: (name: string) => void;
  onCount: (tables: string[]) => void;
}

/** TableRow is one table of the source. It is made of plain elements: many of them change at once, and that must not be felt. */
export const TableRow = memo(function TableRow({ row, index, schema, sized, open, exact, counting, onTick, onOpen, onCount }: Props) {
  const { name, rows, bytes, kind, comment } = row.table;
  const shown = shortName(name, schema);
  const unknown = rows === '-1';
  return (
    <tr data-testid="table-row" aria-rowindex={index + 2} className={row.checked ? 'checked' : undefined}>
      <td className="tick">
        <input type="checkbox" aria-label={shown} checked={row.checked} onChange={(e) => onTick(row, e.target.checked)} />
      </td>
      <td>
        <div className="named">
          <button type="button" className="open" aria-label={`Columns and keys of ${shown}`} aria-expanded={open} onClick={() => onOpen(name)}>
            <ChevronIcon />
          </button>
          <div className="words">
            <span className="name" title={comment}>{shown}</span>
            {kind !== 'table' && <Chip label={kind} variant="outlined" />}
            {row.why !== '' && <span className="why">{row.why}</span>}
          </div>
        </div>
      </td>
      <td className="right">
        {exact === undefined ? (
          <button
            type="button" className="count" disabled={counting} onClick={() => onCount([name])} title="Count exactly"
            aria-label={`${shown}: ${unknown ? 'unknown number of' : `about ${grouped(rows)}`} rows, count exactly`}
          >
            {counting ? 'counting…' : unknown ? '≈ ?' : counted(rows, false)}
          </button>
        ) : (
          <strong>{grouped(exact)}</strong>
        )}
      </td>
      {sized && <td className="right size">{size(bytes)}</td>}
    </tr>
  );
}, same);

/** same compares what is shown: the list is made anew with each tick, its rows mostly are as they were. */
function same(a: Props, b: Props): boolean {
  const { row: x, ...p } = a;
  const { row: y, ...q } = b;
  return x.table === y.table && x.checked === y.checked && x.covered === y.covered && x.why === y.why && Object.keys(p).every((k) => p[k as keyof typeof p] === q[k as keyof typeof q]);
}
