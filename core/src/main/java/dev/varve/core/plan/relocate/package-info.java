/// Moving the images of a domain to another directory.
@NullMarked
package dev.varve.core.plan.relocate;

import org.jspecify.annotations.NullMarked;
