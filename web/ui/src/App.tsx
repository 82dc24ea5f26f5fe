import { Alert, CircularProgress, Typography } from '@mui/material';
import { lazy, Suspense } from 'react';
import { useConnection } from './api/connection';
import { Banners } from './parts/Banners';
import { ErrorPanel } from './parts/ErrorPanel';
import { Frame } from './parts/Frame';
import { Guard } from './parts/Guard';
import { useLocation } from './router';

const CopyScreen = lazy(() => import('./screens/copy/CopyScreen').then((m) => ({ default: m.CopyScreen })));
const Review = lazy(() => import('./screens/review/Review').then((m) => ({ default: m.Review })));
const Run = lazy(() => import('./screens/run/Run').then((m) => ({ default: m.Run })));
const Runs = lazy(() => import('./screens/runs/Runs').then((m) => ({ default: m.Runs })));
const Backups = lazy(() => import('./screens/backups/Backups').then((m) => ({ default: m.Backups })));

/** App shows the screen of the address, in its frame. Without the token of the process there is nothing to show. */
export function App() {
  const { pathname } = useLocation();
  const connection = useConnection();
  return (
    <Frame>
      {connection === 'refused' ? (
        <>
          <Title>Not let in</Title>
          <Alert severity="warning">
            This page lacks the token of the running Poco: open the URL that <code>poco ui</code> printed in its terminal.
          </Alert>
        </>
      ) : (
        <>
          <Banners />
          <ErrorPanel />
          <Guard key={pathname}>
            <Suspense fallback={<CircularProgress aria-label="Loading" />}>
              <Screen pathname={pathname} />
            </Suspense>
          </Guard>
        </>
      )}
    </Frame>
  );
}

function Screen({ pathname }: { pathname: string }) {
  if (pathname === '/') return <CopyScreen />;
  if (pathname === '/review') return <Review />;
  if (pathname === '/runs') return <Runs />;
  if (pathname === '/backups') return <Backups />;
  if (pathname.startsWith('/runs/')) return <Run key={pathname} run={decodeURIComponent(pathname.slice('/runs/'.length))} />;
  return (
    <>
      <Title>Not found</Title>
      <Alert severity="info">There is no such page.</Alert>
    </>
  );
}

/** Title is the heading of what takes the place of a screen. */
function Title({ children }: { children: string }) {
  return <Typography component="h1" variant="h5" sx={{ mb: 1.5 }}>{children}</Typography>;
}
