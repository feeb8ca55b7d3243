import { Button } from '@mantine/core';
import { useIsFetching, useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import classes from './live.module.css';

/** Milliseconds after which a request counts as slow. */
const SLOW_AFTER = 5000;

type SlowRequest = 'read' | 'write' | undefined;

/** Reports slow requests of any part of the page, and can cancel reads. */
export function SlowNotice() {
  const queryClient = useQueryClient();
  const slow = useSlowRequest();
  return (
    <div role="status" className={classes.slow} data-shown={slow !== undefined || undefined}>
      {slow === 'write' && 'Saving is taking longer than usual.'}
      {slow === 'read' && (
        <>
          The server is taking longer than usual to respond.
          <Button variant="default" size="xs" onClick={() => void queryClient.cancelQueries()}>
            Stop waiting
          </Button>
        </>
      )}
    </div>
  );
}

function useSlowRequest(): SlowRequest {
  const queryClient = useQueryClient();
  const waiting = useIsFetching() + useIsMutating() > 0;
  const [slow, setSlow] = useState<SlowRequest>();
  useEffect(() => {
    if (!waiting) return;
    const since = new Map<object, number>();
    function check() {
      const now = Date.now();
      const isSlow = (request: object) => {
        const start = since.get(request) ?? now;
        since.set(request, start);
        return now - start >= SLOW_AFTER;
      };
      const reads = queryClient.getQueryCache().findAll({ fetchStatus: 'fetching' });
      const writes = queryClient.getMutationCache().findAll({ status: 'pending' });
      const pending = new Set<object>([...reads, ...writes]);
      for (const request of since.keys()) if (!pending.has(request)) since.delete(request);
      const [slowReads, slowWrites] = [reads.filter(isSlow), writes.filter(isSlow)];
      setSlow(slowWrites.length > 0 ? 'write' : slowReads.length > 0 ? 'read' : undefined);
    }
    check();
    const timer = setInterval(check, 500);
    return () => {
      clearInterval(timer);
      setSlow(undefined);
    };
  }, [queryClient, waiting]);
  return slow;
}
