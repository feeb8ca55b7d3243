import type { Incident, IncidentWrite } from '@service-desk/client';
import type { FieldOf, Fields } from '../forms/three-way.ts';
import type { DraftForm } from '../forms/use-draft-form.ts';
import { type Save, useSave } from '../forms/use-save.ts';
import { useWatched } from '../forms/use-watched.ts';
import { useApi } from '../session.tsx';
import { lifeCycleFacts, stateAfter } from './life-cycle.ts';
import { useReread, useShowIncident } from './queries.ts';

interface EditOptions<Values extends Fields<Values>> {
  incident: Incident;
  close: () => void;
  draft: DraftForm<Values>;
  labels: Record<FieldOf<Values>, string>;
  nouns: Record<string, FieldOf<Values>>;
  valuesOf: (incident: Incident) => Values;
  inputOf: (changes: Partial<Values>) => IncidentWrite;
  announce: (incident: Incident) => string;
}

/** Saves what a person changed of an incident's fields, once they have seen what others changed of the same. */
export function useIncidentEdit<Values extends Fields<Values>>({
  incident,
  close,
  draft,
  valuesOf,
  inputOf,
  ...words
}: EditOptions<Values>): Save<Values> {
  const { desk } = useApi();
  const show = useShowIncident();
  const reread = useReread(incident.id);
  return useSave({
    ...words,
    draft,
    prepare: async () => !draft.adopt(valuesOf(await reread())).conflicts,
    // What is sent is what is still different once the record has been read again.
    mutationFn: (_: Values) => {
      const changes = draft.changes();
      // Nothing is left to be sent where somebody else has changed the same to the same.
      return Object.keys(changes).length === 0
        ? reread()
        : desk.incidents.update(incident.id, inputOf(changes));
    },
    find: async () => {
      const now = await reread();
      draft.adopt(valuesOf(now));
      return Object.keys(draft.changes()).length === 0 ? now : undefined;
    },
    saved: async (updated: Incident) => {
      await show(updated);
      close();
    },
    setErrors: draft.form.setErrors,
  });
}

interface MoveOptions<Field extends string> {
  incident: Incident;
  close: () => void;
  /** The status that the step leads to. */
  wanted: Incident['status'];
  /** Those that it can be taken from. */
  from: readonly Incident['status'][];
  /** How the success is put; the status itself unless given. */
  phrase?: string;
  /** Whether the record says that this input was carried out. */
  carriedOut?: (incident: Incident, input: IncidentWrite) => boolean;
  draft?: Parameters<typeof useSave>[0]['draft'];
  labels: Record<Field, string>;
  setErrors?: (errors: Partial<Record<Field, string>>) => void;
}

/** Takes an incident a step further in its life cycle, unless it is no longer where the person sees it. */
export function useIncidentMove<Field extends string>(options: MoveOptions<Field>) {
  const {
    incident,
    close,
    wanted,
    from,
    phrase,
    carriedOut = () => true,
    draft,
    labels,
    setErrors,
  } = options;
  const { desk } = useApi();
  const show = useShowIncident();
  const reread = useReread(incident.id);
  const watched = useWatched(lifeCycleFacts(incident), async () => lifeCycleFacts(await reread()));
  const save = useSave({
    prepare: watched.stillSo,
    mutationFn: (input: IncidentWrite) => desk.incidents.update(incident.id, input),
    find: async (input: IncidentWrite) => {
      const now = await reread();
      return now.status === wanted && carriedOut(now, input) ? now : undefined;
    },
    saved: async (updated: Incident) => {
      await show(updated);
      close();
    },
    announce: (updated: Incident) => stateAfter(updated, wanted, phrase),
    labels,
    ...(draft && { draft }),
    ...(setErrors && { setErrors }),
  });
  // While it is saved and shown, the change is the person's own.
  const own = save.pending || save.done;
  return {
    save,
    /** What somebody else has changed since the form was opened. */
    changes: own ? [] : watched.changes,
    impossible: !own && !from.includes(incident.status),
  };
}
