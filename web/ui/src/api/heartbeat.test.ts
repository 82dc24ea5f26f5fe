import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connection, setConnection } from './connection';
import { heartbeat } from './heartbeat';

const asked = vi.fn<() => Promise<Response>>();
const answer = () => Promise.resolve(new Response('{}'));
const gone = () => Promise.reject(new TypeError('Failed to fetch'));

beforeEach(() => {
  vi.useFakeTimers();
  asked.mockReset().mockImplementation(answer);
  vi.stubGlobal('fetch', asked);
  setConnection('there');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('notices by itself that Poco has gone, and that it is back', async () => {
  const back = vi.fn();
  const stop = heartbeat(back);
  await vi.advanceTimersByTimeAsync(5000);
  expect([asked.mock.calls.length, connection()]).toEqual([1, 'there']);
  asked.mockImplementation(gone);
  await vi.advanceTimersByTimeAsync(5000);
  expect([connection(), back.mock.calls.length]).toEqual(['lost', 0]);
  asked.mockImplementation(answer);
  await vi.advanceTimersByTimeAsync(2000);
  expect([connection(), back.mock.calls.length]).toEqual(['there', 1]);
  stop();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toHaveBeenCalledTimes(3);
});

it('tells that Poco is back also where something else heard it first', async () => {
  const back = vi.fn();
  const stop = heartbeat(back);
  asked.mockImplementation(gone);
  await vi.advanceTimersByTimeAsync(5000);
  asked.mockImplementation(answer);
  setConnection('there');
  await vi.advanceTimersByTimeAsync(5000);
  expect(back).toHaveBeenCalledTimes(1);
  stop();
});

it('is still while nobody looks', async () => {
  const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  const stop = heartbeat(() => undefined);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).not.toHaveBeenCalled();
  seen.mockRestore();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveBeenCalledTimes(1);
  stop();
});
