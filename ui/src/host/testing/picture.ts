/** A drawn picture as a `data:` URL, so that the preview has an image to show. */
export const picture =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#dfe8e3"/><stop offset=".55" stop-color="#7fa795"/><stop offset="1" stop-color="#2d5d4f"/></linearGradient></defs><rect width="640" height="360" fill="url(#g)"/><circle cx="470" cy="120" r="54" fill="#f6f1df" opacity=".8"/><path d="M0 300 150 190l120 90 110-70 260 120v30H0z" fill="#234a3f" opacity=".7"/></svg>',
  );
