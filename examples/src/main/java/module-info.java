module example {
    requires dev.varve;
}
