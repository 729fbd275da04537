@NullMarked
package dev.varve.core.operation;

import org.jspecify.annotations.NullMarked;
