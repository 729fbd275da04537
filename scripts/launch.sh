# shellcheck shell=bash
# How Varve is started. To be sourced; wants JAVA_HOME. A folder HOME holds Varve as it is run:
#
#   HOME/lib/*.jar    Varve and what it needs; where there are none, Varve is part of the Java in JAVA_HOME
#   HOME/varve.aot    the classes of those, loaded and linked; scripts/aot-cache makes it
#
# docs/internals/performance.md says what each option gains. The JVM takes a cache only with the options that it was
# made with, for the same jars at the same place, so both use these.

java_options=(
  -XX:+UseSerialGC
  -XX:NewSize=8m
  -XX:-UsePerfData
  -XX:+UnlockDiagnosticVMOptions
  -XX:ArchiveRelocationMode=0
  -XX:CompileThresholdScaling=10
  -XX:-AOTReplayTraining
  -Xlog:disable
  --enable-native-access=dev.varve.libvirt,dev.varve.image,org.jline.terminal.ffm,com.github.luben.zstd_jni
)

# launch HOME [ARGUMENT]...: becomes Varve.
launch() {
  local home=$1
  shift
  use_utf8
  choose_compilers "$@"
  find_program "$home"
  exec "$JAVA_HOME/bin/java" "${java_options[@]}" ${compilers[@]+"${compilers[@]}"} "-XX:AOTCache=$home/varve.aot" \
    "${program[@]}" "$@"
}

# What Java is to run. Each Java has a file lib/modules.
find_program() {
  program=(-m dev.varve.cli/dev.varve.cli.Main)
  [[ -e $1/lib/modules ]] || program=(-p "$1/lib" "${program[@]}")
}

# Commands that move and read no image data end before the JVM's second compiler has begun; digests of whole images take
# three times as long without it. The options before the command are virsh's.
choose_compilers() {
  compilers=()
  while (($#)); do
    case $1 in
      -c | --connect | -d | --debug | -e | --escape | -k | --keepalive-interval | -K | --keepalive-count | -l | --log)
        shift
        ;;
      -*) ;;
      list | domblklist | hold | release | tag | describe | undo | \
        snapshot-list | snapshot-info | snapshot-dumpxml | snapshot-current | snapshot-parent | \
        snapshot-create | snapshot-create-as | snapshot-revert)
        compilers=(-XX:TieredStopAtLevel=1)
        return
        ;;
      *) return ;;
    esac
    shift || return 0
  done
}

# Java takes names of files beyond ASCII only where the locale has them. In no other charset are these four bytes one
# character.
use_utf8() {
  local character=$'\xf0\x9f\x98\x80'
  ((${#character} == 1)) || export LC_ALL=C.UTF-8
}
