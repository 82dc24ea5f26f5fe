import { useEffect, useReducer } from 'react';
import type { Draft, Recipe } from '../../api/types';
import { fresh, reduce, type Action } from './draft';

/** left is the draft as it was when the screen was left: looking at a plan and coming back loses nothing. */
let left: Draft | null = null;

/** useDraft begins with what was left, else with the recipe's first copy, else with a new one. */
export function useDraft(recipe: Recipe): [Draft, (action: Action) => void] {
  const [draft, act] = useReducer(reduce, null, () => left ?? recipe.copies.find((c) => !c.foreign) ?? recipe.copies[0] ?? fresh(recipe.databases));
  useEffect(() => {
    left = draft;
  }, [draft]);
  const labels = recipe.databases.map((d) => d.label).join('\n');
  // A new copy gets its databases as soon as there are some, and loses those that are removed.
  useEffect(() => {
    const known = labels.split('\n');
    if (draft.name !== '' || (known.includes(draft.source) && (draft.target === '' ? known.length < 2 : known.includes(draft.target)))) return;
    const begun = fresh(recipe.databases);
    act({ do: 'start', draft: { ...draft, source: known.includes(draft.source) ? draft.source : begun.source, target: begun.target === draft.source ? '' : begun.target } });
    // Only a change of the databases is a reason to look again.
  }, [labels]);
  return [draft, act];
}
