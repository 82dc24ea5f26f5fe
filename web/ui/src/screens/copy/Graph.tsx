import { Box } from '@mui/material';
import { useColorScheme } from '@mui/material/styles';
import { graphlib, layout } from '@dagrejs/dagre';
import { Controls, MarkerType, Position, ReactFlow, type Edge, type Node } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo } from 'react';
import type { Selection } from '../../api/types';

interface Props {
  selection: Selection;
  short: (name: string) => string;
}

const style = {
  height: 420, border: 1, borderColor: 'divider', borderRadius: 1, overflow: 'hidden',
  '& .react-flow': {
    '--xy-background-color': 'transparent', '--xy-edge-stroke': 'var(--mui-palette-text-secondary)', '--xy-node-background-color': 'var(--mui-palette-background-paper)',
    '--xy-node-color': 'var(--mui-palette-text-primary)',
  },
  '& .react-flow__handle': { opacity: 0 },
};

const height = 34;
const widthOf = (text: string) => Math.min(260, 32 + text.length * 7.5);

/** Graph draws the keys: a table stands to the left of those that it references. */
export function Graph({ selection, short }: Props) {
  const { mode, systemMode } = useColorScheme();
  const dark = (mode === 'system' ? systemMode : mode) === 'dark';
  const { nodes, edges } = useMemo(() => draw(selection, short), [selection, short]);
  return (
    <Box role="group" aria-label="Graph of the foreign keys" sx={style}>
      <ReactFlow
        nodes={nodes} edges={edges} fitView minZoom={0.1} colorMode={dark ? 'dark' : 'light'} preventScrolling={false}
        nodesConnectable={false} edgesFocusable={false} deleteKeyCode={null} proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </Box>
  );
}

function draw(selection: Selection, short: (name: string) => string): { nodes: Node[]; edges: Edge[] } {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of selection.tables) graph.setNode(name, { width: widthOf(short(name)) + 12, height });
  const keys = selection.keys.filter((k) => k.table !== k.references && graph.hasNode(k.table) && graph.hasNode(k.references));
  // A table that references itself bears a sign: an arrow from it to it would lie behind it.
  const turned = new Set(selection.keys.filter((k) => k.table === k.references).map((k) => k.table));
  const shown = (name: string) => (turned.has(name) ? `${short(name)} ↻` : short(name));
  for (const key of keys) graph.setEdge(key.table, key.references, {}, key.constraint);
  layout(graph);
  const nodes = selection.tables.map(({ name, auto }): Node => {
    const { x, y, width } = graph.node(name) as { x: number; y: number; width: number };
    const colour = `var(--mui-palette-${auto ? 'text-secondary' : 'primary-main'})`;
    return {
      id: name, position: { x: x - width / 2, y: y - height / 2 }, data: { label: shown(name) }, width, height,
      sourcePosition: Position.Right, targetPosition: Position.Left, ariaLabel: auto ? `${short(name)}, auto` : short(name),
      style: { borderColor: colour, borderStyle: auto ? 'dashed' : 'solid', borderWidth: auto ? 1 : 2, padding: 6, overflow: 'hidden', textOverflow: 'ellipsis' },
    };
  });
  const edges = keys.map((key): Edge => ({
    id: `${key.table}.${key.constraint}`, source: key.table, target: key.references,
    markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--mui-palette-text-secondary)' }, ...(key.in_cycle ? { style: { strokeDasharray: '5 4' } } : {}),
  }));
  return { nodes, edges };
}
