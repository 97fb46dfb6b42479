// Compares what was answered with the types a client's own package declares.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const folder = dirname(fileURLToPath(import.meta.url));
const options = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  types: [],
};

/** Without the fields that are known to be documented elsewhere than in the package. */
function without(value, fields) {
  if (Array.isArray(value)) {
    return value.map((one) => without(one, fields));
  }
  if (value !== null && typeof value === 'object') {
    const kept = Object.entries(value).filter(([name]) => !fields.includes(name));
    return Object.fromEntries(kept.map(([name, one]) => [name, without(one, fields)]));
  }
  return value;
}

/**
 * What TypeScript has to say about each answer: a field of another type, one that is missing, one
 * that the package does not know. Empty when nothing.
 */
export function complaints(packageName, answers) {
  const file = join(folder, 'answers.virtual.ts');
  const names = [...new Set(answers.map(({ type }) => type))].join(', ');
  const lines = answers.map(
    ({ type, value, besides = [] }, index) =>
      `export const answer${index}: ${type} = ${JSON.stringify(without(value, besides))};`,
  );
  const text = [`import type { ${names} } from '${packageName}';`, ...lines].join('\n');
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, rest[0]) : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
    const line = found.start === undefined ? 0 : source.getLineAndCharacterOfPosition(found.start).line;
    const answer = answers[line - 1];
    return `${answer?.what ?? 'import'}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`;
  });
}
