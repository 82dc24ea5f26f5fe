import { setConnection } from './connection';
import { bearer } from './token';
import type { Problem, Problems } from './types';

export { events } from './events';

/** An ApiError is an answer that says what went wrong. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problems: Problem[],
  ) {
    super(problems[0]?.summary ?? `Poco answered with status ${status}`);
  }
}

export function problemsOf(error: Error): Problem[] {
  return error instanceof ApiError ? error.problems : [{ severity: 'error', summary: error.message, line: 0 }];
}

const away = 'Poco does not answer: the process has ended or the machine is asleep';

/** send asks Poco, and throws unless the answer is a good one. */
async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { ...bearer(), ...init.headers } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    setConnection('lost');
    throw new Error(away, { cause: error });
  }
  setConnection(response.status === 401 ? 'refused' : 'there');
  if (!response.ok) throw failure(response.status, await response.text());
  return response;
}

function failure(status: number, text: string): ApiError {
  try {
    return new ApiError(status, (JSON.parse(text) as Problems).problems);
  } catch {
    return new ApiError(status, []);
  }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await send(path, { method: 'POST', body: JSON.stringify(body), headers, ...(signal ? { signal } : {}) });
  return (await response.json()) as T;
}

/** download reads a text whole, to be handed to the browser: a link could not bear the token. */
export async function download(path: string): Promise<string> {
  const response = await send(path, {});
  return response.text();
}

/** upload streams a file; fetch does not tell how far it is, so this is the older way to ask. */
export function upload<T>(path: string, file: File, onSent: (bytes: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(bearer())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onerror = () => {
      setConnection('lost');
      reject(new Error(away));
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(failure(request.status, request.responseText));
    };
    request.send(file);
  });
}
