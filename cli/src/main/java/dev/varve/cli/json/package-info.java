/// The documents of `--json`, a record each. Their fields only ever get more: see
/// docs/reference/json.md.
@NullMarked
package dev.varve.cli.json;

import org.jspecify.annotations.NullMarked;
