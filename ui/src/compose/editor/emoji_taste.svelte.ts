const kept = 24;

/** Which emojis somebody uses, as long as the window is open. */
class EmojiTaste {
  recent = $state.raw<string[]>([]);
  /** 0 is yellow, 1 to 5 are skin tones from light to dark. */
  tone = $state(0);

  used(emoji: string): void {
    this.recent = [emoji, ...this.recent.filter((other) => other !== emoji)].slice(0, kept);
  }
}

export const emojiTaste = new EmojiTaste();
