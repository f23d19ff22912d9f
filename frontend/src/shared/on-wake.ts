/** The moments at which it is worth trying again at once: the network is back, or the page is looked at. */

/** Call `then` at each of them; returns how to stop. */
export function onWake(then: (networkIsBack: boolean) => void): () => void {
  const online = (): void => then(true);
  const seen = (): void => {
    if (!document.hidden) then(false);
  };
  addEventListener("online", online);
  document.addEventListener("visibilitychange", seen);
  return () => {
    removeEventListener("online", online);
    document.removeEventListener("visibilitychange", seen);
  };
}
