import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, post } from '../../api/client';
import type { Counts, Draft, Preview, Recipe, Selection, SelectionForm, Server } from '../../api/types';
import { tell } from '../../parts/notices';

export function useRecipe() {
  return useQuery({ queryKey: ['recipe'], queryFn: ({ signal }) => get<Recipe>('/api/recipe', signal) });
}

/** useChange posts a change to the recipe; the answer is the recipe as it is then. */
export function useChange<Form>(path: string, done?: (recipe: Recipe, form: Form) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (form: Form) => post<Recipe>(path, form),
    onSuccess: (recipe, form) => {
      client.setQueryData(['recipe'], recipe);
      done?.(recipe, form);
    },
    onError: tell,
  });
}

const serverKey = (label: string) => ['server', label];

/** useServers are the databases that are connected: what was read of them stays until they are disconnected. */
export function useServers(labels: string[]): Map<string, Server> {
  return useQueries({
    queries: labels.map((label) => ({
      queryKey: serverKey(label), queryFn: () => connect(label), enabled: false, staleTime: Infinity, gcTime: Infinity,
    })),
    combine: connected,
  });
}

function connected(found: Array<{ data: Server | null | undefined }>): Map<string, Server> {
  return new Map(found.flatMap(({ data }) => (data ? [[data.database, data] as const] : [])));
}

function connect(database: string): Promise<Server> {
  return post<Server>('/api/connect', { database });
}

export function useConnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: connect,
    onSuccess: (server) => client.setQueryData(serverKey(server.database), server),
    onError: tell,
  });
}

export function useDisconnect(): (label: string) => void {
  const client = useQueryClient();
  return (label) => {
    client.setQueryData(serverKey(label), null);
    client.removeQueries({ queryKey: serverKey(label) });
    client.removeQueries({ queryKey: ['counts', label] });
  };
}

/** useCounts are the exact numbers that were asked for, by table; undefined stands for the estimate. */
export function useCounts(database: string) {
  const client = useQueryClient();
  const queryKey = ['counts', database];
  const counts = useQuery<Record<string, string>>({ queryKey, queryFn: () => ({}), enabled: false, staleTime: Infinity, gcTime: Infinity });
  const count = useMutation({
    mutationFn: (tables: string[]) => post<Counts>('/api/count', { database, tables }),
    onSuccess: ({ tables }) => {
      const good = tables.filter((t) => !t.problem).map((t) => [t.name, t.rows]);
      client.setQueryData<Record<string, string>>(queryKey, (old) => ({ ...old, ...Object.fromEntries(good) }));
      const bad = tables.find((t) => t.problem);
      if (bad) tell(new Error(`${bad.name} can’t be counted: ${bad.problem}`));
    },
    onError: tell,
  });
  return { counts: counts.data ?? {}, count: count.mutate, counting: count.isPending ? (count.variables ?? []) : [] };
}

/** useSettled is a value once it has stood still for a while. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), milliseconds);
    return () => clearTimeout(timer);
  }, [text, milliseconds]);
  return JSON.parse(settled) as T;
}

/** useTold tells what went wrong with a question that was asked by itself. */
function useTold(error: Error | null) {
  useEffect(() => {
    if (error) tell(error);
  }, [error]);
}

/** useSelection asks what the ticked tables bring with them. The latest question wins. */
export function useSelection(form: SelectionForm, connected: boolean) {
  const settled = useSettled(form, 120);
  const fits = settled.database === form.database;
  const answer = useQuery({
    queryKey: ['selection', settled],
    queryFn: ({ signal }) => post<Selection>('/api/selection', settled, signal),
    enabled: connected && fits,
    placeholderData: (previous, query) => kept(previous, query?.queryKey, settled.database),
  });
  useTold(answer.error);
  return fits ? answer.data : undefined;
}

/** kept is the answer to the question before, for as long as it was about the same database. */
export function kept<T>(previous: T, key: readonly unknown[] | undefined, database: string): T | undefined {
  const asked = key?.[1] as SelectionForm | undefined;
  return asked?.database === database ? previous : undefined;
}

export function usePreview(draft: Draft, digest: string, enabled: boolean) {
  const settled = useSettled(draft, 250);
  const preview = useQuery({
    queryKey: ['preview', digest, settled],
    queryFn: ({ signal }) => post<Preview>('/api/recipe/preview', settled, signal),
    enabled,
    placeholderData: keepPreviousData,
  });
  useTold(preview.error);
  return preview;
}
