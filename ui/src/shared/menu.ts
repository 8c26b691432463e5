/** The fields whose menu cuts, copies and pastes words. */
const TEXT = "textarea, input:is(:not([type]), [type=text], [type=search], [type=password], [type=number])";

/** Keeps the web view's own menu away but from text: it would save a picture that nobody has cleared. */
export function keepMenuAway(page: EventTarget): void {
  page.addEventListener("contextmenu", (event) => {
    if (!(event.target instanceof Element && event.target.matches(TEXT))) event.preventDefault();
  });
}
