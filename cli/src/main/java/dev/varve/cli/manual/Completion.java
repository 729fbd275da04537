package dev.varve.cli.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Completion in the languages of three shells. Domains and snapshots are asked of `varve` itself.
///
/// @param program with all commands
public record Completion(CommandLine program) {
    private static final String BASH =
            """
            # bash completion for varve; made from the commands' model.

            _varve_domains() {
              varve "${connection[@]}" -q list --all --name 2>/dev/null
            }

            _varve_snapshots() {
              varve "${connection[@]}" -q snapshot-list "$1" --name 2>/dev/null
            }

            # What others have named may hold blanks and whatever a shell acts on: compgen would expand it.
            _varve_names() {
              local name typed=${current//\\\\/}
              COMPREPLY=()
              while IFS= read -r name; do
                [[ $name != "$typed"* || -z $name ]] || COMPREPLY+=("$(printf %q "$name")")
              done
            }

            # What an option, or the place of a bare value, wants.
            _varve_wanted() {
              case $1 in
                DOMAIN) _varve_names < <(_varve_domains) ;;
                SNAPSHOT) _varve_names < <(_varve_snapshots "$domain") ;;
                FILE | PATH | IMAGE | DIR)
                  compopt -o filenames
                  mapfile -t COMPREPLY < <(compgen -f -- "$current")
                  ;;
              esac
            }

            _varve() {
              local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= domain= word
              local connection=() i place=0 options= values= data=
              for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                case $word in
                  -c | --connect) [[ $command ]] || connection=(-c "${COMP_WORDS[++i]-}") ;;
                  -*)
                    [[ -z $command ]] || ! _varve_takes_value "$command" "$word" || ((++i))
                    ;;
                  *)
                    if [[ -z $command ]]; then
                      command=$word
                    else
                      ((++place))
                      [[ $domain ]] || domain=${word//\\\\/}
                    fi
                    ;;
                esac
              done
              COMPREPLY=()
              if [[ -z $command ]]; then
                if [[ $current == -* ]]; then
                  mapfile -t COMPREPLY < <(compgen -W "$_varve_global" -- "$current")
                else
                  mapfile -t COMPREPLY < <(compgen -W "$_varve_commands" -- "$current")
                fi
                return
              fi
              _varve_model "$command"
              for word in $values; do
                if [[ $before == "${word%%=*}" ]]; then
                  _varve_wanted "${word#*=}"
                  return
                fi
              done
              if [[ $current == -* ]]; then
                mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$current")
                return
              fi
              if [[ $command == help ]]; then
                mapfile -t COMPREPLY < <(compgen -W "$_varve_commands" -- "$current")
                return
              fi
              local places=($data)
              _varve_wanted "${places[place]-${places[-1]-}}"
            }

            _varve_takes_value() {
              local options= values= data=
              _varve_model "$1"
              [[ " $values " == *" $2="* ]]
            }

            """;

    /// {@return what bash reads}
    public String bash() {
        return BASH
                + "_varve_commands='"
                + String.join(" ", names())
                + "'\n_varve_global='"
                + GlobalOption.ALL.stream()
                        .flatMap(option -> Stream.of(option.spelled().split(",? ")))
                        .filter(word -> word.startsWith("-"))
                        .collect(Collectors.joining(" "))
                + "'\n\n_varve_model() {\n  case $1 in\n"
                + commands().map(Completion::bashModel).collect(Collectors.joining())
                + "  esac\n}\n\ncomplete -F _varve varve\n";
    }

    private static String bashModel(CommandModel command) {
        return "    %s)\n      options='%s'\n      values='%s'\n      data='%s'\n      ;;\n"
                .formatted(
                        command.name(),
                        joined(command.options(), OptionSpec::longestName),
                        joined(
                                command.options().stream()
                                        .filter(option -> option.arity().max() > 0)
                                        .toList(),
                                option -> option.longestName() + "=" + label(option)),
                        joined(command.data(), Completion::label));
    }

    /// {@return what zsh reads: its own completion of commands and options, and bash's of what they are about}
    public String zsh() {
        return "#compdef varve\n# zsh completion for varve; made from the commands' model.\n\n"
                + "_varve_commands=(\n"
                + commands()
                        .map(command ->
                                "  '%s:%s'\n"
                                        .formatted(
                                                command.name(),
                                                command.description().replace("'", "'\\''")))
                        .collect(Collectors.joining())
                + ")\n\n"
                + """
                _varve_domains() {
                  local -a names
                  names=(${(f)"$(varve $opt_connection -q list --all --name 2>/dev/null)"})
                  compadd -a names
                }

                _varve_snapshots() {
                  local -a names
                  names=(${(f)"$(varve $opt_connection -q snapshot-list "$words[2]" --name 2>/dev/null)"})
                  compadd -a names
                }

                _varve() {
                  local -a opt_connection
                  local state
                  _arguments -C '(-c --connect)'{-c,--connect}'[the libvirt to work with]:URI:' \\
                    '(-q --quiet)'{-q,--quiet}'[print no headers and notes]' \\
                    '(-r --readonly)'{-r,--readonly}'[connect without the right to change anything]' \\
                    '1:command:{_describe command _varve_commands}' '*::argument:->argument'
                  (( ! ${+opt_args[-c]} )) || opt_connection=(-c "$opt_args[-c]")
                  [[ $state == argument ]] || return
                  case $words[1] in
                """
                + commands().map(Completion::zshModel).collect(Collectors.joining())
                + "  esac\n}\n\n_varve \"$@\"\n";
    }

    private static String zshModel(CommandModel command) {
        var options =
                command.options().stream()
                        .map(option ->
                                " \\\n      '%s[%s]%s'"
                                        .formatted(
                                                (option.isMultiValue() ? "*" : "")
                                                        + option.longestName(),
                                                zshText(CommandModel.text(option)),
                                                option.arity().max() == 0
                                                        ? ""
                                                        : ":" + label(option) + zshAction(option)))
                        .collect(Collectors.joining());
        var data =
                command.data().stream()
                        .map(option ->
                                " \\\n      '%s:%s%s'"
                                        .formatted(
                                                option.isMultiValue() ? "*" : ":",
                                                label(option),
                                                zshAction(option)))
                        .collect(Collectors.joining());
        return "    %s)\n      _arguments%s%s\n      ;;\n".formatted(command.name(), options, data);
    }

    private static String zshText(String text) {
        return text.replace("'", "'\\''")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String zshAction(OptionSpec option) {
        return switch (label(option)) {
            case "DOMAIN" -> ":_varve_domains";
            case "SNAPSHOT" -> ":_varve_snapshots";
            case "FILE", "PATH", "IMAGE" -> ":_files";
            case "DIR" -> ":_directories";
            default -> ":";
        };
    }

    /// {@return what fish reads}
    public String fish() {
        return """
        # fish completion for varve; made from the commands' model.

        function __varve_domains
          varve -q list --all --name 2>/dev/null
        end

        function __varve_snapshots
          set -l words (commandline -opc)
          test (count $words) -ge 3; and varve -q snapshot-list $words[3] --name 2>/dev/null
        end

        function __varve_place
          test (count (commandline -opc)) -eq $argv[1]
        end

        complete -c varve -f
        """
                + commands().map(Completion::fishModel).collect(Collectors.joining());
    }

    private static String fishModel(CommandModel command) {
        var of = "complete -c varve -n '__fish_seen_subcommand_from " + command.name();
        return "complete -c varve -n __fish_use_subcommand -a %s -d %s\n"
                        .formatted(command.name(), fishText(command.description()))
                + command.options().stream()
                        .map(option ->
                                "%s' -l %s%s -d %s\n"
                                        .formatted(
                                                of,
                                                option.longestName().substring(2),
                                                fishValue(option),
                                                fishText(CommandModel.text(option))))
                        .collect(Collectors.joining())
                + fishPlace(command, of);
    }

    private static String fishPlace(CommandModel command, String of) {
        var lines = new StringBuilder();
        for (int i = 0; i < command.data().size(); i++) {
            var wanted = fishWanted(command.data().get(i));
            if (!wanted.isEmpty()) {
                lines.append("%s; and __varve_place %d'%s\n".formatted(of, i + 2, wanted));
            }
        }
        return lines.toString();
    }

    private static String fishValue(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        var wanted = fishWanted(option);
        return wanted.isEmpty() ? " -x" : " -r" + wanted;
    }

    private static String fishWanted(OptionSpec option) {
        return switch (label(option)) {
            case "DOMAIN" -> " -a '(__varve_domains)'";
            case "SNAPSHOT" -> " -a '(__varve_snapshots)'";
            case "FILE", "PATH", "IMAGE", "DIR" -> " -F";
            default -> "";
        };
    }

    private static String fishText(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private List<String> names() {
        return program.getSubcommands().keySet().stream().sorted().toList();
    }

    private Stream<CommandModel> commands() {
        return program.getSubcommands().values().stream().map(CommandModel::new);
    }

    /// {@return what kind of value an option takes: `DOMAIN`}
    static String label(OptionSpec option) {
        return option.paramLabel().replaceAll("[^A-Z]", "");
    }

    private static String joined(
            List<OptionSpec> options, java.util.function.Function<OptionSpec, String> word) {
        return options.stream().map(word).collect(Collectors.joining(" "));
    }
}
