/// The port to whatever runs domains and holds their images.
@NullMarked
package dev.varve.core.hypervisor;

import org.jspecify.annotations.NullMarked;
