export const rowHeight = 38;

const button = {
  font: 'inherit', color: 'inherit', background: 'none', border: 0, borderRadius: '4px', cursor: 'pointer',
  '&:hover': { bgcolor: 'action.hover' }, '&:disabled': { cursor: 'default', color: 'text.secondary' },
};

/** gridStyle styles the whole list in one place, so that a row costs nothing to style. */
export const gridStyle = {
  maxHeight: 'min(62vh, 640px)', overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1, position: 'relative',
  '& > table': { borderCollapse: 'collapse', width: '100%', fontSize: 14, tableLayout: 'fixed' },
  '& > table > thead th': { position: 'sticky', top: 0, bgcolor: 'background.paper', zIndex: 1, textAlign: 'left', py: 0.75, px: 1, boxShadow: 'inset 0 -1px var(--mui-palette-divider)' },
  '& > table > tbody > tr > td': { py: 0, px: 1, height: rowHeight, verticalAlign: 'middle' },
  '& > table > tbody': { borderBottom: 1, borderColor: 'divider' },
  '& .right': { textAlign: 'right !important', whiteSpace: 'nowrap', width: 108 },
  '& .size': { width: 84 },
  '& .tick': { width: 40, p: '0 0 0 12px !important' },
  '& .tick span': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  '& .tick input': { width: 17, height: 17, m: 0, display: 'block', accentColor: 'var(--mui-palette-primary-main)' },
  '& .checked': { bgcolor: 'color-mix(in srgb, var(--mui-palette-primary-main) 9%, transparent)' },
  '& .checked .name': { fontWeight: 600 },
  '& .named': { display: 'flex', alignItems: 'center', gap: 0.5, minWidth: 0 },
  '& .words': { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 1, py: 0.5, minWidth: 0, overflowWrap: 'anywhere' },
  '& .why, & small': { color: 'text.secondary', fontSize: 12 },
  '& .open': { ...button, display: 'flex', p: 0.5, ml: -0.5, flex: 'none' },
  '& .open[aria-expanded=true] svg': { transform: 'rotate(90deg)' },
  '& .count': { ...button, textDecoration: 'underline dotted', textUnderlineOffset: '3px', px: 0.5, py: 0.5 },
  '& .right strong': { px: 0.5 },
  '& .inner': { borderCollapse: 'collapse', fontSize: 13, width: '100%', tableLayout: 'fixed', overflowWrap: 'anywhere' },
  '& .inner th, & .inner td': { textAlign: 'left', py: 0.25, pr: 1.5, verticalAlign: 'top' },
};
