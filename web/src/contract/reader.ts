/** A frame that does not have the shape that the protocol gives it. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError';
}

/** The server speaks a version of the protocol that this client does not: the page is to be loaded again. */
export class OutdatedError extends ProtocolError {
  override readonly name: string = 'OutdatedError';
}

/** Reads typed fields from a JSON object; what is missing or of another type is a `ProtocolError`. Fields that nobody asks for are ignored. */
export class Reader {
  private constructor(
    private readonly fields: Readonly<Record<string, unknown>>,
    private readonly where: string,
  ) {}

  static of(value: unknown, where: string): Reader {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ProtocolError(`${where} is not an object`);
    }
    return new Reader(value as Readonly<Record<string, unknown>>, where);
  }

  has(name: string): boolean {
    return Object.prototype.hasOwnProperty.call(this.fields, name);
  }

  string(name: string): string {
    const value = this.field(name);
    return typeof value === 'string' ? value : this.wrong(name, 'a string');
  }

  stringOrNull(name: string): string | null {
    return this.field(name) === null ? null : this.string(name);
  }

  bool(name: string): boolean {
    const value = this.field(name);
    return typeof value === 'boolean' ? value : this.wrong(name, 'true or false');
  }

  /** A whole number from 0 up. */
  count(name: string): number {
    const value = this.field(name);
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : this.wrong(name, 'a count');
  }

  countOrNull(name: string): number | null {
    return this.field(name) === null ? null : this.count(name);
  }

  oneOf<Value extends string | number>(name: string, values: readonly Value[]): Value {
    const value = this.field(name);
    const found = values.find((candidate) => candidate === value);
    return found === undefined ? this.wrong(name, `one of ${values.join(', ')}`) : found;
  }

  /** The same where a newer server's value may be taken for one that is known. */
  oneOfOr<Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value {
    const value = this.string(name);
    return values.find((candidate) => candidate === value) ?? otherwise;
  }

  object(name: string): Reader {
    return Reader.of(this.field(name), `${this.where}.${name}`);
  }

  list<T>(name: string, element: (value: unknown, where: string) => T): T[] {
    return readList(this.field(name), `${this.where}.${name}`, element);
  }

  /** An object as a map. */
  record<T>(name: string, element: (value: unknown, where: string) => T): Record<string, T> {
    const where = `${this.where}.${name}`;
    const inner = Reader.of(this.field(name), where);
    const result: Record<string, T> = {};
    for (const [key, value] of Object.entries(inner.fields)) {
      // A plain assignment to "__proto__" would change the prototype instead of adding a field.
      Object.defineProperty(result, key, { value: element(value, `${where}.${key}`), enumerable: true });
    }
    return result;
  }

  raw(name: string): unknown {
    return this.field(name);
  }

  private field(name: string): unknown {
    if (!this.has(name)) throw new ProtocolError(`${this.where} lacks ${name}`);
    return this.fields[name];
  }

  private wrong(name: string, expected: string): never {
    throw new ProtocolError(`${this.where}.${name} is not ${expected}`);
  }
}

export function readList<T>(value: unknown, where: string, element: (value: unknown, where: string) => T): T[] {
  if (!Array.isArray(value)) throw new ProtocolError(`${where} is not a list`);
  return value.map((item, index) => element(item, `${where}[${index}]`));
}

export function readString(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new ProtocolError(`${where} is not a string`);
  return value;
}
