import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { events } from '../../api/client';
import type { Status } from '../../api/types';
import { begin, take, type Progress } from './progress';

/** shownEvery is how many milliseconds the page waits between two looks at a run. */
const shownEvery = 200;

/** heard says whether this process of Poco keeps what the run told. Of others there is only the state. */
export function heard(status: Status): boolean {
  return status.doing !== '' || status.last !== '0';
}

/**
 * useStream follows the messages of a run for as long as the screen is there. Each thing that is done
 * with a run has a stream of its own, which begins at 1. The status is asked for again whenever the
 * stream says so; one that is over ends with that.
 */
export function useStream(status: Status): Progress {
  const client = useQueryClient();
  const progress = useRef<Progress>(begin());
  const [, setVersion] = useState(0);
  const run = status.run.id;
  const { doing } = status;
  const there = heard(status);
  useEffect(() => {
    if (!there || (doing === '' && progress.current.version > 0)) return;
    progress.current = begin();
    const stop = new AbortController();
    let turns = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      setVersion((v) => v + 1);
      if (progress.current.turns === turns) return;
      turns = progress.current.turns;
      if (doing === '') stop.abort();
      else void client.invalidateQueries({ queryKey: ['status', run] });
    };
    void events(`/api/status/${encodeURIComponent(run)}/events`, {
      signal: stop.signal,
      onMessage: (message) => {
        take(progress.current, message);
        timer ??= setTimeout(show, shownEvery);
      },
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [run, doing, there, client]);
  return progress.current;
}
