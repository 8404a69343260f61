import { Registry } from 'prom-client';
import { RequestDurations } from './request-durations';

describe('RequestDurations', () => {
  it('is read by prom-client as any histogram is', async () => {
    const registry = new Registry();
    const durations = new RequestDurations({ name: 'spec_seconds', help: 'For this test.' }, [0.1, 1]);
    registry.registerMetric(durations);
    for (const seconds of [0.05, 0.1, 0.5, 3]) durations.record('GET', '/a', 200, seconds);
    durations.record('GET', '/a', 404, 0.2);
    expect((await registry.metrics()).trim().split('\n')).toEqual([
      '# HELP spec_seconds For this test.',
      '# TYPE spec_seconds histogram',
      'spec_seconds_bucket{le="0.1",method="GET",route="/a",status="200"} 2',
      'spec_seconds_bucket{le="1",method="GET",route="/a",status="200"} 3',
      'spec_seconds_bucket{le="+Inf",method="GET",route="/a",status="200"} 4',
      'spec_seconds_sum{method="GET",route="/a",status="200"} 3.65',
      'spec_seconds_count{method="GET",route="/a",status="200"} 4',
      'spec_seconds_bucket{le="0.1",method="GET",route="/a",status="404"} 0',
      'spec_seconds_bucket{le="1",method="GET",route="/a",status="404"} 1',
      'spec_seconds_bucket{le="+Inf",method="GET",route="/a",status="404"} 1',
      'spec_seconds_sum{method="GET",route="/a",status="404"} 0.2',
      'spec_seconds_count{method="GET",route="/a",status="404"} 1',
    ]);
    const [first] = (await durations.get()).values;
    expect(first?.labels).toEqual({ le: 0.1, method: 'GET', route: '/a', status: '200' });
    durations.reset();
    expect((await durations.get()).values).toEqual([]);
  });
});
