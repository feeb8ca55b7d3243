import { Alert, Button, Group, Text } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Loading } from './loaded.tsx';
import { PageHeading } from './page-heading.tsx';
import classes from './shell.module.css';

/**
 * Shown inside the shell if a page fails. A reload fetches the code again: the browser may have cached the error, and
 * after an update of the desk the file has another name.
 */
export function PageFailure({ reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <div className={classes.wait}>
      <PageHeading documentTitle="Not loaded">This page could not be loaded</PageHeading>
      <Alert color="red" variant="outline" title="Loading failed">
        <Text size="sm" mb="sm">
          The connection may have failed, or the desk has been updated since you opened it.
        </Text>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={() => location.reload()}>
            Try again
          </Button>
          <Button
            variant="subtle"
            size="xs"
            onClick={() => {
              reset();
              router.history.back();
            }}
          >
            Go back
          </Button>
        </Group>
      </Alert>
    </div>
  );
}

export function PagePending() {
  return <Loading label="the page" />;
}
