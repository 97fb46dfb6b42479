import { expect, it } from 'vitest';
import { groupedProblems } from './verdicts';

const target = (author_name: string, ...problems: string[]) => ({ author_name, misfits: problems.map((sentence) => ({ sentence })) });

it('says each problem once, with the authors it is about', () => {
  expect(groupedProblems([target('Elif', 'Too long.', 'Too wide.'), target('Ravi', 'Too long.'), target('Mia')])).toEqual([
    { problem: 'Too long.', who: 'Elif, Ravi' },
    { problem: 'Too wide.', who: 'Elif' },
  ]);
});

it('counts the authors when naming them would be a list', () => {
  const everybody = ['a', 'b', 'c', 'd'].map((name) => target(name, 'Too long.'));
  expect(groupedProblems(everybody)).toEqual([{ problem: 'Too long.', who: '4 authors' }]);
});
