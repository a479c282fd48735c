// When the programs are built anew before they start.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { root } from './lib/server.js';

const earlier = new Date('2026-01-01');
const later = new Date('2026-01-02');

describe('a build is out of date', () => {
  let folder;
  let project;

  /** A file or a folder of the project as it was written then. */
  const write = async (path, when) => {
    const file = join(project, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await utimes(file, when, when);
    for (let parent = dirname(file); parent !== folder; parent = dirname(parent)) await utimes(parent, earlier, earlier);
    return file;
  };

  const outOfDate = (...sources) => {
    const script = '. "$0/scripts/sources.sh"; if sources_changed "$@"; then echo yes; else echo no; fi';
    const built = join(project, '.cache/app/built');
    return execFileSync('sh', ['-euc', script, root, built, ...sources], { encoding: 'utf8' }).trim();
  };

  // Where many people keep what they clone.
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-signal-build-'));
    project = join(folder, 'src/chat-signal');
    await write('.cache/app/built', new Date('2026-01-01T12:00:00Z'));
    await write('pom.xml', earlier);
    await write('server/pom.xml', earlier);
    await write('server/src/main/java/Server.java', earlier);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('not by what the build and a server write, wherever the project lies', async () => {
    for (const path of ['server/target/classes/Server.class', 'data/secret', 'README.md']) {
      const file = await write(path, later);
      await utimes(dirname(file), later, later);
    }
    await utimes(join(project, 'server'), later, later);
    assert.equal(outOfDate(project), 'no');
    assert.equal(outOfDate(join(project, 'pom.xml'), join(project, 'server')), 'no');
  });

  it('by a source or a pom.xml that is newer', async () => {
    for (const path of ['server/src/main/java/Other.java', 'server/pom.xml']) {
      const file = await write(path, later);
      assert.equal(outOfDate(project), 'yes', path);
      assert.equal(outOfDate(join(project, 'server')), 'yes', path);
      await utimes(file, earlier, earlier);
    }
    const pom = await write('pom.xml', later);
    assert.equal(outOfDate(join(project, 'server'), pom), 'yes');
  });

  it('by a source that is gone', async () => {
    await utimes(join(project, 'server/src/main/java'), later, later);
    assert.equal(outOfDate(project), 'yes');
  });

  it('where there is none', async () => {
    await rm(join(project, '.cache/app/built'));
    assert.equal(outOfDate(project), 'yes');
  });
});
