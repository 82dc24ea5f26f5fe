import { Box, Typography } from '@mui/material';

/** Logo is two tables, and the rows that go from one to the other. */
export function Logo() {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, color: 'primary.main' }}>
      <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
        <rect x="2" y="3" width="9" height="20" rx="2.5" />
        <rect x="15" y="3" width="9" height="20" rx="2.5" fill="currentColor" fillOpacity="0.18" />
        <path d="M5 9h16M5 13h12M5 17h16" />
      </svg>
      <Typography component="span" sx={{ fontWeight: 750, fontSize: 18, letterSpacing: '-0.02em', display: { xs: 'none', sm: 'inline' } }}>poco</Typography>
    </Box>
  );
}
