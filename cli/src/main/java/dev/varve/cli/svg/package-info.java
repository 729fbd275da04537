/// The picture of a domain's snapshots as SVG.
@NullMarked
package dev.varve.cli.svg;

import org.jspecify.annotations.NullMarked;
