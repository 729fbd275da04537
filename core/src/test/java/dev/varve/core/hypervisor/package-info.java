@NullMarked
package dev.varve.core.hypervisor;

import org.jspecify.annotations.NullMarked;
