import { expect, it } from 'vitest';
import { reshared } from './reshare_link';

it.each([
  ['urn:li:share:7141138937766391808', 'urn:li:share:7141138937766391808'],
  [' urn:li:ugcPost:7141138937766391808 ', 'urn:li:ugcPost:7141138937766391808'],
  ['https://www.linkedin.com/feed/update/urn:li:activity:7141138937766391808/', 'urn:li:activity:7141138937766391808'],
  ['https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7141138937766391808?utm_source=share', 'urn:li:share:7141138937766391808'],
  ['https://www.linkedin.com/posts/hana-lindqvist_hiring-lagos-activity-7141138937766391808-aB3x?utm_medium=ios', 'urn:li:activity:7141138937766391808'],
  ['https://de.linkedin.com/posts/northwind_jobs-ugcPost-7141138937766391808-x', 'urn:li:ugcPost:7141138937766391808'],
  ['linkedin.com/posts/a_b-share-7141138937766391808-c', 'urn:li:share:7141138937766391808'],
  ['<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:share:7141138937766391808" height="551"></iframe>', 'urn:li:share:7141138937766391808'],
  ['https://example.com/posts/a-activity-7141138937766391808-c', undefined],
  ['https://linkedin.com.example.com/feed/update/urn:li:share:7141138937766391808', undefined],
  ['https://www.linkedin.com/in/hana-lindqvist', undefined],
  ['urn:li:person:7141138937766391808', undefined],
  ['100% sure', undefined],
  ['', undefined],
])('%j means %j', (typed, urn) => expect(reshared(typed)).toBe(urn));
