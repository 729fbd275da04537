@NullMarked
package dev.varve.policy;

import org.jspecify.annotations.NullMarked;
