/// Which snapshots a policy keeps: the rules and their words are restic's.
///
/// @see <a href="https://restic.readthedocs.io/en/stable/060_forget.html">restic forget</a>
@NullMarked
package dev.varve.core.plan.keep;

import org.jspecify.annotations.NullMarked;
