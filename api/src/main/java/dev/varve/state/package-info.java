/// What there is: domains, their disks and snapshots, what these take, and what is wrong with them. Immutable values.
@NullMarked
package dev.varve.state;

import org.jspecify.annotations.NullMarked;
