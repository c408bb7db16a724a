/** The editor's own symbol icons, by the server's kinds. */
const icons: Readonly<Record<string, string>> = {
  class: "symbol-class",
  interface: "symbol-interface",
  struct: "symbol-struct",
  enum: "symbol-enum",
  record: "symbol-class",
  trait: "symbol-interface",
  module: "symbol-module",
  function: "symbol-function",
  method: "symbol-method",
  constructor: "symbol-constructor",
  property: "symbol-property",
  field: "symbol-field",
  constant: "symbol-constant",
  type: "symbol-type-parameter",
  macro: "symbol-function",
  test: "beaker",
  section: "symbol-string",
  block: "symbol-snippet",
};

export function iconOf(kind: string): string {
  return icons[kind] ?? "symbol-misc";
}
