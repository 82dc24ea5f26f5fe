import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { CssBaseline } from '@mui/material';
import { ThemeProvider } from '@mui/material/styles';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { takeToken } from './api/token';
import { theme } from './theme';

takeToken();

// The nonce lets this page's styles through, and is of no use to anything that comes later.
const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
const cache = createCache({ key: 'poco', prepend: true, ...(meta ? { nonce: meta.content } : {}) });
meta?.remove();

const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 5000 } } });

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <CacheProvider value={cache}>
      <ThemeProvider theme={theme} defaultMode="system" noSsr>
        <CssBaseline enableColorScheme />
        <QueryClientProvider client={client}>
          <App />
        </QueryClientProvider>
      </ThemeProvider>
    </CacheProvider>
  </StrictMode>,
);
