import type { PostView, TargetState, TargetView, Tone } from '../index';
import { ago } from './agency';

const words: Record<TargetState, [string, Tone, string | null]> = {
  queued: ['Queued', 'info', null],
  uploading: ['Uploading', 'info', null],
  paused: ['Paused', 'idle', 'You paused it. Nothing is published yet.'],
  sending: ['Sending', 'info', null],
  handed_over: ['Handed over', 'info', 'Zernio publishes it when its time comes, also while this computer is off.'],
  published: ['Published', 'ok', null],
  refused: ['Refused', 'bad', 'LinkedIn refused the text: it is the same as a post from the last days. Change it and publish it again.'],
  held: ['Held', 'warn', 'Dana has to sign in first. It goes out when the account works again.'],
  retry_later: ['Tries again', 'info', 'Unipile didn’t answer before anything was sent. Run the outbox again in some minutes.'],
  unknown: ['We can’t tell', 'warn', 'The connection broke after we sent it, and LinkedIn doesn’t let us look. It may be live.'],
  missed: ['Missed its time', 'warn', 'Its time passed while Rollcall wasn’t running. Publish it now, or let it go.'],
  dropped: ['Let go', 'idle', null],
};

function target(id: string, author: string, state: TargetState, minutes: number, isPage = false): TargetView {
  const [label, tone, sentence] = words[state];
  return {
    id: `target-${id}`, author_id: `acc-${id}`, author_name: author, is_page: isPage, own_text: null, due_at: null, state, tone, label, sentence,
    permalink: state === 'published' ? 'https://www.linkedin.com/feed/update/urn:li:share:7' : null,
    profile_url: 'https://www.linkedin.com/in/somebody', first_comment: null, changed_at: ago(minutes),
  };
}

/** What was published before. */
export function posts(): PostView[] {
  return [
    {
      id: 'post-a', text: 'Salary guide 2027 is out. Twelve roles, four countries, no fluff.\n\n#salaries #hiring', attachment: 'images', created_at: ago(34),
      targets: [target('9', 'Amara Sithole', 'unknown', 33), target('14', 'Chloé Lambert', 'published', 33), target('n1', 'Northwind Talent', 'published', 33, true)],
    },
    {
      id: 'post-b', text: 'Recruiter Q&A: ask us anything about notice periods, this Sunday.', attachment: 'none', created_at: ago(190),
      targets: [target('1', 'Dana Okafor', 'held', 190), target('10', 'Elif Watanabe', 'refused', 189), target('12', 'Ravi Kulkarni', 'retry_later', 189)],
    },
    {
      id: 'post-c', text: 'We’re hiring in Lagos. Three teams, one long table.\n\n#hiring', attachment: 'images', created_at: ago(7_300),
      targets: [target('a1', 'Alder & Finch', 'published', 7_300, true), target('a2', 'Finch Careers', 'published', 7_300, true)],
    },
  ];
}
