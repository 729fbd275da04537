/// What is wrong with the images and snapshots of a domain, and the plan that mends it.
@NullMarked
package dev.varve.core.plan.doctor;

import org.jspecify.annotations.NullMarked;
