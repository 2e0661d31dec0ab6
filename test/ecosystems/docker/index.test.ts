import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dependency } from '../../../src/domain/manifest.ts';
import { splice } from '../../../src/domain/text.ts';
import { docker } from '../../../src/ecosystems/docker/index.ts';
import { runtimes } from '../../../src/ecosystems/runtimes/index.ts';

const digest = `sha256:${'a'.repeat(64)}`;

function reading(path: string, text: string) {
  return docker.read(new Map([[path, text]]), [path]);
}

describe('which files are wanted', () => {
  const rows: [string, boolean][] = [
    ['Dockerfile.dockerignore', false],
    ['docs/Dockerfile.md', false],
    ['dockerfile.js', false],
    ['composer.json', false],
    ['decompose.yml', false],
    ['.github/dependabot.yml', false],
    ['Dockerfile', true],
    ['a/Dockerfile.prod', true],
    ['a/api.Dockerfile', true],
    ['Containerfile', true],
    ['compose.yaml', true],
    ['docker-compose.dev.yml', true],
    ['a/dev.compose.yml', true],
    ['.github/workflows/ci.yml', true],
    ['action.yml', true],
    ['.gitlab-ci.yml', true],
    ['.devcontainer/devcontainer.json', true],
    ['.devcontainer.json', true],
  ];
  for (const [path, wanted] of rows) it(path, () => expect(docker.wants(path)).toBe(wanted));
});

describe('a Dockerfile', () => {
  const rows: [string, string, [name: string, requirement: string, how?: string][]][] = [
    ['the Node runtime belongs to the runtimes', 'FROM node:20-alpine', []],
    ['nor does an unknown version hide that', 'ARG V\nFROM node:$V-alpine', []],
    ['scratch is nothing', 'FROM scratch', []],
    ['a stage is no image', 'FROM alpine:3.19 AS Base\nFROM base', [['alpine', '3.19']]],
    ['no tag floats', 'FROM alpine', [['alpine', 'alpine', 'floating']]],
    ['a tag of words floats', 'FROM alpine:latest', [['alpine', 'latest', 'floating']]],
    ['a digest alone stays', `FROM alpine@${digest}`, [['alpine', `alpine@${digest}`, 'digest']]],
    ['a variable without a default', 'ARG V\nFROM alpine:$V', [['alpine', 'alpine:$V', 'variable']]],
    ['a variable for all of it', 'FROM $IMAGE', [['$IMAGE', '$IMAGE', 'variable']]],
    [
      'a version in two arguments',
      'ARG A=3\nARG B=19\nFROM alpine:$A.$B',
      [['alpine', 'alpine:$A.$B', 'variable']],
    ],
    [
      'an argument after FROM',
      'FROM alpine:3.19\nARG V=1\nFROM redis:$V',
      [
        ['alpine', '3.19'],
        ['redis', 'redis:$V', 'variable'],
      ],
    ],
    ['a heredoc is no instruction', 'FROM alpine:3.19\nRUN <<EOF\nFROM redis:7\nEOF\n', [['alpine', '3.19']]],
    ['nonsense', 'FROM ::@@::', [['::@@::', '::@@::', 'unreadable']]],
  ];
  for (const [name, text, wanted] of rows) {
    it(name, () => {
      const found = reading('Dockerfile', text).dependencies.map(({ name: image, requirement, source }) =>
        source.kind === 'elsewhere' ? [image, requirement, source.how] : [image, requirement],
      );
      expect(found).toEqual(wanted);
    });
  }

  it('of arguments that double each other ends', () => {
    const doubling = Array.from({ length: 60 }, (_, at) => `ARG A${at + 1}=$A${at}$A${at}`).join('\n');
    const { dependencies } = reading('Dockerfile', `ARG A0=a\n${doubling}\nFROM $A60`);
    expect(dependencies.map(({ source }) => source)).toEqual([{ kind: 'elsewhere', how: 'variable' }]);
  });
});

describe('an image belongs to one ecosystem', () => {
  const images = [
    'redis:7.2',
    'acme/node:20',
    'prom/node-exporter:1.8',
    'registry.example/acme/node:20',
    'node:20',
    'library/node:20-alpine',
    'registry.example/dockerhub/node:20',
    'public.ecr.aws/docker/library/node:20',
    'public.ecr.aws/lambda/nodejs:20',
    'amazon/aws-lambda-nodejs:20',
    'cimg/node:20.1',
    'circleci/node:14',
    'bitnami/node:20',
    'mcr.microsoft.com/devcontainers/typescript-node:20',
    'gcr.io/distroless/nodejs20-debian12',
    'registry.example/ubi9/nodejs-20:1',
  ];
  for (const image of images) {
    it(image, () => {
      const texts = new Map([['Dockerfile', `FROM ${image}\n`]]);
      const owners = [docker, runtimes].filter(
        (one) => one.read(texts, ['Dockerfile']).dependencies.length > 0,
      );
      expect(owners).toHaveLength(1);
    });
  }
});

describe('an ubuntu', () => {
  const known = {
    name: 'ubuntu',
    releases: ['22.04', '24.04', '24.10', '25.04', '26.04'].map((version) => ({ version })),
    tags: {},
    complete: true,
  };
  const offered = (requirement: string) => {
    const [dependency] = reading('Dockerfile', `FROM ubuntu:${requirement}`).dependencies;
    return docker.candidates(dependency as Dependency, known).map(({ version }) => version);
  };
  it('of long-term support stays among those', () =>
    expect(offered('22.04')).toEqual(['22.04', '24.04', '26.04']));
  it('of nine months may go to any', () => expect(offered('24.10')).toHaveLength(5));
});

describe('the lookup', () => {
  const lookup = (image: string) => {
    const [dependency] = reading('Dockerfile', `FROM ${image}`).dependencies;
    return dependency && docker.lookup(dependency);
  };
  it('names the registry', () => {
    expect(lookup('redis:7')).toEqual({
      key: 'docker:docker.io/library/redis',
      ecosystem: 'docker',
      name: 'docker.io/library/redis',
    });
  });
  it('of a digest is a question of its own', () => {
    expect(lookup(`ghcr.io/a/b:1.2@${digest}`)).toEqual({
      key: 'docker:ghcr.io/a/b@1.2',
      ecosystem: 'docker',
      name: 'ghcr.io/a/b',
      pinned: '1.2',
    });
  });
});

describe('whatever stands around it', () => {
  const space = fc.constantFrom(' ', '  ', '\t', ' \\\n ');
  const line = fc.constantFrom('\n', '\r\n', '\n\n# FROM redis:7.2\n', '\r\n\t\r\n');
  it('only the version changes', () => {
    fc.assert(
      fc.property(fc.constantFrom('FROM', 'from', 'From'), space, line, line, (from, gap, before, after) => {
        const around = (version: string) =>
          `${before}${from}${gap}redis:${version}-alpine AS x${after}COPY --from=redis:${version}-alpine /a /b${after}`;
        const text = around('7.2');
        const [dependency] = reading('Dockerfile', text).dependencies;
        const rewritten = docker.rewrite(dependency as Dependency, { version: '8.0-alpine' }, 'major', {
          strategy: 'auto',
          now: new Date(0),
          published: false,
        });
        expect(rewritten.kind === 'edits' && splice(text, rewritten.edits)).toEqual({
          kind: 'spliced',
          text: around('8.0'),
        });
      }),
    );
  });
});
