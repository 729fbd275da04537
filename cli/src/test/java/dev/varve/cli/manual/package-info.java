@NullMarked
package dev.varve.cli.manual;

import org.jspecify.annotations.NullMarked;
