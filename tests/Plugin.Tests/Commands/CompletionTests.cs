using K8sMirror.Plugin.Commands;
using K8sMirror.Plugin.Tests.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Commands;

/// <summary>Real shells with the real program.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Programs programs = new();

    public void Dispose() => programs.Dispose();

    [Theory]
    [InlineData("st", "status")]
    [InlineData("completion z", "zsh")]
    [InlineData("status -o y", "yaml")]
    [InlineData("plan --l", "--line")]
    public void Words_are_completed(string typed, string expected) =>
        Assert.Contains(expected, Completer.Complete(RootCommands.Create(Cli.Seams()), typed.Split(' ')).Split('\n').Select(l => l.Split('\t')[0]));

    [Fact]
    public void Without_a_cluster_names_are_not_completed_and_nothing_breaks() =>
        Assert.Equal(":4\n", Completer.Complete(RootCommands.Create(Cli.Seams()), ["status", ""]));

    [Fact]
    public void Files_are_left_to_the_shell() => Assert.Equal(":0\n", Completer.Complete(RootCommands.Create(Cli.Seams()), ["plan", "-f", ""]));

    [Fact]
    public void Bash_completes()
    {
        var reply = programs.Bash("""
            source <(kubectl-mirror completion bash)
            COMP_WORDS=(kubectl-mirror sup); COMP_CWORD=1
            _kubectl_mirror
            echo "${COMPREPLY[*]}"
            complete -p kubectl-mirror
            """);

        Assert.Equal("support-bundle\ncomplete -F _kubectl_mirror kubectl-mirror\n", reply);
    }

    [Fact]
    public void Fish_completes() => Assert.Equal(
        "explain\tShow where packets of a flow are copied to, dropped or lost on a node, and why\n",
        programs.Run("fish", "--no-config", "-c", "kubectl-mirror completion fish | source; complete -C 'kubectl-mirror ex'"));

    [Fact]
    public void Zsh_takes_the_script()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("_kubectl-mirror"), CompletionScripts.ByShell["zsh"]);

        var reply = programs.Run("zsh", "-f", "-c", $"""
            autoload -U compinit; compinit -u -d {folder.At("dump")}
            source {folder.At("_kubectl-mirror")}
            _describe() {"{"} print -l -- "${"{(@)candidates}"}" {"}"}
            words=(kubectl-mirror vers); CURRENT=2
            _kubectl_mirror
            print -- $_comps[kubectl-mirror]
            """);

        Assert.Equal("version:Show versions of this program, the API server, the agents and the operators\n_kubectl_mirror\n", reply);
    }

    [Fact]
    public void Kubectls_own_completion_asks_the_plugin()
    {
        var version = programs.Kubectl("version", "--client", "-o", "json").Output;
        if (!version.Contains("\"minor\": \"1", StringComparison.Ordinal) && !version.Contains("\"minor\": \"20", StringComparison.Ordinal))
        {
            Assert.Contains("status", programs.Kubectl("__complete", "mirror", "st").Output, StringComparison.Ordinal);
        }
    }
}
