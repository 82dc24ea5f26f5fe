import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { ChangeButton } from './ChangeButton';
import { readOnlyNote } from './readOnly';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

/** drawn is the button as a page shows it that may change something, or not. */
async function drawn(readOnly: boolean, disabled?: boolean): Promise<HTMLButtonElement> {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(['session'], { read_only: readOnly });
  const place = document.createElement('div');
  await act(async () => createRoot(place).render(
    <QueryClientProvider client={client}>
      <ChangeButton {...(disabled === undefined ? {} : { disabled })}>Delete</ChangeButton>
    </QueryClientProvider>,
  ));
  return place.querySelector('button') as HTMLButtonElement;
}

it('can be pressed where the page may change something', async () => {
  expect((await drawn(false)).disabled).toBe(false);
  expect((await drawn(false, true)).disabled).toBe(true);
});

it('is disabled where the page is read-only, and says why', async () => {
  const button = await drawn(true, false);
  expect(button.disabled).toBe(true);
  expect(button.getAttribute('aria-describedby')).toBe(readOnlyNote);
  expect(button.parentElement?.title).toContain('Read-only');
});
