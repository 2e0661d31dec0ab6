declare module 'npm-pick-manifest' {
  /** The manifest of the version npm takes for a range, a version or a tag; throws when there is none. */
  export default function pickManifest(
    packument: Readonly<Record<string, unknown>>,
    wanted: string,
    options: Readonly<Record<string, never>>,
  ): Readonly<Record<string, unknown>> | null;
}
