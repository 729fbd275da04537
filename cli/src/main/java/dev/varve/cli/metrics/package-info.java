/// Figures for Prometheus.
@NullMarked
package dev.varve.cli.metrics;

import org.jspecify.annotations.NullMarked;
