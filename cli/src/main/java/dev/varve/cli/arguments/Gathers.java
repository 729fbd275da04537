package dev.varve.cli.arguments;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks an option in whose presence every bare value belongs to one option, as in
/// `snapshot-create-as --group nightly web db` for `--member web --member db`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Gathers {

    /// That option.
    String value();
}
