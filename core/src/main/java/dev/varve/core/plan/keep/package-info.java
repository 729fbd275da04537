/// How long snapshots stay, and the words about them: prune, expiry, holds, tags, descriptions. Which snapshots a policy
/// keeps is restic's: its rules and their words.
///
/// @see <a href="https://restic.readthedocs.io/en/stable/060_forget.html">restic forget</a>
@NullMarked
package dev.varve.core.plan.keep;

import org.jspecify.annotations.NullMarked;
