/** What cannot be run everywhere is at least read: the files that an operator deploys, and whether they and the pages say the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
type Json = Record<string, never>;
const documents = (path: string): Json[] =>
  parseAllDocuments(read(path), { merge: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Json;
  });
const app = documents('app.yml')[0] as unknown as {
  default_permissions: Record<string, string>;
  default_events: string[];
};

describe('app.yml', () => {
  it('asks for nothing that docs/install.md does not give a reason for', () => {
    const page = read('docs/install.md');
    const names: Record<string, string> = {
      statuses: 'Commit statuses',
      vulnerability_alerts: 'Dependabot alerts',
    };
    for (const [name, level] of Object.entries(app.default_permissions)) {
      const words = names[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
      expect(page).toContain(`| ${words}: ${level} |`);
    }
  });

  it('asks for every event that means something to us', () => {
    const source = read('src/web/job-for.ts');
    for (const event of app.default_events) expect(source).toContain(`'${event}'`);
  });
});

describe('deploy', () => {
  it('has an image that is small, pinned and nobody’s in particular', () => {
    const file = DockerfileParser.parse(read('deploy/Dockerfile'));
    const lines = file
      .getInstructions()
      .map((one) => `${one.getInstruction()} ${one.getArguments().join(' ')}`);
    expect(
      lines.filter((line) => line.startsWith('FROM')).every((line) => /node:\d+\.\d+\.\d+-/.test(line)),
    ).toBe(true);
    expect(lines).toContain('USER node');
  });

  it('has a compose file whose services wait for each other', () => {
    const [compose] = documents('deploy/compose.yml') as unknown as {
      services: Record<string, { command?: string[]; depends_on?: object }>;
    }[];
    expect(compose?.services.web).toMatchObject({
      command: ['serve'],
      depends_on: { postgres: { condition: 'service_healthy' } },
    });
    expect(compose?.services.worker?.command).toEqual(['worker']);
  });

  it.each(readdirSync(new URL('../deploy/kubernetes', import.meta.url)))(
    'has %s, which says what it is',
    (name) => {
      for (const document of documents(`deploy/kubernetes/${name}`))
        expect(document).toMatchObject({ apiVersion: expect.any(String), kind: expect.any(String) });
    },
  );

  it('lets nothing in a pod write where it need not, or be root', () => {
    for (const name of ['web', 'worker']) {
      const [deployment] = documents(`deploy/kubernetes/${name}.yaml`) as unknown as {
        spec: { template: { spec: { securityContext: object; containers: object[] } } };
      }[];
      expect(deployment?.spec.template.spec).toMatchObject({
        securityContext: { runAsNonRoot: true },
        containers: [{ securityContext: { readOnlyRootFilesystem: true } }],
      });
    }
  });
});

it('docs/operate.md names every variable that is read, and no other', () => {
  const said = new Set(
    read('docs/operate.md')
      .match(/`([A-Z][A-Z_]+)`/g)
      ?.map((name) => name.slice(1, -1)),
  );
  const source = read('src/cli/service-settings.ts');
  const used = new Set(
    source.match(
      /\b(?:APP_ID|PRIVATE_KEY(?:_PATH)?|WEBHOOK_SECRET|HOST|PORT|GHE_[A-Z]+|SPRINGTIDE_[A-Z]+|DATABASE_URL|REDIS_URL|LOG_LEVEL)\b/g,
    ),
  );
  for (const name of used) expect(said).toContain(name);
});
