import { createSubscriber } from 'svelte/reactivity';

function ticking(every: number) {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, every);
    return () => clearInterval(timer);
  });
  return () => {
    subscribe();
    return Date.now();
  };
}

/** The time, for countdowns: whoever reads it is redrawn every second. */
export const nowBySecond = ticking(1_000);

/** The time, for "4 min ago": whoever reads it is redrawn twice a minute. */
export const nowByMinute = ticking(30_000);
