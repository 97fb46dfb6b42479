import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';
import { inWords, statement } from './consent';

describe('a statement of consent', () => {
  it('needs a way, and words where the way is another one', () => {
    expect(statement('', 'x')).toBeNull();
    expect(statement('email', '')).toEqual({ how: 'email', note: '' });
    expect(statement('other', '  ')).toBeNull();
    expect(statement('other', ' by fax ')).toEqual({ how: 'other', note: 'by fax' });
  });

  it('is read as a fact', () => {
    const consent = { how: 'email', note: '12 March', at: '2026-03-13T10:00:00Z', actor: 'operator' } as const;
    expect(inWords(consent)).toBe('By e-mail (12 March), stated by you on 13 March 2026');
  });
});

describe('cookies and credentials', () => {
  it('can be given only with a statement, which goes with them', async () => {
    const host = await openWindow();
    const give = vi.spyOn(host, 'linkCookies');
    await person.click(await rowOf('Mateo Ruiz'));
    await press('Update cookies');
    const form = within(await screen.findByRole('form', { name: 'Session cookies' }));
    await person.type(form.getByLabelText('Cookie li_at'), 'AQED-newest');
    expect(form.getByRole('button', { name: 'Use these cookies' })).toBeDisabled();
    await person.selectOptions(form.getByRole('combobox', { name: 'How the owner agreed' }), 'By e-mail');
    await person.type(form.getByRole('textbox', { name: 'What shows it' }), '12 March');
    await expectAccessible();
    await person.click(form.getByRole('button', { name: 'Use these cookies' }));
    expect(give).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ consent: { how: 'email', note: '12 March' } }));
  });

  it('are not asked about twice, and the inspector shows the consent and takes it back', async () => {
    const host = await openWindow();
    const withdraw = vi.spyOn(host, 'consentWithdraw');
    await person.click(await rowOf('Noor Haddad'));
    const inspector = within(screen.getByTestId('inspector'));
    expect(await inspector.findByText(/In a contract, stated by you on/)).toBeVisible();
    await press('Withdraw consent…');
    const question = within(await screen.findByRole('alertdialog'));
    expect(question.getByText(/unlinks the account/)).toBeVisible();
    await person.click(question.getByRole('button', { name: 'Withdraw and unlink' }));
    expect(withdraw).toHaveBeenCalledWith('acc-6');
  });
});
