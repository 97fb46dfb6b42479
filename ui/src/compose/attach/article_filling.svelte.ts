import { type ApiError, apiError, type ArticlePreview, type Attachment, type AuthorId, type DraftId, host } from '../../host';
import { composer } from '../composer.svelte';

type Article = Extract<Attachment, { kind: 'article' }>;
type Said = Pick<Article, 'title' | 'description' | 'thumbnail'>;

/** Fills an article card in from what its page says. */
class ArticleFilling {
  /** Which card of whom was asked about, and at which address. */
  #asked = $state.raw<{ id: DraftId | undefined; version: AuthorId | undefined; url: string }>();
  #fetching = $state(false);
  #problem = $state.raw<ApiError>();
  #note = $state<string>();
  #other = $state.raw<Said>();
  #turn = 0;

  readonly #article = $derived.by((): Article | undefined => {
    const { attachment } = composer.wording;
    return attachment.kind === 'article' ? attachment : undefined;
  });
  /** Whether what was asked is still about the card on the screen. */
  readonly #current = $derived(
    this.#asked !== undefined &&
      this.#asked.id === composer.id &&
      this.#asked.version === composer.version &&
      this.#asked.url === this.#article?.url.trim(),
  );
  readonly fetching = $derived(this.#current && this.#fetching);
  readonly problem = $derived(this.#current ? this.#problem : undefined);
  /** Why the page's image isn't there. */
  readonly note = $derived(this.#current ? this.#note : undefined);
  /** Whether the page says something else than what is written. */
  readonly differs = $derived(this.#current && this.#other !== undefined);

  /** Asks the page. What is written stays; what is empty is filled in. */
  async fetch(): Promise<void> {
    if (!this.#article) return;
    const url = this.#article.url.trim();
    const turn = ++this.#turn;
    this.#asked = { id: composer.id, version: composer.version, url };
    this.#problem = undefined;
    this.#note = undefined;
    this.#other = undefined;
    this.#fetching = true;
    try {
      const preview = await host().articlePreview(url);
      if (turn === this.#turn && this.#current) this.#fill(preview);
    } catch (thrown) {
      if (turn === this.#turn) this.#problem = apiError(thrown);
    } finally {
      if (turn === this.#turn) this.#fetching = false;
    }
  }

  async stop(): Promise<void> {
    this.#turn += 1;
    this.#fetching = false;
    await host().articleStop();
  }

  /** Puts what the page says in the place of what is written. */
  replace(): void {
    const said = this.#other;
    if (!this.#article || !this.#current || !said) return;
    composer.replace('attachment', { ...this.#article, ...said }, 'The page’s own words took the place of yours.');
    this.#other = undefined;
  }

  #fill({ title, description, thumbnail, note }: ArticlePreview): void {
    const article = this.#article;
    if (!article) return;
    if (thumbnail) composer.media.set(thumbnail.id, thumbnail);
    const said: Said = {
      title: title || article.title,
      description: description || article.description,
      thumbnail: thumbnail?.id ?? article.thumbnail,
    };
    const filled: Article = {
      ...article,
      title: article.title.trim() ? article.title : said.title,
      description: article.description.trim() ? article.description : said.description,
      thumbnail: article.thumbnail ?? said.thumbnail,
    };
    const differ = (one: Said, other: Said) =>
      one.title !== other.title || one.description !== other.description || one.thumbnail !== other.thumbnail;
    if (differ(filled, article)) composer.replace('attachment', filled, 'The card was filled in from the page.');
    this.#other = differ(filled, said) ? said : undefined;
    this.#note = note ?? undefined;
  }
}

export const articleFilling = new ArticleFilling();
