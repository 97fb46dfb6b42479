import { Schema } from 'prosemirror-model';

/** What a mention in a text may point at. */
export const mentionable = /^urn:li:(person|member|organization|organizationBrand|company|school):[\w-]+$/;

/** A text is lines; a line holds letters and mentions, and a mention is one thing, never half of one. */
export const schema = new Schema({
  nodes: {
    doc: { content: 'line+' },
    line: { content: 'inline*', toDOM: () => ['p', 0], parseDOM: [{ tag: 'p' }] },
    text: { group: 'inline' },
    mention: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: { name: { validate: 'string' }, urn: { validate: 'string' } },
      leafText: (node) => node.attrs.name,
      toDOM: (node) => ['span', { class: 'mention', 'data-urn': node.attrs.urn, title: node.attrs.urn }, node.attrs.name],
      parseDOM: [
        {
          tag: 'span.mention[data-urn]',
          getAttrs: (element) => {
            const urn = element.dataset.urn ?? '';
            const name = (element.textContent ?? '').replace(/\s+/g, ' ').trim();
            return mentionable.test(urn) && name ? { name, urn } : false;
          },
        },
      ],
    },
  },
});
