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

const height = 34;
const widthOf = (text: string) => Math.min(260, 32 + text.length * 7.5);

/** Graph draws the keys: a table stands to the left of those that it references. */
export function Graph({ selection, short }: Props) {
  const { mode, systemMode } = useColorScheme();
  const dark = (mode === 'system' ? systemMode : mode) === 'dark';
  const { nodes, edges } = useMemo(() => draw(selection, short), [selection, short]);
  return (
    <Box role="group" aria-label="Graph of the foreign keys" sx={{ height: 420, border: 1, borderColor: 'divider', borderRadius: 1, overflow: 'hidden' }}>
      <ReactFlow
        nodes={nodes} edges={edges} fitView minZoom={0.1} colorMode={dark ? 'dark' : 'light'} preventScrolling={false}
        nodesConnectable={false} edgesFocusable={false} deleteKeyCode={null} proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </Box>
  );
}

function draw(selection: Selection, short: (name: string) => string): { nodes: Node[]; edges: Edge[] } {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of selection.tables) graph.setNode(name, { width: widthOf(short(name)), height });
  const keys = selection.keys.filter((k) => graph.hasNode(k.table) && graph.hasNode(k.references));
  for (const key of keys) graph.setEdge(key.table, key.references, {}, key.constraint);
  layout(graph);
  const nodes = selection.tables.map(({ name, auto }): Node => {
    const { x, y, width } = graph.node(name) as { x: number; y: number; width: number };
    const colour = `var(--mui-palette-${auto ? 'text-secondary' : 'primary-main'})`;
    return {
      id: name, position: { x: x - width / 2, y: y - height / 2 }, data: { label: short(name) }, width, height,
      sourcePosition: Position.Right, targetPosition: Position.Left, ariaLabel: auto ? `${short(name)}, auto` : short(name),
      style: { borderColor: colour, borderStyle: auto ? 'dashed' : 'solid', borderWidth: auto ? 1 : 2, padding: 6, overflow: 'hidden', textOverflow: 'ellipsis' },
    };
  });
  const edges = keys.map((key): Edge => ({
    id: `${key.table}.${key.constraint}`, source: key.table, target: key.references, animated: false,
    markerEnd: { type: MarkerType.ArrowClosed }, ...(key.in_cycle ? { label: 'circle', style: { strokeDasharray: '4 3' } } : {}),
  }));
  return { nodes, edges };
}
