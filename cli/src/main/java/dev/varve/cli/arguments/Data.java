package dev.varve.cli.arguments;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks an option whose value may stand without the option's name, as in `snapshot-list web` for
/// `snapshot-list --domain web`. An option of several values takes all that are left.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Data {

    /// The place among the command's data options, from 0: a bare value goes to the first that has none.
    int value();

    /// An option in whose presence this one need not be given; none for one that picocli decides about.
    String unless() default "";
}
