/// Random worlds, grown by the commands themselves on a memory hypervisor, and what a test does with such a host: what is
/// read through everything before and after, what may be left, and an end at any change.
@NullMarked
package dev.varve.testing.simulation;

import org.jspecify.annotations.NullMarked;
