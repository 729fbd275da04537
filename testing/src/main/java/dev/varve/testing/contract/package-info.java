/// What every hypervisor owes its callers, as tests: who implements the port extends each contract with a class that
/// opens a host.
@NullMarked
package dev.varve.testing.contract;

import org.jspecify.annotations.NullMarked;
