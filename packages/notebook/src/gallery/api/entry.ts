import ts from "@tslab/typescript-for-tslab";

/** One public name. */
export interface ApiEntry {
  /** "conv2d", "chart.bars" */
  name: string;
  kind: "function" | "value" | "class" | "type";
  /** TypeScript, one for each overload or declaration. */
  signatures: string[];
  /** The docstring, Markdown. */
  text: string;
  /** Its tags in order; of `@param` the name apart. */
  tags: { tag: string; name?: string; text: string }[];
}

/** A declared name with its docstring; nothing if it has no declaration that can be quoted. */
export function entryOf(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): ApiEntry[] {
  const declarations = symbol.declarations ?? [];
  const signatures = declarations.flatMap((declaration) => quote(name, declaration, checker));
  if (signatures.length === 0) return [];
  return [
    {
      name,
      kind: kindOf(symbol, signatures[0]),
      signatures,
      text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      tags: symbol.getJsDocTags(checker).map(({ name: tag, text = [] }) => tagOf(tag, text)),
    },
  ];
}

function kindOf(symbol: ts.Symbol, signature: string): ApiEntry["kind"] {
  if (symbol.flags & ts.SymbolFlags.Class) return "class";
  if (symbol.flags & ts.SymbolFlags.Function) return "function";
  if (symbol.flags & ts.SymbolFlags.Variable) return /^const /.test(signature) ? "value" : "function";
  return "type";
}

function tagOf(tag: string, parts: readonly ts.SymbolDisplayPart[]): ApiEntry["tags"][number] {
  const name = parts.find(({ kind }) => kind === "parameterName")?.text;
  const text = parts
    .filter(({ kind }) => kind !== "parameterName")
    .map((part) => part.text)
    .join("")
    .trim();
  return name === undefined ? { tag, text } : { tag, name, text };
}

/** A declaration as one reads it. A constant that is a function is written as one. */
function quote(name: string, declaration: ts.Declaration, checker: ts.TypeChecker): string[] {
  if (ts.isVariableDeclaration(declaration)) {
    const calls = callsOf(declaration, checker);
    if (calls.length > 0) return calls.map((call) => `${name}${call}`);
    return [`const ${name}${tidy(declaration.getText().slice(declaration.name.getText().length))}`];
  }
  if (ts.isFunctionDeclaration(declaration)) return [name + callText(declaration)];
  if (ts.isClassDeclaration(declaration)) {
    const hidden = declaration.members.filter(isPrivate).map((member) => member.getFullText());
    return [tidy(hidden.reduce((text, member) => text.replace(member, ""), declaration.getText()))];
  }
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration))
    return [tidy(declaration.getText())];
  return [];
}

/** The call signatures of a constant whose type is a name without arguments: with some, the text would not fit. */
function callsOf({ type }: ts.VariableDeclaration, checker: ts.TypeChecker): string[] {
  const plain = type !== undefined && (!ts.isTypeReferenceNode(type) || type.typeArguments === undefined);
  if (!plain) return [];
  const signatures = checker.getSignaturesOfType(checker.getTypeFromTypeNode(type), ts.SignatureKind.Call);
  return signatures.flatMap(({ declaration }) =>
    declaration === undefined || ts.isJSDocSignature(declaration) ? [] : [callText(declaration)],
  );
}

function callText({ typeParameters, parameters, type }: ts.SignatureDeclaration): string {
  const list = (nodes: readonly ts.Node[]): string => nodes.map((node) => node.getText()).join(", ");
  const generic = typeParameters ? `<${list(typeParameters)}>` : "";
  return tidy(`${generic}(${list(parameters)}): ${type?.getText() ?? "void"}`);
}

const isPrivate = (member: ts.ClassElement): boolean =>
  (ts.canHaveModifiers(member) &&
    ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) === true ||
  (member.name !== undefined && ts.isPrivateIdentifier(member.name));

/** Two spaces for the four of declarations, without words that only they need. */
const tidy = (text: string): string =>
  text.replace(/^(?:export |declare )+/, "").replace(/^( {4})+/gm, (spaces) => " ".repeat(spaces.length / 2));
