import { Button } from '@mantine/core';
import { useIsFetching, useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import classes from './live.module.css';

/** Milliseconds after which a call takes longer than usual. */
const PATIENCE = 5000;

type Late = 'reading' | 'saving' | undefined;

/** Says when a call takes long, whatever part of the page waits for it, and offers to stop what only reads. */
export function SlowNotice() {
  const queryClient = useQueryClient();
  const late = useLate();
  return (
    <div role="status" className={classes.slow} data-shown={late !== undefined || undefined}>
      {late === 'saving' && 'Saving takes longer than usual.'}
      {late === 'reading' && (
        <>
          The server takes longer than usual to answer.
          <Button variant="default" size="xs" onClick={() => void queryClient.cancelQueries()}>
            Stop waiting
          </Button>
        </>
      )}
    </div>
  );
}

function useLate(): Late {
  const queryClient = useQueryClient();
  const waiting = useIsFetching() + useIsMutating() > 0;
  const [late, setLate] = useState<Late>();
  useEffect(() => {
    if (!waiting) return;
    const since = new Map<object, number>();
    function look() {
      const now = Date.now();
      const isLate = (call: object) => {
        const start = since.get(call) ?? now;
        since.set(call, start);
        return now - start >= PATIENCE;
      };
      const reads = queryClient.getQueryCache().findAll({ fetchStatus: 'fetching' });
      const writes = queryClient.getMutationCache().findAll({ status: 'pending' });
      const underWay = new Set<object>([...reads, ...writes]);
      for (const call of since.keys()) if (!underWay.has(call)) since.delete(call);
      const [read, write] = [reads.filter(isLate), writes.filter(isLate)];
      setLate(write.length > 0 ? 'saving' : read.length > 0 ? 'reading' : undefined);
    }
    look();
    const timer = setInterval(look, 500);
    return () => {
      clearInterval(timer);
      setLate(undefined);
    };
  }, [queryClient, waiting]);
  return late;
}
