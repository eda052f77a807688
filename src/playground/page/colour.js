// Colours that a server or an app chose, given to the style sheet to use.

/** Sets a custom property to a colour as Discord writes it, a number; without one the sheet's own stays. */
export function paint(node, property, colour) {
  if (colour !== undefined && colour !== null) {
    node.style.setProperty(property, `#${colour.toString(16).padStart(6, "0")}`);
  }
  return node;
}
