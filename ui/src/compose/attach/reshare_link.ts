const kinds: Record<string, string> = { share: 'share', ugcpost: 'ugcPost', activity: 'activity' };
const named = /(?:urn:li:(share|ugcPost|activity):|[-_](share|ugcPost|activity)-)(\d{6,})/i;

/** The post that a link to it, an embed code or a URN means; `undefined` when it means none. */
export function reshared(typed: string): string | undefined {
  let words = typed.trim();
  try {
    words = decodeURIComponent(words);
  } catch {
    // A stray per cent sign is no reason to refuse a link.
  }
  const link = /https?:\/\/[^\s"'<>]+/i.exec(words)?.[0];
  if (link) {
    try {
      const { hostname } = new URL(link);
      if (hostname !== 'linkedin.com' && !hostname.endsWith('.linkedin.com')) return undefined;
    } catch {
      return undefined;
    }
  } else if (!/^urn:li:/i.test(words) && !/^(www\.)?linkedin\.com\//i.test(words)) return undefined;
  const found = named.exec(link ?? words);
  const kind = kinds[(found?.[1] ?? found?.[2] ?? '').toLowerCase()];
  return found && kind ? `urn:li:${kind}:${found[3]}` : undefined;
}
