@NullMarked
package dev.varve.core.hypervisor.memory;

import org.jspecify.annotations.NullMarked;
