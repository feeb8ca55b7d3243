import { once } from 'node:events';

const MEGABYTE = 2 ** 20;

/**
 * The megabytes that a process holds once its garbage is collected, asked through its inspector: how much garbage it
 * leaves lying about says more about the machine than about the program.
 */
export async function heapMegabytes(inspectorPort: number): Promise<number> {
  const targets = await fetch(`http://127.0.0.1:${inspectorPort}/json/list`);
  const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl as string);
  await once(socket, 'open');
  async function call(id: number, method: string, params: object = {}): Promise<unknown> {
    socket.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [{ data }] = (await once(socket, 'message')) as [{ data: string }];
      const answer = JSON.parse(data) as { id?: number; result: unknown };
      if (answer.id === id) return answer.result;
    }
  }
  await call(1, 'HeapProfiler.collectGarbage');
  const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())';
  const { result } = (await call(2, 'Runtime.evaluate', { expression })) as { result: { value: number } };
  socket.close();
  return result.value / MEGABYTE;
}
