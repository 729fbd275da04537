/// Merges of layers that a user names, as virsh's block commands name them.
@NullMarked
package dev.varve.core.plan.block;

import org.jspecify.annotations.NullMarked;
