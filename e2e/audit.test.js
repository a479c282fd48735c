// The look-up of known vulnerabilities, against an OSV of our own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environment, root } from './lib/server.js';

const hole = 'pkg:npm/%40scope/leaky@1.0.0';
const details = {
  id: 'GHSA-1',
  aliases: ['CVE-2026-1'],
  summary: 'Lets anybody in\u001b[31m',
  affected: [{ ranges: [{ events: [{ introduced: '0' }, { fixed: '1.0.1' }] }] }],
};

describe('the audit', () => {
  let folder;
  let sbom;
  let lock;
  let server;
  let asked;
  let answer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-signal-audit-test-'));
    sbom = join(folder, 'sbom.json');
    lock = join(folder, 'package-lock.json');
    const components = ['pkg:maven/io.netty/netty-common@4.2.20.Final?type=jar', 'pkg:maven/io.chatsignal/server@0.1.0?type=jar'];
    await writeFile(sbom, JSON.stringify({ bomFormat: 'CycloneDX', components: components.map((purl) => ({ purl })) }));
    const packages = {
      '': { name: 'us' },
      'node_modules/a/node_modules/@scope/leaky': { version: '1.0.0' },
      'node_modules/old': { name: 'real', version: '2.0.0' },
      'node_modules/ours': { link: true },
    };
    await writeFile(lock, JSON.stringify({ packages }));
    server = createServer(async (request, response) => {
      const chunks = await request.toArray();
      const body = Buffer.concat(chunks).toString();
      const queries = body ? JSON.parse(body).queries : [];
      if (queries.length > 0) asked.push(queries.map(({ package: { purl }, page_token: token }) => token ? `${purl} ${token}` : purl));
      answer(request, response, queries);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const audit = (files, url = `http://127.0.0.1:${server.address().port}`) => {
    asked = [];
    return new Promise((resolve) => {
      const env = { ...environment, OSV_URL: url };
      execFile(process.execPath, [join(root, 'scripts', 'audit.mjs'), ...files], { env }, (error, stdout, stderr) =>
        resolve({ status: error ? error.code : 0, stdout, stderr }));
    });
  };
  const json = (response, value) => response.end(JSON.stringify(value));

  it('asks for every library in both kinds of files, and says that none is known', async () => {
    answer = (_, response, queries) => json(response, { results: queries.map(() => ({})) });
    assert.deepEqual(await audit([sbom, lock]), {
      status: 0,
      stdout: '3 packages were looked up; vulnerabilities are known of none.\n',
      stderr: '',
    });
    assert.deepEqual(asked, [['pkg:maven/io.netty/netty-common@4.2.20.Final', hole, 'pkg:npm/real@2.0.0']]);
  });

  it('names what is known, on every page, and where it is mended', async () => {
    answer = (request, response, queries) => {
      if (request.url === '/v1/vulns/GHSA-1') return json(response, details);
      if (request.url.startsWith('/v1/vulns/')) return json(response, { details: 'Long\nwords' });
      const results = queries.map(({ package: { purl }, page_token: token }) => {
        if (purl !== hole) return {};
        return token ? { vulns: [{ id: 'GHSA-2' }] } : { vulns: [{ id: 'GHSA-1' }], next_page_token: 'more' };
      });
      return json(response, { results });
    };
    const { status, stdout } = await audit([lock]);
    assert.equal(status, 1);
    assert.equal(
      stdout,
      `${hole}\n  GHSA-1, CVE-2026-1: Lets anybody in [31m (fixed in 1.0.1)\n  GHSA-2: Long (fixed in no version yet)\n` +
        '2 packages were looked up; vulnerabilities are known of 1.\n',
    );
    assert.deepEqual(asked[1], [`${hole} more`]);
  });

  for (const [what, reply, said] of [
    ['fails', (_, response) => response.writeHead(503).end(), /answers with status 503/],
    ['talks nonsense', (_, response) => response.end('<html>'), /can't be reached \(/],
    ['answers something else', (_, response) => response.end('{"results":[]}'), /answers what was not asked/],
  ]) {
    it(`says that nothing was checked where OSV ${what}`, async () => {
      answer = reply;
      const { status, stdout, stderr } = await audit([lock]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^Nothing was checked: .*\. Try again where the Internet can be reached\.\n$/);
      assert.match(stderr, said);
    });
  }

  it('says that nothing was checked where OSV can not be reached, or nothing is listed', async () => {
    const { status, stderr } = await audit([lock], 'http://127.0.0.1:9');
    assert.deepEqual([status, /can't be reached/.test(stderr)], [2, true]);
    await writeFile(join(folder, 'empty.json'), '{}');
    assert.equal((await audit([join(folder, 'empty.json')])).status, 2);
  });
});
