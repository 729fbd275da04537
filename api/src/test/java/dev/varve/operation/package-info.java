@NullMarked
package dev.varve.operation;

import org.jspecify.annotations.NullMarked;
