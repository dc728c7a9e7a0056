namespace K8sMirror.Plugin.Commands;

/// <summary>Scripts for shells to source. Each calls the program itself, so a script is never out of date.</summary>
internal static class CompletionScripts
{
    /// <summary>The hidden command that they call.</summary>
    public const string Verb = "__complete";

    /// <summary>By shell.</summary>
    public static IReadOnlyDictionary<string, string> ByShell { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            # bash completion of kubectl-mirror
            _kubectl_mirror() {
                local line
                COMPREPLY=()
                while IFS= read -r line; do
                    case $line in
                        :0) compopt -o default 2>/dev/null ;;
                        :*) ;;
                        *) COMPREPLY+=("${line%%$'\t'*}") ;;
                    esac
                done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
            }
            complete -F _kubectl_mirror kubectl-mirror

            """,
        ["zsh"] = """
            #compdef kubectl-mirror
            # zsh completion of kubectl-mirror
            _kubectl_mirror() {
                local line
                local -a candidates
                for line in "${(@f)$(${words[1]} __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
                    case $line in
                        :0) _files; return ;;
                        :*) ;;
                        *) candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
                    esac
                done
                _describe 'kubectl-mirror' candidates
            }
            if [ "$funcstack[1]" = "_kubectl-mirror" ]; then
                _kubectl_mirror "$@"
            else
                compdef _kubectl_mirror kubectl-mirror
            fi

            """,
        ["fish"] = """
            # fish completion of kubectl-mirror
            function __kubectl_mirror_complete
                set -l words (commandline -opc)
                set -e words[1]
                for line in (kubectl-mirror __complete $words (commandline -ct) 2>/dev/null)
                    switch $line
                        case ':0'
                            __fish_complete_path (commandline -ct)
                        case ':*'
                        case '*'
                            echo $line
                    end
                end
            end
            complete -c kubectl-mirror -f -a '(__kubectl_mirror_complete)'

            """,
    };
}
