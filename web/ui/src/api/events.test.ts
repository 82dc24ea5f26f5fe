import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connection, setConnection } from './connection';
import { events } from './events';
import type { Message } from './types';

const asked = vi.fn<(path: string, init: { headers: Record<string, string> }) => Promise<Response>>();

beforeEach(() => {
  vi.useFakeTimers();
  asked.mockReset();
  vi.stubGlobal('fetch', asked);
  setConnection('there');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** streamed is an answer that comes in these parts, and then breaks off or ends. */
function streamed(parts: string[], breaks = false): Response {
  const bytes = parts.map((part) => new TextEncoder().encode(part));
  return new Response(new ReadableStream({
    pull(stream) {
      const next = bytes.shift();
      if (next) stream.enqueue(next);
      else if (breaks) stream.error(new TypeError('network error'));
      else stream.close();
    },
  }));
}

/** listen follows a stream until it is told to stop. */
function listen() {
  const heard: Message[] = [];
  const stop = new AbortController();
  const over = events('/api/status/1/events', { signal: stop.signal, onMessage: (message) => heard.push(message) });
  return { heard, stop: () => stop.abort(), over };
}

const headersOf = (call: number) => asked.mock.calls[call]?.[1].headers ?? {};

it('goes on after the last message that it heard', async () => {
  asked.mockResolvedValueOnce(streamed(['id: 7\ndata: {"status":true}\n\n'], true)).mockResolvedValueOnce(streamed(['id: 8\ndata: {"status":false}\n\n']));
  const { heard, stop, over } = listen();
  await vi.advanceTimersByTimeAsync(100);
  expect([connection(), heard]).toEqual(['lost', [{ status: true }]]);
  await vi.advanceTimersByTimeAsync(500);
  stop();
  await over;
  expect(heard).toEqual([{ status: true }, { status: false }]);
  expect(headersOf(0)).not.toHaveProperty('Last-Event-ID');
  expect(headersOf(1)).toHaveProperty('Last-Event-ID', '7');
  expect(connection()).toBe('there');
});

it('puts together what comes in pieces', async () => {
  const [before, after] = ['id: 1\nda', 'ta: {"status":true}\n\nid: 2\ndata: {"status":false}\n'];
  asked.mockResolvedValueOnce(streamed([before, after, '\n', ': still there\n\n']));
  const { heard, stop, over } = listen();
  await vi.advanceTimersByTimeAsync(100);
  stop();
  await over;
  expect(heard).toEqual([{ status: true }, { status: false }]);
});

it('gives up where its token is refused', async () => {
  asked.mockResolvedValueOnce(new Response('', { status: 401 }));
  const { heard, over } = listen();
  await over;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([connection(), heard, asked.mock.calls.length]).toEqual(['refused', [], 1]);
});
