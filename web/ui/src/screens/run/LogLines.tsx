import { Box, Typography } from '@mui/material';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { LogLine } from '../../api/types';

interface Props {
  lines: LogLine[];
  follow: boolean;
  onFollow: (follow: boolean) => void;
  empty: string;
}

/** upwards are the keys that scroll away from the last line. */
const upwards = ['ArrowUp', 'PageUp', 'Home'];

const colors: Record<string, string> = { warn: 'warning.main', error: 'error.main', debug: 'text.secondary' };

/** LogLines shows the lines that are in sight. It follows the last one until people scroll up. */
export function LogLines({ lines, follow, onFollow, empty }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => 21, overscan: 10 });
  const count = lines.length;
  useEffect(() => {
    if (follow && count > 0) virtual.scrollToIndex(count - 1, { align: 'end' });
  }, [follow, count, virtual]);
  const stay = () => {
    if (follow) onFollow(false);
  };
  return (
    <Box
      ref={box}
      onWheel={(e) => e.deltaY < 0 && stay()}
      onTouchMove={stay}
      onKeyDown={(e) => upwards.includes(e.key) && stay()}
      tabIndex={0} role="region" aria-label="Log lines" data-testid="log"
      sx={{ height: 320, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1, fontFamily: 'monospace', fontSize: 13 }}
    >
      {count === 0 && <Typography color="textSecondary" sx={{ p: 1.5 }}>{empty}</Typography>}
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="list" aria-label="Log">
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key} ref={virtual.measureElement} data-index={item.index} role="listitem" aria-setsize={count} aria-posinset={item.index + 1}
            style={{ position: 'absolute', top: 0, left: 0, width: '100%', transform: `translateY(${item.start}px)` }}
          >
            <Line line={lines[item.index]} />
          </div>
        ))}
      </div>
    </Box>
  );
}

function Line({ line }: { line: LogLine | undefined }) {
  if (!line) return null;
  return (
    <Box sx={{ display: 'flex', gap: 1.5, px: 1.5, lineHeight: '21px', color: colors[line.level] }}>
      <Box component="span" sx={{ color: 'text.secondary', flexShrink: 0 }}>{clock(line.at)}</Box>
      <Box component="span" sx={{ width: 40, flexShrink: 0 }}>{line.level}</Box>
      <Box component="span" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minWidth: 0 }}>{line.message}</Box>
    </Box>
  );
}

function clock(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
