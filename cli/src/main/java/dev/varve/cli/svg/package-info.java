/// The picture of a domain's snapshots as SVG: where each thing stands, and how it is drawn.
@NullMarked
package dev.varve.cli.svg;

import org.jspecify.annotations.NullMarked;
