import { useSession } from './session';

/** readOnlyNote is the id of the banner that says why nothing can be changed. */
export const readOnlyNote = 'read-only';

/** useReadOnly says whether Poco refuses whatever would change something. */
export function useReadOnly(): boolean {
  return useSession().data?.read_only ?? false;
}
