import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { YamlError } from './yaml-error.ts';

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

/** One value of a YAML file, which knows where it stands and says so when it is refused. */
export class YamlField {
  /** Path from the top of the file; empty for the top itself. */
  readonly key: string;
  private readonly source: Source;
  private readonly node: Node | null;
  /** Where to point at: the value, or its key when there is none. */
  private readonly offset: number;

  private constructor(source: Source, node: Node | null, key: string, parentOffset: number) {
    this.source = source;
    this.node = node;
    this.key = key;
    this.offset = node?.range?.[0] ?? parentOffset;
  }

  /** @throws {YamlError} when `text` is not YAML, or names a key twice */
  static parse(text: string, file: string): { top: YamlField; document: Document } {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const top = new YamlField({ file, lines }, document.contents, '', 0);
    const [fault] = document.errors;
    if (fault)
      throw top.faultAt(
        fault.pos[0],
        fault.code === 'DUPLICATE_KEY' ? 'this key is here twice; remove one' : fault.message,
      );
    return { top, document };
  }

  /** The values of a mapping that may have `keys` and no others. */
  fields<K extends string>(keys: readonly K[]): Fields<K> {
    const found = new Map(this.entries());
    for (const [name, field] of found) {
      if (!(keys as readonly string[]).includes(name))
        field.refuse(`unknown key; the keys here are ${keys.join(', ')}`);
    }
    return {
      get: (key) => found.get(key) ?? this.refuse(`write the key "${key}" here; it is missing`),
      find: (key) => found.get(key),
    };
  }

  /** The values of a mapping, in the order of the file. */
  entries(): [name: string, value: YamlField][] {
    if (!isMap<Node, Node | null>(this.node)) this.refuse('write a mapping (key: value)');
    return this.node.items.map(({ key, value }) => {
      const name = String(isScalar(key) ? key.value : key);
      return [name, this.child(value, this.key ? `.${name}` : name, key.range?.[0])];
    });
  }

  items(): YamlField[] {
    if (!isSeq<Node>(this.node)) this.refuse('write a list');
    return this.node.items.map((item, index) => this.child(item, `[${index}]`));
  }

  string(pattern: RegExp, meaning: string): string {
    const value = this.scalar();
    if (typeof value === 'number')
      this.refuse(`write ${meaning} in quotes; without them YAML reads a number`);
    if (typeof value !== 'string' || !pattern.test(value)) this.refuse(`write ${meaning}`);
    return value;
  }

  oneOf<T extends string>(words: readonly T[]): T {
    return words.find((word) => word === this.scalar()) ?? this.refuse(`write ${words.join(' or ')}`);
  }

  /** A TCP port; 0 means any free one. */
  port(): number {
    const value = this.scalar();
    const valid = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;
    return valid ? value : this.refuse('write a port, 0 to 65535');
  }

  /** What the file says, when that is one word, number or truth value. */
  scalar(): unknown {
    return isScalar(this.node) ? this.node.value : undefined;
  }

  /** @throws {YamlError} always */
  refuse(remedy: string): never {
    throw this.fault(remedy);
  }

  /** The refusal of this value, for who collects several. */
  fault(remedy: string): YamlError {
    return this.faultAt(this.offset, remedy);
  }

  private faultAt(offset: number, remedy: string): YamlError {
    const { line, col } = this.source.lines.linePos(offset);
    const position = { line: Math.max(line, 1), column: Math.max(col, 1) };
    return new YamlError(this.source.file, position, this.key || 'top level', remedy);
  }

  private child(node: Node | null, suffix: string, offset = this.offset): YamlField {
    return new YamlField(this.source, node, this.key + suffix, offset);
  }
}

export interface Fields<K extends string> {
  /** @throws {YamlError} when the key is missing */
  get(key: K): YamlField;
  find(key: K): YamlField | undefined;
}
