@NullMarked
package dev.varve.host;

import org.jspecify.annotations.NullMarked;
