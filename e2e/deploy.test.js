// What is shipped for engines that don't run here, against their schemas, against the program and against each other.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { checkKubernetes, compose, objects } from './lib/schema.js';
import { environment, root, startServer } from './lib/server.js';

const run = promisify(execFile);
const read = (...path) => readFile(join(root, ...path), 'utf8');
const reference = await read('docs', 'configuration.md');
const settings = new Map([...reference.matchAll(/^\| `([A-Z_]+)` \| `?([^`|]*?)`? \|/gm)].map(([, name, value]) => [name, value]));
const dockerfile = await read('deploy', 'docker', 'Dockerfile');
const image = Object.fromEntries(
  [.../^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile)[1].matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);
const [imageUser, imageGroup] = /^USER (\d+):(\d+)$/m.exec(dockerfile).slice(1);
/** What belongs to the Java runtime or to the shell. */
const notOurs = new Set(['JAVA_HOME', 'PATH']);

const seconds = (text) => {
  const [, amount, unit] = /^(\d+)(s|m)?$/.exec(text);
  return Number(amount) * (unit === 'm' ? 60 : 1);
};

/** The program itself says whether it would start with that environment. */
async function assertStarts(env) {
  for (const name of Object.keys(env)) assert.ok(settings.has(name) || notOurs.has(name), `${name} is no setting`);
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !notOurs.has(name)));
  const { stdout } = await run(join(root, 'chat-signal'), ['config', 'check'], { env: { ...environment, ...own } });
  assert.match(stdout, /^The settings are good\.$/m);
}

describe('the files for Kubernetes', async () => {
  const all = [
    ...objects(await read('deploy', 'kubernetes', 'chat-signal.yaml')),
    ...objects(await read('deploy', 'kubernetes', 'autoscaling.yaml')),
  ];
  const one = (kind) => {
    const found = all.filter((object) => object.kind === kind);
    assert.equal(found.length, 1, kind);
    return found[0];
  };
  const pod = one('Deployment').spec.template;
  const [container] = pod.spec.containers;
  const env = { ...image, ...Object.fromEntries(container.env.map(({ name, value }) => [name, value])) };
  const port = (name) => container.ports.find((each) => each.name === name)?.containerPort;
  let server;
  let management;
  before(async () => {
    server = await startServer({ MANAGEMENT_PORT: '0' });
    management = /Metrics +(\S+)\/metrics/.exec(server.output())[1];
  });
  after(() => server.stop());

  for (const object of all) {
    it(`fits its schema, in every field: ${object.kind}`, () => checkKubernetes(object));
  }

  it('does not pass a field that is misspelt or of the wrong type', async () => {
    const [misspelt, mistyped] = [structuredClone(one('Service')), structuredClone(one('Service'))];
    misspelt.spec.ports[0].targetPrt = 'http';
    await assert.rejects(checkKubernetes(misspelt), /no schema knows Service\.spec\.ports\.0\.targetPrt/);
    mistyped.spec.ports[0].port = 'eighty';
    await assert.rejects(checkKubernetes(mistyped), /must be integer/);
  });

  it('selects the pods that the deployment makes', () => {
    for (const selector of [
      one('Deployment').spec.selector.matchLabels,
      one('Service').spec.selector,
      one('PodDisruptionBudget').spec.selector.matchLabels,
      one('NetworkPolicy').spec.podSelector.matchLabels,
      pod.spec.topologySpreadConstraints[0].labelSelector.matchLabels,
    ]) {
      assert.deepEqual(selector, pod.metadata.labels);
    }
    const { scaleTargetRef, minReplicas, maxReplicas } = one('HorizontalPodAutoscaler').spec;
    const { apiVersion, kind, metadata, spec } = one('Deployment');
    assert.deepEqual(scaleTargetRef, { apiVersion, kind, name: metadata.name });
    assert.ok(minReplicas <= spec.replicas && spec.replicas <= maxReplicas);
  });

  it('opens the ports that the program listens on, and lets the right ones through', () => {
    assert.equal(String(port('http')), env.APP_PORT);
    assert.equal(String(port('management')), env.MANAGEMENT_PORT);
    assert.equal(pod.metadata.annotations['prometheus.io/port'], env.MANAGEMENT_PORT);
    assert.equal(env.MANAGEMENT_HOST, '0.0.0.0');
    assert.match(dockerfile, new RegExp(`^EXPOSE ${env.APP_PORT}$`, 'm'));
    assert.deepEqual(one('Service').spec.ports.map(({ targetPort }) => targetPort), ['http']);
    const [clients, machines] = one('NetworkPolicy').spec.ingress;
    assert.deepEqual([clients.from, clients.ports], [undefined, [{ port: 'http' }]]);
    assert.deepEqual([machines.from.length, machines.ports], [1, [{ port: 'management' }]]);
  });

  it('asks for pages that there are, and scales by a metric that there is', async () => {
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      const { path, port: name } = container[probe].httpGet;
      assert.equal(name, 'management');
      assert.equal((await fetch(management + path)).status, 200, path);
    }
    const metrics = await (await fetch(`${management}/metrics`)).text();
    for (const { pods } of one('HorizontalPodAutoscaler').spec.metrics) {
      assert.match(metrics, new RegExp(`^# TYPE ${pods.metric.name} gauge$`, 'm'));
    }
  });

  it('starts the program, with the secret that its first lines make', async () => {
    const [head] = (await read('deploy', 'kubernetes', 'chat-signal.yaml')).split('apiVersion');
    const [{ secretRef }] = container.envFrom;
    assert.match(head, new RegExp(`create secret generic ${secretRef.name} `));
    const secret = Object.fromEntries([...head.matchAll(/--from-literal=(\w+)=(?:"\$\(([^)]*)\)"|(\S+))/g)]
      .map(([, name, made, said]) => [name, made ? 'x'.repeat(64) : said]));
    assert.deepEqual(Object.keys(secret).sort(), ['APP_PASS', 'APP_SECRET', 'REDIS_URL']);
    await assertStarts({ ...env, ...secret });
  });

  it('runs as the image does, and gives it the time to stop', () => {
    const { runAsUser, runAsGroup, runAsNonRoot } = pod.spec.securityContext;
    assert.deepEqual([String(runAsUser), String(runAsGroup), runAsNonRoot], [imageUser, imageGroup, true]);
    assert.equal(container.securityContext.readOnlyRootFilesystem, true);
    assert.deepEqual(container.volumeMounts.map(({ name }) => name), pod.spec.volumes.map(({ name }) => name));
    const pause = container.lifecycle.preStop.sleep.seconds;
    assert.ok(pod.spec.terminationGracePeriodSeconds > pause + seconds(env.DRAIN_TIMEOUT));
  });
});

describe('the Compose file', async () => {
  const file = join(root, 'docker', 'demo', 'docker-compose.yml');
  const text = await readFile(file, 'utf8');
  const { services } = compose(text);
  const nodes = Object.entries(services).filter(([, service]) => service.build);
  const nginx = await read('docker', 'demo', 'nginx.conf');

  it('fits the schema of Compose, which knows no other field', () => {
    assert.equal(nodes.length, 2);
    assert.throws(() => compose(text.replace('read_only:', 'readonly:')), /must NOT have additional properties/);
  });

  it('starts the program on each node', async () => {
    for (const [name, { environment: own, build }] of nodes) {
      await assertStarts({ ...image, ...own });
      const context = join(dirname(file), build.context);
      assert.equal(join(context, build.dockerfile), join(root, 'deploy', 'docker', 'Dockerfile'), name);
    }
  });

  it('names services, files and ports that there are', () => {
    for (const [name, { depends_on: needed = {}, volumes = [] }] of Object.entries(services)) {
      for (const [other, { condition } = {}] of Array.isArray(needed) ? needed.map((each) => [each]) : Object.entries(needed)) {
        assert.ok(services[other], `${name} depends on ${other}`);
        if (condition === 'service_healthy') assert.ok(services[other].healthcheck, other);
      }
      for (const volume of volumes) assert.ok(existsSync(join(dirname(file), volume.split(':')[0])), volume);
    }
    for (const [, { expose, environment: own }] of nodes) {
      assert.deepEqual(expose, [image.APP_PORT, image.MANAGEMENT_PORT]);
      assert.equal(new URL(own.REDIS_URL).hostname in services, true);
    }
  });

  it('has an nginx that knows each node by its address and by the name in its ids', () => {
    for (const [name, { environment: own }] of nodes) {
      assert.match(nginx, new RegExp(`upstream any \\{[^}]*server ${name}:${image.APP_PORT};`));
      assert.match(nginx, new RegExp(`upstream ${own.NODE_NAME} \\{ server ${name}:${image.APP_PORT}; }`));
      assert.match(nginx, new RegExp(`"~\\^${own.NODE_NAME}\\\\\\." ${own.NODE_NAME};`));
    }
    const inside = Number(/listen (\d+);/.exec(nginx)[1]);
    assert.deepEqual(services.nginx.ports, [`8080:${inside}`]);
  });

  it('gives TURN the secret that the nodes have, and each node the time to stop', () => {
    for (const [, { environment: own, stop_grace_period: grace, read_only: readOnly, cap_drop: dropped }] of nodes) {
      assert.ok(services.coturn.command.includes(`--static-auth-secret=${own.TURN_SECRET} `));
      assert.ok(seconds(grace) > seconds(settings.get('DRAIN_TIMEOUT')));
      assert.deepEqual([readOnly, dropped], [true, ['ALL']]);
    }
  });
});

describe('the systemd unit', async () => {
  const unit = await read('deploy', 'systemd', 'chat-signal.service');

  it('starts the program, and gives it the time to stop', async () => {
    await assertStarts(Object.fromEntries([...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value])));
    assert.ok(seconds(/^TimeoutStopSec=(.*)$/m.exec(unit)[1]) > seconds(settings.get('DRAIN_TIMEOUT')));
  });
});
