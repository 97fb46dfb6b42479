import { Fragment, type Node, Slice } from 'prosemirror-model';
import type { Mention, PostText } from '../../host';
import { characters } from './characters';
import { schema } from './schema';

const { line, mention } = schema.nodes as Record<'line' | 'mention', (typeof schema.nodes)[string]>;

/** An edit may part the two halves of a letter; the core takes no half of one. */
function whole(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** A text as the core takes it: lines end with `\n`, and letters are whole. */
export function wellFormed(text: string): string {
  return whole(text.replace(/\r\n?|[\u2028\u2029]/g, '\n'));
}

function inlines(text: string): Node[] {
  return text ? [schema.text(text)] : [];
}

/** The document of a text. A mention that doesn't lie within one line of it stays as plain letters. */
export function documentOf({ text, mentions }: PostText): Node {
  const letters = [...text];
  const lines: Node[] = [];
  let content: Node[] = [];
  const add = (part: string) => {
    for (const [at, words] of part.split('\n').entries()) {
      if (at > 0) {
        lines.push(line.create(null, content));
        content = [];
      }
      content.push(...inlines(words));
    }
  };
  let at = 0;
  for (const { start, length, urn } of [...mentions].sort((a, b) => a.start - b.start)) {
    const name = letters.slice(start, start + length).join('');
    if (start < at || length < 1 || start + length > letters.length || name.includes('\n')) continue;
    add(letters.slice(at, start).join(''));
    content.push(mention.create({ name, urn }));
    at = start + length;
  }
  add(letters.slice(at).join(''));
  lines.push(line.create(null, content));
  return schema.node('doc', null, lines);
}

/** The text of a document. */
export function postTextOf(document: Node): PostText {
  const mentions: Mention[] = [];
  let text = '';
  let length = 0;
  document.forEach((row, _, index) => {
    if (index > 0) {
      text += '\n';
      length += 1;
    }
    row.forEach((node) => {
      const words: string = whole(node.isText ? (node.text ?? '') : node.attrs.name);
      const count = characters(words);
      if (!node.isText) mentions.push({ start: length, length: count, urn: node.attrs.urn });
      text += words;
      length += count;
    });
  });
  return { text, mentions };
}

export function sameText(one: PostText, other: PostText): boolean {
  return (
    one.text === other.text &&
    one.mentions.length === other.mentions.length &&
    one.mentions.every((mention, i) => {
      const against = other.mentions[i];
      return against?.start === mention.start && against.length === mention.length && against.urn === mention.urn;
    })
  );
}

/** Plain letters from outside, as lines to put in. */
export function pasted(text: string): Slice {
  const lines = wellFormed(text)
    .split('\n')
    .map((words) => line.create(null, inlines(words)));
  return new Slice(Fragment.from(lines), 1, 1);
}

/** Where the `count`-th character of the text is in the document; its end when it is shorter. */
export function positionOf(document: Node, count: number): number {
  let left = count;
  let found: number | undefined;
  document.forEach((row, offset, index) => {
    if (found !== undefined) return;
    if (index > 0) left -= 1;
    let at = offset + 1;
    row.forEach((node) => {
      if (found !== undefined) return;
      const words: string = node.isText ? (node.text ?? '') : node.attrs.name;
      const length = characters(words);
      if (left < length) {
        found = node.isText ? at + [...words].slice(0, Math.max(0, left)).join('').length : at;
        return;
      }
      left -= length;
      at += node.nodeSize;
    });
    if (found === undefined && left <= 0) found = at;
  });
  return found ?? Math.max(1, document.content.size - 1);
}
