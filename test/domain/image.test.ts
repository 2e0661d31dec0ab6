import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familiarName, parseImage, runtimeOfImage } from '../../src/domain/image.ts';

const sha = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('what is not an image', () => {
  const rows = [
    '',
    ':',
    '@',
    'Redis',
    'redis:',
    'redis@',
    'redis:1:2',
    `redis@sha256:abc`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the file that was read
    'redis:${TAG}',
    '$IMAGE',
    '../redis',
    'redis 7',
    'http://registry.example/redis',
    'a/'.repeat(400),
  ];
  for (const text of rows)
    it(JSON.stringify(text.slice(0, 60)), () => expect(parseImage(text)).toBeUndefined());
});

describe('an image', () => {
  const rows: [string, string, string, (string | undefined)?, string?][] = [
    ['redis', 'docker.io', 'library/redis'],
    ['redis:7', 'docker.io', 'library/redis', '7'],
    ['library/redis:7', 'docker.io', 'library/redis', '7'],
    ['docker.io/redis:7', 'docker.io', 'library/redis', '7'],
    ['index.docker.io/grafana/grafana', 'docker.io', 'grafana/grafana'],
    ['localhost/redis:7', 'localhost', 'redis', '7'],
    ['localhost:5000/redis:7', 'localhost:5000', 'redis', '7'],
    ['localhost:5000/redis', 'localhost:5000', 'redis'],
    ['registry.example/a/b/c:1.2', 'registry.example', 'a/b/c', '1.2'],
    [`redis@${sha}`, 'docker.io', 'library/redis', undefined, sha],
    [`quay.io/x/y:v1@${sha}`, 'quay.io', 'x/y', 'v1', sha],
  ];
  for (const [text, registry, name, tag, digest] of rows) {
    it(text, () => {
      const image = parseImage(text);
      expect(image).toMatchObject({ registry, name });
      expect([image?.tag?.text, image?.digest?.text]).toEqual([tag, digest]);
      for (const part of [image?.tag, image?.digest])
        if (part) expect(text.slice(part.range.start, part.range.end)).toBe(part.text);
    });
  }

  it('is answered for any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseImage(text)));
  });
});

describe('an image of the Node runtime', () => {
  const rows: [string, 'node' | undefined][] = [
    ['redis:7', undefined],
    ['acme/node:20', undefined],
    ['node-exporter:1', undefined],
    ['quay.io/prometheus/node-exporter:v1', undefined],
    ['registry.example/acme/node:20', undefined],
    ['node', 'node'],
    ['registry.example/library/node:20', 'node'],
    ['registry.example/dockerhub/library/node:20', 'node'],
    ['registry.example/ubi9/nodejs-20', 'node'],
    ['node:20-alpine', 'node'],
    ['docker.io/library/node:20', 'node'],
    ['public.ecr.aws/docker/library/node:20', 'node'],
    ['cimg/node:20.1', 'node'],
    ['public.ecr.aws/lambda/nodejs:20', 'node'],
    ['mcr.microsoft.com/devcontainers/typescript-node:1-22-bookworm', 'node'],
    ['gcr.io/distroless/nodejs20-debian12', 'node'],
  ];
  for (const [text, runtime] of rows) {
    it(`${text} → ${runtime ?? 'not one'}`, () => {
      const image = parseImage(text);
      expect(image && runtimeOfImage(image)).toBe(runtime);
    });
  }
});

describe('the familiar name', () => {
  const rows = [
    ['docker.io/library/redis:7', 'redis'],
    ['grafana/grafana', 'grafana/grafana'],
    ['ghcr.io/acme/tool:1', 'ghcr.io/acme/tool'],
  ] as const;
  for (const [text, name] of rows) {
    it(`${text} → ${name}`, () => {
      const image = parseImage(text);
      expect(image && familiarName(image)).toBe(name);
    });
  }
});
