import { isAlias, isMap, isScalar } from 'yaml';
import type { Document, LineCounter, Node, Pair } from 'yaml';
import type { ManifestFault } from './manifest.error.ts';

/** What every place in one file shares. */
export interface YamlFile {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly faults: ManifestFault[];
}

/** A value in a YAML file that knows where it stands and by what key it is reached. */
export class YamlPlace {
  readonly file: YamlFile;
  readonly key: string;
  readonly node: Node | null;
  readonly #offset: number;

  constructor(file: YamlFile, key: string, node: Node | null, offset = node?.range?.[0] ?? 0) {
    this.file = file;
    this.key = key;
    this.node = isAlias(node) ? (node.resolve(file.document) ?? null) : node;
    this.#offset = offset;
  }

  /** Notes a fault here. Gives null, as a reader does that has no value to give. */
  refuse(message: string): null {
    const { line, col } = this.file.lines.linePos(this.#offset);
    this.file.faults.push({ line, column: col, key: this.key, message });
    return null;
  }

  /** The entries of a mapping, each with the place of its key and of its value; `undefined` when it is no mapping. */
  entries(): { name: string; at: YamlPlace; value: YamlPlace }[] | undefined {
    if (!isMap(this.node)) return undefined;
    return this.node.items.map((pair) => this.#entry(pair as Pair<Node, Node | null>));
  }

  #entry({ key, value }: Pair<Node, Node | null>): { name: string; at: YamlPlace; value: YamlPlace } {
    const name = isScalar(key) ? String(key.value) : key.toString();
    const path = this.key ? `${this.key}.${name}` : name;
    const at = new YamlPlace(this.file, path, key);
    return { name, at, value: new YamlPlace(this.file, path, value, value?.range?.[0] ?? key.range?.[0]) };
  }
}
