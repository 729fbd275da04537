/// What pins what, and what becomes of layers that nothing pins any more, for whoever plans. No user's word: what somebody
/// asked for is in the rooms beside.
@NullMarked
package dev.varve.core.plan.layers;

import org.jspecify.annotations.NullMarked;
