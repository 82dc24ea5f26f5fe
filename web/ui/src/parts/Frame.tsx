import { AppBar, Box, Link as Anchor, Tab, Tabs, Toolbar, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { follow, useLocation } from '../router';
import { useSession } from './session';
import { Logo } from './Logo';
import { ThemeSwitch } from './ThemeSwitch';

const places = [
  { to: '/', name: 'Copy' },
  { to: '/runs', name: 'Runs' },
  { to: '/backups', name: 'Backups' },
];

/** Frame is what stands around every screen: where one is, and where one can go. */
export function Frame({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const session = useSession().data;
  const at = pathname.startsWith('/runs') ? '/runs' : pathname.startsWith('/backups') ? '/backups' : '/';
  return (
    <>
      <Anchor href="#main" sx={{ position: 'absolute', left: -9999, '&:focus': { left: 8, top: 8, zIndex: 2000, bgcolor: 'background.paper', p: 1 } }}>
        Skip to the content
      </Anchor>
      <AppBar position="sticky" color="inherit" elevation={0} sx={{ border: 0, borderBottom: '1px solid var(--mui-palette-divider)', bgcolor: 'background.paper' }}>
        <Toolbar variant="dense" sx={{ gap: { xs: 0.5, sm: 2 }, minWidth: 0, px: { xs: 1, sm: 2 } }}>
          <Logo />
          <Tabs component="nav" aria-label="Screens" value={at} role="navigation" sx={{ minHeight: 48 }} slotProps={{ list: { role: 'presentation' } }}>
            {places.map(({ to, name }) => (
              <Tab
                key={to} component="a" href={to} value={to} label={name} role="link" tabIndex={0}
                aria-current={at === to ? 'page' : undefined} aria-selected={undefined}
                onClick={(event) => follow(event, to)}
                sx={{ minWidth: 0, px: { xs: 1, sm: 2 }, minHeight: 48 }}
              />
            ))}
          </Tabs>
          <Typography variant="caption" color="textSecondary" noWrap title={session?.folder} sx={{ flex: 1, textAlign: 'right', direction: 'rtl', display: { xs: 'none', md: 'block' } }}>
            <bdi>{session?.folder}</bdi>
          </Typography>
          <Box sx={{ flex: { xs: 1, md: 0 } }} />
          <ThemeSwitch />
        </Toolbar>
      </AppBar>
      <Box component="main" id="main" tabIndex={-1} sx={{ maxWidth: 1320, mx: 'auto', px: { xs: 1.5, sm: 3 }, py: 2, minWidth: 0, outline: 'none' }}>
        {children}
      </Box>
    </>
  );
}
