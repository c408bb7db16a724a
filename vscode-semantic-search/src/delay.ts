/** Starts a callback after some milliseconds; the function it returns calls that off. Handed in where tests must not wait. */
export type Delay = (run: () => void, milliseconds: number) => () => void;

export const byTimer: Delay = (run, milliseconds) => {
  const timer = setTimeout(run, milliseconds);
  return () => {
    clearTimeout(timer);
  };
};
