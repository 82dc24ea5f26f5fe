import { setConnection } from './connection';
import { bearer } from './token';
import type { Message } from './types';

interface Options {
  signal: AbortSignal;
  onMessage: (message: Message) => void;
}

const firstWait = 500;
const longestWait = 8000;

/** events follows a stream until it is told to stop. One that breaks off is taken up after the last message heard. */
export async function events(path: string, { signal, onMessage }: Options): Promise<void> {
  let last = '';
  let wait = firstWait;
  while (!signal.aborted) {
    try {
      const response = await fetch(path, { signal, headers: { ...bearer(), ...(last === '' ? {} : { 'Last-Event-ID': last }) } });
      if (response.status === 401) setConnection('refused');
      if (response.status >= 400 && response.status < 500) return;
      if (response.ok && response.body) {
        setConnection('there');
        for await (const block of blocks(response.body)) {
          if (block.id !== '') last = block.id;
          if (block.data !== '') onMessage(JSON.parse(block.data) as Message);
          wait = firstWait;
        }
      }
    } catch {
      if (signal.aborted) return;
      setConnection('lost');
    }
    await pause(wait, signal);
    wait = Math.min(wait * 2, longestWait);
  }
}

interface Block {
  id: string;
  data: string;
}

/** blocks splits a stream at its empty lines, into the id and the data of each message. */
async function* blocks(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Block> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    yield* whole.map(parse);
  }
}

function parse(text: string): Block {
  const of = (name: string) =>
    text.split('\n').filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart()).join('\n');
  return { id: of('id'), data: of('data') };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
