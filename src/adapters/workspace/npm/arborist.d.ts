/** The part of `@npmcli/arborist` 10 that is used here; it ships no types of its own. */
declare module '@npmcli/arborist' {
  export interface ArboristEdge {
    readonly valid: boolean;
    readonly to: ArboristNode | null;
  }

  export interface ArboristNode {
    /** Setting it reads all requirements of the node again. */
    package: Record<string, unknown>;
    readonly isLink: boolean;
    readonly target: ArboristNode;
    readonly edgesOut: ReadonlyMap<string, ArboristEdge>;
    readonly inventory: ReadonlyMap<string, ArboristNode>;
    readonly meta: { indent: string | number; newline: string; toString(): string };
  }

  export default class Arborist {
    constructor(options: Readonly<Record<string, unknown>>);
    buildIdealTree(options?: { readonly complete?: boolean }): Promise<ArboristNode>;
  }
}
