import { describe, expect, it } from 'vitest';
import { clientColours } from './client_colours';
import css from './tokens.css?raw';

type Colour = readonly [number, number, number];

function tokensOf(rule: string): Map<string, Colour> {
  const found = rule.matchAll(/--([\w-]+): #([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2});/g);
  return new Map([...found].map(([, name = '', ...parts]) => [name, parts.map((part) => parseInt(part, 16) / 255) as unknown as Colour]));
}

function depthOf(rule: string): number {
  return Number(/--avatar-depth: (\d+)%/.exec(rule)?.[1]) / 100;
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as unknown as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const [lightRule = '', darkRule = ''] = css.split("[data-theme='dark']");
const light = tokensOf(lightRule);
const themes = [
  { theme: 'light', tokens: light, depth: depthOf(lightRule) },
  { theme: 'dark', tokens: new Map([...light, ...tokensOf(darkRule)]), depth: depthOf(darkRule) },
];

const grounds = ['canvas', 'surface', 'raised', 'sunken'];
const tones = ['ok', 'warn', 'bad', 'info', 'idle'];
const softs = ['accent-soft', ...tones.map((tone) => `${tone}-soft`)];

describe.each(themes)('in the $theme', ({ tokens, depth }) => {
  const colour = (name: string): Colour => {
    const found = tokens.get(name);
    if (!found) throw new Error(`There is no colour --${name}`);
    return found;
  };
  const tooClose = (over: string[], under: string[], least: number) =>
    over.flatMap((one) => under.map((other) => ({ pair: `${one} on ${other}`, ratio: contrast(colour(one), colour(other)) }))).filter(({ ratio }) => ratio < least);

  it('text reads on every ground and on every tone', () => {
    expect(tooClose(['ink', 'ink-2', 'ink-3', 'accent', ...tones], [...grounds, ...softs], 4.5)).toEqual([]);
  });

  it('words on a primary button read, also under the pointer', () => {
    expect(tooClose(['accent-ink'], ['accent', 'accent-strong'], 4.5)).toEqual([]);
  });

  it('the edge of a field, a tick box and what has the focus are told from what is around them', () => {
    expect(tooClose(['edge', 'accent', 'bad'], grounds, 3)).toEqual([]);
  });

  it('a client’s colour is told from what is around it', () => {
    expect(tooClose(clientColours.map(({ colour }) => `client-${colour}`), grounds, 3)).toEqual([]);
  });

  it('white letters read on every avatar', () => {
    const avatars = clientColours.map(({ colour: name }) => ({ name, ratio: contrast(colour(`client-${name}`).map((part) => part * depth) as unknown as Colour, [1, 1, 1]) }));
    expect(avatars.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });
});

it('every colour of the light has one of its own in the dark, or says that it needs none', () => {
  const dark = tokensOf(darkRule);
  expect([...light.keys()].filter((name) => !dark.has(name))).toEqual([]);
});
