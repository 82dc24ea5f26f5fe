import { expect, it } from 'vitest';
import { kept } from './queries';

it('keeps an answer until the next one comes, but never that of another database', () => {
  const asked = ['selection', { database: 'dev', ticked: [], unticked: [], related: 'all' }];
  expect(kept('answer', asked, 'dev')).toBe('answer');
  expect(kept('answer', asked, 'qa')).toBeUndefined();
  expect(kept('answer', undefined, 'dev')).toBeUndefined();
});
