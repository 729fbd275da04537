/// picocli under its own module's name. The sources come from its published sources jar.
module info.picocli {
    requires static java.sql;

    exports picocli;
}
