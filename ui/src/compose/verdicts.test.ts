import { expect, it } from 'vitest';
import { findings } from './verdicts';

const misfit = (sentence: string, stops = true) => ({ sentence, stops, fixes: [] });
const target = (author_name: string, ...misfits: ReturnType<typeof misfit>[]) => ({ author_id: author_name, author_name, misfits });

it('says each finding once, with the authors it is about, what stops them first', () => {
  const found = findings([target('Elif', misfit('At once.', false), misfit('Too long.')), target('Ravi', misfit('Too long.')), target('Mia')]);
  expect(found.map(({ sentence, who }) => [sentence, who])).toEqual([
    ['Too long.', 'Elif, Ravi'],
    ['At once.', 'Elif'],
  ]);
});

it('counts the authors when naming them would be a list', () => {
  const everybody = ['a', 'b', 'c', 'd'].map((name) => target(name, misfit('Too long.')));
  expect(findings(everybody).map(({ who, authors }) => [who, authors.length])).toEqual([['4 authors', 4]]);
});
